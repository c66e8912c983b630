import { readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** A folder and all folders in it. Node's own way of watching a tree watches each file by itself: there may be ten thousand. */
const foldersIn = (path: string): readonly string[] => {
  try {
    const inner = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [path, ...inner.flatMap(({ name }) => foldersIn(join(path, name)))];
  } catch {
    // It is not there, or it is a file: the checkout's own folder is watched for it.
    return [];
  }
};

/** Tells whether files or folders of a checkout have changed since the last time it was asked. */
export class FileWatch {
  readonly #watchers: FSWatcher[] = [];
  #isChanged = false;

  constructor(root: string, names: readonly string[]) {
    const first = new Set(names.map((name) => name.split("/")[0]));
    this.#watch(root, (name) => first.has(name));
    for (const folder of names.flatMap((name) => foldersIn(join(root, name))))
      this.#watch(folder, () => true);
  }

  #watch(path: string, isMeant: (name: string) => boolean): void {
    try {
      const watcher = watch(path, (_, name) => {
        if (isMeant(name ?? "")) this.#isChanged = true;
      });
      watcher.on("error", () => {});
      this.#watchers.push(watcher);
    } catch {
      // No more can be watched on this machine: it is seen when the journal changes or the room is opened again.
    }
  }

  take(): boolean {
    const was = this.#isChanged;
    this.#isChanged = false;
    return was;
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
