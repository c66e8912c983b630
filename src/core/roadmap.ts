import type { Budget } from "./budget/budget.ts";
import type { Priority } from "./task.ts";

/** A check box below a milestone's heading. */
export type RoadmapItem = { readonly text: string; readonly done: boolean; readonly line: number };

/** A heading of a roadmap that people name in a task's `milestone`. */
export type Milestone = {
  /** The slug of the heading; `m1-2` where it is numbered as in "Milestone 1.2: …". */
  readonly id: string;
  readonly title: string;
  /** Counted from 1. */
  readonly line: number;
  /** Milliseconds since the epoch, the end of the day named. */
  readonly due?: number;
  readonly priority?: Priority;
  readonly items: readonly RoadmapItem[];
};

/** `roadmaps/<id>.md`, as far as it can be read: any text is a roadmap, perhaps one without milestones. */
export type Roadmap = {
  readonly id: string;
  readonly title: string;
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly milestones: readonly Milestone[];
  /** What its front matter says of what its milestones may use; missing where it says nothing. */
  readonly budgets?: readonly Budget[];
};
