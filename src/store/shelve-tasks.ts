import { readText } from "./disk.ts";
import type { Entry } from "./entry.ts";
import type { Unread } from "./library.ts";
import { entryFrom } from "./reading.ts";
import { parseTask } from "./task.ts";

/** Reads task files of the disk, without the schemas that other documents need. `now` is in milliseconds since the epoch. */
export const shelveTasks = (root: string, files: readonly Unread[], now: number): Entry[] =>
  files.map(({ kind, file, last }) =>
    entryFrom({ kind, file, reading: readText(root, file), now }, last, parseTask),
  );
