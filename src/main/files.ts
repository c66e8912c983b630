import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The files of this machine's own state, below `<git common dir>/traffic`. */
export const filesIn = (state: string) => ({
  journal: join(state, "journal.db"),
  index: join(state, "index"),
  image: join(state, "image"),
  answers: join(state, "answers"),
  lessons: join(state, "lessons.json"),
  engineLock: join(state, "engine.lock.db"),
  engineSocket: join(state, "engine.sock"),
  hostLock: join(state, "host.lock.db"),
  workerLock: join(state, "worker.lock.db"),
  workerLog: join(state, "logs", "worker.log"),
  desk: join(state, "desk"),
  verifyLock: join(state, "verify.lock.db"),
  hostLog: join(state, "logs", "host.log"),
  engineLog: join(state, "logs", "engine.log"),
  verifyLog: join(state, "logs", "verify.log"),
  setup: join(state, "setup"),
  baseline: join(state, "baseline"),
  deliveries: join(state, "github", "deliveries.jsonl"),
});

/** The names in a folder; none where it cannot be read. */
export const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Puts a file in the place of another, whole or not at all, also where the power fails. */
export const replaceFile = (path: string, content: string | Uint8Array): void => {
  const draft = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, content, { flush: true });
  renameSync(draft, path);
};
