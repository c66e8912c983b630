import { existsSync, renameSync, rmSync } from "node:fs";

/** A journal that could not be trusted: where it is kept, and why. */
export type MovedJournal = { readonly to: string; readonly why: string };

/** Moves a journal out of the way under a dated name, with what SQLite keeps beside it. */
export const moveAside = (path: string, why: string): MovedJournal => {
  const to = `${path}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  renameSync(path, to);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${to}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return { to, why };
};
