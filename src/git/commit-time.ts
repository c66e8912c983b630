import { line } from "./command.ts";
import { commitOf } from "./refs.ts";

/** When the commit that a name means was made, in milliseconds since the epoch; `undefined` where it means none. */
export const commitTime = async (place: string, name: string): Promise<number | undefined> => {
  const commit = await commitOf(place, name);
  if (commit === undefined) return undefined;
  return Number(await line(place, ["log", "-1", "--no-show-signature", "--format=%ct", commit])) * 1000;
};
