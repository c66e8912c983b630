import type { AttemptKey } from "../core/attempt.ts";
import { keptAttempt } from "../core/put-away.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import type { News } from "../engine/ports/news.ts";

type Stashed = Extract<News, { kind: "stashed" }>;

/** Follows what a person puts away in stashes, and tells them, once, of each attempt that goes on without its task's file. */
export const followStashes = (stateNow: () => State, tell: (message: string) => void) => {
  let stashed: ReadonlyMap<string, number> = new Map();
  const told = new Set<AttemptKey>();
  return {
    hear: ({ files }: Stashed): void => {
      stashed = new Map(files);
    },
    /** Whether a task whose file is gone, and was seen to be there since a moment before, stays in force. */
    keeps: (task: Task, shown?: number): boolean => {
      const attempt = keptAttempt(stateNow(), task, { at: stashed.get(task.file), shown });
      if (attempt === undefined) return false;
      if (!told.has(attempt.key))
        tell(
          `${task.file} is in a stash: ${attempt.key} goes on as it said; ` +
            `git stash pop brings it back, traffic cancel ${task.id} ends the attempt`,
        );
      told.add(attempt.key);
      return true;
    },
  };
};
