import { join } from "node:path";

/** The files of this machine's own state, below `<git common dir>/traffic`. */
export const filesIn = (state: string) => ({
  journal: join(state, "journal.db"),
  index: join(state, "index.db"),
  lessons: join(state, "lessons.json"),
  engineLock: join(state, "engine.lock.db"),
  hostLock: join(state, "host.lock.db"),
  workerLock: join(state, "worker.lock.db"),
  workerLog: join(state, "logs", "worker.log"),
  desk: join(state, "desk"),
  verifyLock: join(state, "verify.lock.db"),
  hostLog: join(state, "logs", "host.log"),
  engineLog: join(state, "logs", "engine.log"),
  verifyLog: join(state, "logs", "verify.log"),
  setup: join(state, "setup"),
});
