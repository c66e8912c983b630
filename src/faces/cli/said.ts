/** So many are remembered: a run may go on for months, and far fewer are in motion at once. */
const usual = 1000;

/** Tells whether it is news what is said of somebody: the same was not what was said of them last. */
export const openSaid = (most = usual): ((who: string, text: string) => boolean) => {
  const said = new Map<string, string>();
  return (who, text) => {
    if (said.get(who) === text) return false;
    // Those of whom something was said last stay the longest.
    said.delete(who);
    said.set(who, text);
    const [oldest] = said.keys();
    if (said.size > most && oldest !== undefined) said.delete(oldest);
    return true;
  };
};
