import { readFileSync, statSync, watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { join } from "node:path";
import type { Repository } from "./repository.ts";

/** Milliseconds between looks where the file system tells nothing. */
const pause = 2_000;

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const stamp = (path: string): string => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
};

/** Differs whenever HEAD, the branch it is on, the target, or what a person has put away does. */
const look = ({ common }: Repository, target: string | undefined): string => {
  const head = read(join(common, "HEAD"));
  const branch = head.startsWith("ref: ") ? head.slice("ref: ".length).trimEnd() : "HEAD";
  const named = target === undefined ? "" : read(join(common, "refs/heads", target));
  const stamps = ["packed-refs", "logs/refs/stash"].map((name) => stamp(join(common, name)));
  // Without it, work can begin again.
  const namesake = read(join(common, "refs/heads/traffic"));
  return [head, read(join(common, branch)), named, namesake, ...stamps].join("\n");
};

const listen = (folder: string, recursive: boolean, call: () => void): FSWatcher | undefined => {
  try {
    const watcher = watch(folder, { recursive, persistent: false }, call);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
};

/** Calls when HEAD, the target or a stash may have moved; returns a way to stop. Watching only makes it quick: it also looks itself. */
export const watchTarget = (
  repository: Repository,
  target: string | undefined,
  call: () => void,
): (() => void) => {
  let last = look(repository, target);
  const compare = (): void => {
    const now = look(repository, target);
    if (now === last) return;
    last = now;
    call();
  };
  const watchers = [
    listen(repository.common, false, compare),
    listen(join(repository.common, "refs/heads"), true, compare),
  ];
  const timer = setInterval(compare, pause).unref();
  return () => {
    clearInterval(timer);
    for (const watcher of watchers) watcher?.close();
  };
};
