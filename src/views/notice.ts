import { isWithPerson } from "../core/attempt.ts";
import type { Stamped } from "../core/event.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { situationOf } from "./phase.ts";
import { pleaOf } from "./plea.ts";
import { amountText, budgetName } from "./budget-words.ts";
import { shutByBudgets } from "./shut.ts";
import type { Summary } from "./summary.ts";
import { count, list } from "./words.ts";

/** Whom a person is still to be called for, and when they were last. */
export type Calling = {
  readonly tasks: readonly TaskId[];
  /** The day's cap stops everything, and that is still to be told. */
  readonly cap: "goes" | "stops" | "told";
  /** In milliseconds since the epoch; `-Infinity` before the first call. */
  readonly last: number;
};

/** Nobody was called yet. */
export const quiet: Calling = { tasks: [], cap: "goes", last: -Infinity };

/** A person is called at most once in so many milliseconds: what comes in between is told together. */
const pace = 10_000;

/** A run that is over sooner is one that a person has watched, in milliseconds. */
const watched = 60_000;

const taskOf = (key: string): TaskId => key.slice(0, key.lastIndexOf("@"));

/** The task that an event may have made wait for a person; what waits already is not told again. */
const askedBy = ({ at, event }: Stamped): TaskId | undefined => {
  if (event.kind === "attempt.unproved" || event.kind === "attempt.offered") return taskOf(event.key);
  if (event.kind === "attempt.blocked" && event.blocked.since === at) return taskOf(event.key);
  if (event.kind === "attempt.failed" && event.rest.kind === "person") return taskOf(event.key);
  return event.kind === "task.rested" && event.rest.kind === "person" ? event.task : undefined;
};

/** What a task asks a person for; undefined when it no longer does. */
const askOf = (state: State, id: TaskId): string | undefined => {
  const task = state.tasks.get(id);
  return task && pleaOf(task, situationOf(state, task).standing)?.what;
};

/** Nothing is at work, and budgets are all that keeps what is ready from starting. */
const capStops = (state: State, now: number): boolean => {
  if (state.fleet.paused || state.queue.groups.size === 0) return false;
  if (![...state.attempts.values()].every(isWithPerson)) return false;
  const ready = [...state.queue.groups].reduce((sum, { tasks }) => sum + tasks.size, 0);
  return shutByBudgets(state, now).reduce((sum, { tasks }) => sum + tasks.length, 0) === ready;
};

/** Which budgets stop everything. */
const reachedText = (state: State, now: number): string =>
  shutByBudgets(state, now)
    .map(
      ({ fund: { budget }, unit }) =>
        `${budgetName(budget, unit)} of ${amountText(unit, budget.limit[unit] ?? 0)} is reached`,
    )
    .join("; ");

/** Takes in what happened: who waits since then. */
export const hear = (
  calling: Calling,
  events: readonly Stamped[],
  { state, now }: { readonly state: State; readonly now: number },
): Calling => {
  const tasks = new Set([...calling.tasks, ...events.flatMap((stamped) => askedBy(stamped) ?? [])]);
  const stops = capStops(state, now);
  const cap = !stops ? "goes" : calling.cap === "goes" ? "stops" : calling.cap;
  return { ...calling, tasks: [...tasks], cap };
};

const textOf = (asks: readonly (readonly [TaskId, string])[], cap: string | undefined): string => {
  const [first] = asks;
  const tasks =
    first === undefined
      ? []
      : asks.length === 1
        ? [`${first[0]} waits for you: ${first[1]}`]
        : [
            `${count(asks.length, "task")} wait for you: ${list(
              asks.map(([id]) => id),
              3,
            )}`,
          ];
  return [...tasks, ...(cap === undefined ? [] : [cap])].join("; ");
};

/** When a person may next be called; undefined while there is nothing to call for. */
export const nextCall = ({ tasks, cap, last }: Calling): number | undefined =>
  tasks.length === 0 && cap !== "stops" ? undefined : last + pace;

/** Calls for all that has come together and still waits. Without a text it is too early, or nothing waits any more. */
export const call = (
  calling: Calling,
  { state, now }: { readonly state: State; readonly now: number },
): { readonly calling: Calling; readonly text?: string } => {
  const due = nextCall(calling);
  if (due === undefined || now < due) return { calling };
  const asks = calling.tasks.flatMap((id) => {
    const what = askOf(state, id);
    return what === undefined ? [] : [[id, what] as const];
  });
  const stops = calling.cap === "stops";
  const cap = stops ? reachedText(state, now) : undefined;
  const text = textOf(asks, cap);
  const told: Calling = { ...calling, tasks: [], cap: stops ? "told" : calling.cap };
  return text === "" ? { calling: told } : { calling: { ...told, last: now }, text };
};

/** What is said at the end of a run that took a while; undefined where a person watched, or was called just now. */
export const lastCall = (
  { last }: Calling,
  { done, failed, waiting }: Summary,
  { began, now }: { readonly began: number; readonly now: number },
): string | undefined => {
  if (now - began <= watched || now < last + pace) return undefined;
  if (failed.length + waiting.length === 0) return `all done: ${count(done.length, "task")}`;
  const rest = [
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting`]),
  ];
  return `nothing more happens by itself: ${[`${done.length} done`, ...rest].join(", ")}`;
};
