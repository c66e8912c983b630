import type { AttemptKey } from "../../core/attempt.ts";
import type { Feed } from "../../faces/doors/feed.ts";
import { attemptFolder, checksLog, outputLog } from "../../host/places.ts";
import type { Opened } from "./opened.ts";

/** Where a log of an attempt is, or will be. */
export const logFile = (
  { repository }: Opened,
  attempt: AttemptKey,
  of: Parameters<Feed["logFile"]>[1],
): string => {
  const folder = attemptFolder(repository.state, attempt);
  return of === "agent" ? outputLog(folder) : checksLog(folder);
};
