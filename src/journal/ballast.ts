import { randomBytes } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Enough for running agents to leave their exit codes and last words on a disk that is otherwise full. */
const BYTES = 1_048_576;

const ballastOf = (journal: string): string => `${journal}.ballast`;

/** Lays the ballast beside a journal, unless it lies there. Throws on a full disk: nothing may start on one. */
export const layBallast = (journal: string): void => {
  const path = ballastOf(journal);
  if (existsSync(path)) return;
  try {
    writeFileSync(path, randomBytes(BYTES));
  } catch (error) {
    rmSync(path, { force: true });
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") throw diskFull(path, error);
    throw error;
  }
};

/** Frees the ballast's room, for others than the journal. */
export const dropBallast = (journal: string): void => rmSync(ballastOf(journal), { force: true });

/** The error to end with when the journal cannot grow; told apart as one of the system's own is, since SQLite's is not. */
export const diskFull = (path: string, cause: unknown): Error =>
  Object.assign(
    new Error(`disk full: ${path} could not be written. Free some room, then run traffic again.`, { cause }),
    { code: "ENOSPC", syscall: "write", path },
  );
