import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import { run } from "../command.ts";
import type { Checkout } from "./checkout.ts";
import { indexOfNothingBut } from "./judge.ts";
import { ownIndex } from "./lock.ts";
import type { Intention, Room } from "./room.ts";
import { indexOf, newScratch } from "./room.ts";
import type { Difference } from "./tree.ts";

/**
 * Lets git write M's files (filters, line ends, modes, links, sparse patterns) into the room instead of the checkout,
 * and make the index as it will be from a copy of the person's: what they have staged and flagged stays in it.
 */
const stage = async (room: Room, intention: Intention, from: Oid): Promise<void> => {
  const { checkout, commit, files } = intention;
  const workTree = join(files, "new");
  mkdirSync(workTree, { recursive: true });
  if (existsSync(ownIndex(checkout))) copyFileSync(ownIndex(checkout), indexOf(room));
  await run(workTree, ["read-tree", "-m", "-u", "--no-recurse-submodules", from, commit], {
    index: indexOf(room),
    instead: { gitDir: checkout.gitDir, workTree },
  });
};

/** The entries of the old tip at the paths that a landing changes: what has to stand there unchanged. */
export const entriesBefore = (changes: readonly Difference[]) =>
  changes.flatMap(({ path, old }) => (old === undefined ? [] : [{ path, entry: old }]));

/** What a landing needs in its room before it can be judged. */
export type Drafts = {
  /** Settles when M's files are there, and the index as it will be. */
  readonly files: Promise<void>;
  /** An index that holds nothing but what stood at the paths that change; none where nothing did. */
  readonly index: Promise<string | undefined>;
};

/** Begins both at once. What fails here fails whoever needs it: an index with conflicts is refused before. */
export const draft = (
  room: Room,
  intention: Intention,
  { from, changes }: { readonly from: Oid; readonly changes: readonly Difference[] },
): Drafts => {
  const files = stage(room, intention, from);
  const index = indexOfNothingBut(intention.checkout.path, newScratch(room), entriesBefore(changes));
  for (const drafted of [files, index]) drafted.catch(() => undefined);
  return { files, index };
};

/** Renews what the new index remembers of the files, now that they stand where they belong. */
export const refresh = async (checkout: Checkout, index: string): Promise<void> => {
  await run(checkout.path, ["update-index", "-q", "--refresh"], { index, answers: [1] });
};
