import { parseAgent } from "./agent.ts";
import { parseConfig } from "./config.ts";
import { readText } from "./disk.ts";
import type { Entry, Kind } from "./entry.ts";
import type { Unread } from "./library.ts";
import { entryFrom, type Parse, type Request } from "./reading.ts";
import { parseRoadmap } from "./roadmap.ts";
import { parseTask } from "./task.ts";

const parsers: Readonly<Record<Kind, Parse>> = {
  task: parseTask,
  agent: parseAgent,
  roadmap: parseRoadmap,
  config: ({ text }) => parseConfig(text),
};

/** What a reading of a document of any kind says, with the last good value where it cannot be understood. */
export const entryOf = (request: Request, last: Entry | undefined): Entry =>
  entryFrom(request, last, parsers[request.kind]);

/** Reads files of the disk. `now` is in milliseconds since the epoch. */
export const shelve = (root: string, files: readonly Unread[], now: number): Entry[] =>
  files.map(({ kind, file, last }) => entryOf({ kind, file, reading: readText(root, file), now }, last));
