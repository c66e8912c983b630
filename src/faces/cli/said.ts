import { keepLast } from "../../core/keep-last.ts";

/** So many are remembered: a run may go on for months, and far fewer are in motion at once. */
const usual = 1000;

/** Tells whether it is news what is said of somebody: the same was not what was said of them last. */
export const openSaid = (most = usual): ((who: string, text: string) => boolean) => {
  const said = new Map<string, string>();
  return (who, text) => {
    if (said.get(who) === text) return false;
    keepLast(said, [who, text], most);
    return true;
  };
};
