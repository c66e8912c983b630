import type { Likeness } from "../core/estimate/alike.ts";
import type { Taking } from "../core/estimate/course.ts";
import { further } from "../core/estimate/outlook.ts";
import { nextOf, type Range } from "../core/estimate/range.ts";
import { kindOf, type TaskKind } from "../core/route/kind.ts";
import { capOf } from "../core/spending.ts";
import { isDone } from "../core/standing.ts";
import type { Task } from "../core/task.ts";
import { endedTasks, likenesses, takenBy, type Known } from "./outlook.ts";

/** What one task will cost and take in all, by those that are over and like it. */
export type Estimate = {
  readonly kind: TaskKind;
  /** In what they are like it, how many they are, how many of them are proved, and how many attempts they took together. */
  readonly alike: {
    readonly by: Likeness;
    readonly of: number;
    readonly proved: number;
    readonly attempts: number;
  };
  /** In US dollars. */
  readonly usd: Range;
  /** Of work, what lies between attempts left out. */
  readonly seconds: Range;
  /** What it has cost and taken so far. */
  readonly taken: Taking;
  /** That is all: it is done. */
  readonly over?: true;
};

/** Tells what one task will cost and take; undefined where too few that are over are like it. */
export const estimateOf = (
  known: Pick<Known, "state" | "past" | "now">,
  task: Task,
): Estimate | undefined => {
  const { state, now } = known;
  const alike = likenesses(state, endedTasks(known))(task);
  if (alike === undefined) return undefined;
  const { by, tasks } = alike;
  const taken = takenBy(state, task.id, now);
  const cap = Math.max(capOf(state, task) / 1e6, taken.usd);
  const longer = further(tasks, taken);
  return {
    kind: kindOf(task),
    alike: {
      by,
      of: tasks.length,
      proved: tasks.filter(({ proved }) => proved).length,
      attempts: tasks.reduce((sum, { attempts }) => sum + attempts, 0),
    },
    usd: nextOf(longer.map(({ usd }) => Math.min(cap, Math.max(usd, taken.usd)))),
    seconds: nextOf(longer.map(({ seconds }) => Math.max(seconds, taken.seconds))),
    taken,
    ...(isDone(state, task.id) ? { over: true } : {}),
  };
};
