import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import { run } from "../command.ts";
import type { Checkout } from "./checkout.ts";
import { ownIndex } from "./lock.ts";
import type { Intention, Room } from "./room.ts";
import { indexOf } from "./room.ts";

/**
 * Lets git write M's files (filters, line ends, modes, links, sparse patterns) into the room instead of the checkout,
 * and make the index as it will be from a copy of the person's: what they have staged and flagged stays in it.
 */
export const stage = async (room: Room, intention: Intention, from: Oid): Promise<void> => {
  const { checkout, commit, files } = intention;
  const workTree = join(files, "new");
  mkdirSync(workTree, { recursive: true });
  if (existsSync(ownIndex(checkout))) copyFileSync(ownIndex(checkout), indexOf(room));
  await run(workTree, ["read-tree", "-m", "-u", "--no-recurse-submodules", from, commit], {
    index: indexOf(room),
    instead: { gitDir: checkout.gitDir, workTree },
  });
};

/** Renews what the new index remembers of the files, now that they stand where they belong. */
export const refresh = async (checkout: Checkout, index: string): Promise<void> => {
  await run(checkout.path, ["update-index", "-q", "--refresh"], { index, answers: [1] });
};
