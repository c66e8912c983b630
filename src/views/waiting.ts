import type { Per } from "../core/budget/budget.ts";
import { dependentsOf } from "../core/graph.ts";
import type { Standing } from "../core/standing.ts";
import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { askedIn } from "./asked.ts";
import { amountText, budgetKey, budgetName } from "./budget-words.ts";
import { situationOf } from "./phase.ts";
import { pleaOf, type Plea } from "./plea.ts";
import { proposalOf } from "./proposal.ts";
import { shutByBudgets } from "./shut.ts";
import { command, count } from "./words.ts";

/** Something that goes no further without a person. */
export type Waiting = Plea & {
  /** Missing where it is about the fleet as a whole. */
  readonly task?: TaskId;
  /** How many tasks can begin, sooner or later, once it is answered; more are not counted than `mostCounted`. */
  readonly unblocks: number;
};

/** No task is counted beyond so many: ten thousand may wait, each behind all the others. */
const mostCounted = 100;

const isOver: ReadonlySet<Standing["kind"]> = new Set(["done", "cancelled"]);

/** How many tasks wait for this one, however far behind. */
const countBehind = (state: State, id: TaskId): number => {
  const seen = new Set([id]);
  for (const at of seen) {
    for (const child of dependentsOf(state.queue.graph, at)) {
      const task = state.tasks.get(child);
      if (task !== undefined && !isOver.has(situationOf(state, task).standing.kind)) seen.add(child);
    }
    if (seen.size > mostCounted) break;
  }
  return Math.min(mostCounted, seen.size - 1);
};

/** What nobody waits for is not asked about: a person has held it, or it has failed and been told. */
const isQuiet: ReadonlySet<Standing["kind"]> = new Set(["held", "failed"]);

const ofTask = (state: State, task: Task): Waiting[] => {
  const { standing } = situationOf(state, task);
  const plea = standing.kind === "draft" ? undefined : pleaOf(task, standing);
  if (plea === undefined) return [];
  const unblocks = countBehind(state, task.id);
  if (unblocks === 0 && isQuiet.has(standing.kind)) return [];
  const isReview = standing.kind === "moving" && standing.attempt.step.phase === "review";
  const answer = isReview ? `${command("diff", task.id)}, then ${plea.answer}` : plea.answer;
  return [{ what: plea.what, answer, task: task.id, unblocks }];
};

const readyTasks = ({ queue: { groups } }: State): number =>
  [...groups].reduce((sum, { tasks }) => sum + tasks.size, 0);

const paused = (state: State): Waiting[] => {
  const ready = readyTasks(state);
  return state.fleet.paused && ready > 0
    ? [
        {
          what: `the fleet is paused, and ${count(ready, "task")} could start`,
          answer: "traffic resume",
          unblocks: ready,
        },
      ]
    : [];
};

const unagreed = (state: State, now: number): Waiting[] => {
  const proposal = proposalOf(state, now);
  return proposal === undefined
    ? []
    : [
        {
          what: `nobody has agreed to the cost of ${count(proposal.tasks, "task")} yet`,
          answer: "traffic run",
          unblocks: proposal.tasks,
        },
      ];
};

const patience: Readonly<Record<Per, string>> = {
  all: "",
  day: "wait for midnight, or ",
  week: "wait for Monday, or ",
};

const shut = (state: State, now: number): Waiting[] =>
  shutByBudgets(state, now).flatMap(({ fund: { budget, reserved }, unit, tasks }) => {
    // What is reserved is given back when the attempts in motion end: then there may be room.
    if (reserved[unit] > 0) return [];
    const name = `${budgetName(budget, unit)} of ${amountText(unit, budget.limit[unit] ?? 0)}`;
    return [
      {
        what: `${name} has no room for ${count(tasks.length, "task")}`,
        answer: `${patience[budget.per]}raise ${budgetKey(budget, unit)}${budget.file === undefined ? " in traffic.yaml" : ""}`,
        unblocks: tasks.length,
      },
    ];
  });

const since = (state: State, task: TaskId | undefined): number =>
  state.attempts.get(state.current.get(task ?? "") ?? "")?.since ?? 0;

/** What a person is to say or to raise before the fleet begins what is ready. */
export const fleetWaits = (state: State, now: number): Waiting[] => [
  ...paused(state),
  ...unagreed(state, now),
  ...shut(state, now),
];

/** All that waits for a person: first what lets most others begin, then what has waited longest. */
export const waitingOf = (state: State, now: number): Waiting[] =>
  [
    ...fleetWaits(state, now),
    ...[...state.tasks.values()].flatMap((task) => ofTask(state, task)),
    ...askedIn(state).map((plea) => ({ ...plea, unblocks: 0 })),
  ].sort((a, b) => b.unblocks - a.unblocks || since(state, a.task) - since(state, b.task));
