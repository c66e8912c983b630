import { isWithPerson } from "../core/attempt.ts";
import type { Problem } from "../core/problem.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { situationOf } from "./phase.ts";
import { pleaOf } from "./plea.ts";
import { unreadFiles } from "./problems.ts";
import { reasonOf } from "./reason.ts";

/** Why a task is not done, and what answers where that is a person's turn. */
export type Reason = { readonly why: string; readonly answer?: string };

/** How everything stands at the end of a run. */
export type Summary = {
  readonly done: readonly TaskId[];
  /** Ended for good without landing. */
  readonly failed: readonly TaskId[];
  /** Wanted, but not done: it waits for a person, for a moment, or for another task. */
  readonly waiting: readonly TaskId[];
  /** Not meant to run yet: nobody waits for them. */
  readonly drafts: readonly TaskId[];
  /** Why, for each that failed or waits. */
  readonly reasons: ReadonlyMap<TaskId, Reason>;
  /** Task files that could not be read: nobody works on them. */
  readonly unread: readonly string[];
};

type Column = "done" | "failed" | "waiting" | "drafts";

const columnOf: Readonly<Partial<Record<string, Column | "none">>> = {
  done: "done",
  failed: "failed",
  draft: "drafts",
  cancelled: "none",
};

/** Sorts every task into done, failed and waiting. Drafts and cancelled tasks are in none: nobody waits for them. */
export const summaryOf = (state: State, problems: readonly Problem[], now: number): Summary => {
  const columns: Record<Column | "none", TaskId[]> = {
    done: [],
    failed: [],
    waiting: [],
    drafts: [],
    none: [],
  };
  const reasons = new Map<TaskId, Reason>();
  for (const task of state.tasks.values()) {
    const situation = situationOf(state, task);
    const column = columnOf[situation.phase] ?? "waiting";
    columns[column].push(task.id);
    if (column !== "failed" && column !== "waiting") continue;
    const plea = pleaOf(task, situation.standing);
    const why = reasonOf(state, task, { situation, now });
    reasons.set(task.id, { why, ...(plea === undefined ? {} : { answer: plea.answer }) });
  }
  const { done, failed, waiting, drafts } = columns;
  return {
    done: done.sort(),
    failed: failed.sort(),
    waiting: waiting.sort(),
    drafts: drafts.sort(),
    reasons,
    unread: unreadFiles(state, problems),
  };
};

/** The same where the run was stopped and nobody goes on: what was at work waits for the next one. */
export const cutOff = (summary: Summary, state: State): Summary => ({
  ...summary,
  reasons: new Map(
    Array.from(summary.reasons, ([id, reason]) => {
      const attempt = attemptOf(state, id);
      if (attempt === undefined || isWithPerson(attempt)) return [id, reason];
      return [id, { ...reason, why: `goes on with the next run: ${reason.why}` }];
    }),
  ),
});

/** 0 when all that is wanted is done, 1 when something failed, waits, or could not be read. */
export const exitCodeOf = ({ failed, waiting, unread }: Summary): 0 | 1 =>
  failed.length + waiting.length + unread.length === 0 ? 0 : 1;
