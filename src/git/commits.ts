import type { Oid } from "../core/evidence.ts";
import { readObject } from "./reading.ts";

/** A commit as git keeps it: who made it of what, and what they say. */
export type Commit = {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  /** When it was committed, in seconds since the epoch. */
  readonly seconds: string;
  readonly message: string;
};

/** Reads a commit. Rejects when the name means none. */
export const readCommit = async (place: string, name: string): Promise<Commit> => {
  const found = await readObject(place, name);
  if (found?.type !== "commit") throw new Error(`${name} is no commit in ${place}`);
  const text = found.bytes.toString();
  const end = text.indexOf("\n\n");
  const head = end < 0 ? text : text.slice(0, end);
  return {
    tree: /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? "",
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, oid = ""]) => oid),
    seconds: /^committer .* (\d+) [+-]\d+$/m.exec(head)?.[1] ?? "0",
    message: end < 0 ? "" : text.slice(end + 2),
  };
};
