import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.ts";
import { isAlive } from "./is-alive.ts";
import { namesIn } from "./names-in.ts";
import type { Repository } from "./repository.ts";

const [hour, day] = [3_600_000, 86_400_000];

const packFolder = ({ common }: Pick<Repository, "common">): string => join(common, "objects/pack");

/** Packs that git may join: none that somebody keeps as it is, or that holds what git is about to throw away. */
export const joinable = (repository: Pick<Repository, "common">): string[] => {
  const names = new Set(namesIn(packFolder(repository)));
  return [...names].filter((name) => {
    const [, stem] = /^(pack-[0-9a-f]+)\.pack$/.exec(name) ?? [];
    return stem !== undefined && [".keep", ".mtimes"].every((end) => !names.has(stem + end));
  });
};

const ageOf = (path: string, now: number): number =>
  now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity);

/** Whether a collection of the person's is under way: git notes who runs it, and takes no note for true after twelve hours. */
const isCollecting = ({ common }: Pick<Repository, "common">, now: number): boolean => {
  if (ageOf(join(common, "objects/maintenance.lock"), now) < 12 * hour) return true;
  const note = join(common, "gc.pid");
  if (ageOf(note, now) >= 12 * hour) return false;
  try {
    return isAlive(Number.parseInt(readFileSync(note, "utf8"), 10));
  } catch {
    return false;
  }
};

/** Git's own of 2.39 loses its way among packs that borrow from another repository, or whose rest is at a remote. */
const isBorrowing = (repository: Pick<Repository, "common">): boolean =>
  existsSync(join(repository.common, "objects/info/alternates")) ||
  namesIn(packFolder(repository)).some((name) => name.endsWith(".promisor"));

/** What gits that were killed had half written a day ago; nobody else clears it where nobody uses git by hand. */
const clearHalves = (repository: Pick<Repository, "common">, now: number): void => {
  for (const name of namesIn(packFolder(repository))) {
    const path = join(packFolder(repository), name);
    if (/^(?:tmp_|\.tmp-)/.test(name) && ageOf(path, now) > day) rmSync(path, { force: true });
  }
};

/**
 * Joins packs where there are more than so many, the small ones, so that each is at least twice as large as the next. Whoever
 * reads meanwhile finds every object, reached or not: packs go once all of theirs is in another. One core is left to others.
 */
export const joinPacks = async (repository: Repository, most: number, now: number): Promise<void> => {
  if (joinable(repository).length <= most) return;
  if (isBorrowing(repository) || isCollecting(repository, now)) return;
  clearHalves(repository, now);
  const join = ["repack", "-q", "-d", "-n", "--geometric=2", "--no-write-bitmap-index"];
  await run(repository.checkout, ["-c", "pack.threads=1", ...join], { niced: true });
};
