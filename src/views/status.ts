import type { Attempt } from "../core/attempt.ts";
import { congestionOf, type Congestion } from "../core/slots.ts";
import type { Oid } from "../core/evidence.ts";
import type { Meter } from "../core/meter.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import { dayOf, type Day } from "../core/spending.ts";
import { askedIn } from "./asked.ts";
import { budgetRows, type BudgetRow } from "./budgets.ts";
import { limitedIn, type Limited } from "./limited.ts";
import { phaseWords, situationOf, type Phases, type PhaseWord, type Situation } from "./phase.ts";
import { motionOf } from "./motion.ts";
import { pleaOf, type Plea } from "./plea.ts";

/** One attempt in motion. */
export type Busy = {
  readonly task: TaskId;
  readonly attempt: number;
  readonly phase: Attempt["step"]["phase"];
  readonly agent: string;
  /** When this step began, in milliseconds since the epoch. */
  readonly since: number;
  readonly reason: string;
  /** What it has used so far, where it is paid for. */
  readonly meter?: Meter;
};

type Landed = {
  readonly task: TaskId;
  readonly attempt: number;
  readonly at: number;
  readonly commit: Oid;
};

/** The fleet at a glance. */
export type Status = {
  readonly total: number;
  readonly counts: ReadonlyMap<PhaseWord, number>;
  readonly busy: readonly Busy[];
  /** What waits for a person. Drafts are left out: nobody waits for them. */
  readonly people: readonly (Plea & { readonly task: TaskId })[];
  /** The last landings, newest first. */
  readonly landed: readonly Landed[];
  readonly paused: boolean;
  readonly target?: { readonly branch: string; readonly tip: Oid };
  /** Who is landing: `<task>@<n>`, or `<task>@record` for the record of a task that will not land. */
  readonly lane?: string;
  readonly slots: { readonly agents: number; readonly verification: number };
  /** What has piled up so that nothing new starts. */
  readonly congestion?: Congestion;
  /** Why GitHub is not asked now, and what a person can do about it. */
  readonly github?: { readonly why: string; readonly answer?: string };
  /** Today's money, in micro-dollars. */
  readonly money: Day;
  /** Every limit of every budget: micro-dollars, tokens, milliseconds. */
  readonly budgets: readonly BudgetRow[];
  /** What services let the fleet do. */
  readonly limited: readonly Limited[];
};

const lastLandings = (state: State, most: number): Landed[] =>
  [...state.records.values()]
    .filter(({ past }) => past.length > 0)
    .flatMap(({ task, past }) =>
      past.flatMap(({ n, endedAt, outcome, undo }) =>
        outcome.kind === "done" && undo === undefined
          ? [{ task, attempt: n, at: endedAt, commit: outcome.commit }]
          : [],
      ),
    )
    .sort((a, b) => b.at - a.at || (a.task < b.task ? -1 : 1))
    .slice(0, most);

/** What is in motion, the longest first. */
export const busyOf = (state: State, now: number): Busy[] =>
  [...state.attempts.values()]
    .map((attempt) => ({
      task: attempt.task,
      attempt: attempt.n,
      phase: attempt.step.phase,
      agent: attempt.spec.agent,
      since: attempt.since,
      reason: motionOf(state, attempt, now),
      ...(attempt.meter === undefined ? {} : { meter: attempt.meter }),
    }))
    .sort((a, b) => a.since - b.since || (a.task < b.task ? -1 : 1));

type Situations = ReadonlyMap<TaskId, Situation>;

/** How every task stands: of ten thousand that is found out once. */
const situationsIn = (state: State): Situations =>
  new Map(Array.from(state.tasks.values(), (task) => [task.id, situationOf(state, task)]));

const phasesIn = (situations: Situations): Phases =>
  Array.from(situations, ([id, { phase }]) => [id, phase] as const);

const countsIn = (phases: Phases): Map<PhaseWord, number> => {
  const counts = new Map<PhaseWord, number>(phaseWords.map((word) => [word, 0]));
  for (const [, phase] of phases) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return new Map([...counts].filter(([, n]) => n > 0));
};

/** Tasks by phase, in the order of the phases; phases without any are left out. */
export const countsOf = (state: State): Map<PhaseWord, number> => countsIn(phasesIn(situationsIn(state)));

/** In these nobody waits for a person, whatever else there is to know. */
const calm: ReadonlySet<PhaseWord> = new Set(["ready", "waiting", "blocked", "draft", "cancelled", "done"]);

const peopleIn = (state: State, phases: Phases, known?: Situations): (Plea & { task: TaskId })[] => {
  const people: (Plea & { task: TaskId })[] = [];
  for (const [id, phase] of phases) {
    const task = calm.has(phase) ? undefined : state.tasks.get(id);
    const plea = task && pleaOf(task, (known?.get(id) ?? situationOf(state, task)).standing);
    if (plea !== undefined) people.push({ task: id, ...plea });
  }
  return people;
};

const githubOf = ({ fleet: { github } }: State): Pick<Status, "github"> => {
  if (github === undefined) return {};
  const { why, answer } = github;
  return { github: { why, ...(answer === undefined ? {} : { answer }) } };
};

/** Reads the fleet at a glance off the state. `known` are the phases of all tasks, in the state's order, where they are remembered. */
export const statusOf = (state: State, now: number, known?: Phases): Status => {
  const { fleet, tasks } = state;
  const congestion = congestionOf(state);
  const situations = known === undefined ? situationsIn(state) : undefined;
  const phases = situations === undefined ? (known ?? []) : phasesIn(situations);
  return {
    total: tasks.size,
    counts: countsIn(phases),
    busy: busyOf(state, now),
    people: [...peopleIn(state, phases, situations), ...askedIn(state)],
    landed: lastLandings(state, 5),
    paused: fleet.paused,
    ...(fleet.target === undefined ? {} : { target: fleet.target }),
    ...(fleet.lane === undefined ? {} : { lane: fleet.lane }),
    slots: fleet.config.slots,
    ...(congestion === undefined ? {} : { congestion }),
    ...githubOf(state),
    money: dayOf(state, now),
    budgets: budgetRows(state, now),
    limited: limitedIn(state, now),
  };
};
