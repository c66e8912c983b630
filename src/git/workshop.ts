import type { Exclusive, ExclusiveOf } from "./exclusive.ts";
import type { Repository } from "./repository.ts";

/** What every operation works with. */
export type Workshop = {
  readonly repository: Repository;
  /** One at a time over the whole repository: worktrees added or removed, gc, configuration. */
  readonly alone: Exclusive;
  /** One at a time in each worktree, by its path. */
  readonly inside: ExclusiveOf;
  /** Told the name of each step once it is done; for tests that stop there. */
  readonly reached: (step: string) => void;
};
