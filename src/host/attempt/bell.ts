import type { FSWatcher } from "node:fs";
import { watch } from "node:fs";

/** Wakes one waiter; rung while nobody waits, it is heard by the next. */
export type Bell = {
  ring(): void;
  /** Resolves when it rings, or after `limit` milliseconds. */
  heard(limit: number): Promise<void>;
};

export const createBell = (): Bell => {
  let rung = false;
  let wake = (): void => {};
  return {
    ring: () => {
      rung = true;
      wake();
    },
    heard: async (limit) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limit);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
};

/** Rings when something in the folder changes. A hint only: where watching is not possible, the waiter's limit serves. */
export const ringOnChange = (folder: string, bell: Bell): { close(): void } => {
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, () => bell.ring());
    watcher.on("error", () => bell.ring());
  } catch {
    bell.ring();
  }
  return { close: () => watcher?.close() };
};
