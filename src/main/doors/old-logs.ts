import { statSync } from "node:fs";
import { join } from "node:path";
import type { AttemptKey } from "../../core/attempt.ts";
import type { Leftover } from "../../faces/doors/house.ts";
import { attemptFolder } from "../../host/places.ts";
import { namesIn } from "../files.ts";

/** What an attempt printed is looked at for so long after it was written, in milliseconds. */
const patience = 30 * 86_400_000;

/** When anything in a folder was written last. */
const writtenAt = (folder: string): number =>
  Math.max(
    ...[folder, ...namesIn(folder).map((name) => join(folder, name))].map(
      (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );

/** What attempts printed that are over, where nothing was written for a month: what came of them is in git. */
export const oldLogs = (state: string, inMotion: ReadonlySet<AttemptKey>, now: number): Leftover[] => {
  const used = new Set([...inMotion].map((key) => attemptFolder(state, key)));
  const all = join(state, "attempts");
  return namesIn(all)
    .map((name) => join(all, name))
    .filter((folder) => !used.has(folder) && writtenAt(folder) < now - patience)
    .map((name) => ({ kind: "folder", name, because: "its attempt printed that a month ago or more" }));
};
