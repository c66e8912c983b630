import type { AgentProfile } from "./agent.ts";
import type { Attempt, AttemptKey } from "./attempt.ts";
import type { Strain } from "./budget/admission.ts";
import type { Lately } from "./budget/lately.ts";
import type { Outages } from "./budget/outage.ts";
import type { Pace } from "./budget/pace.ts";
import type { Quotas } from "./budget/quota.ts";
import { nothingUsed, type Used } from "./budget/used.ts";
import type { Window } from "./budget/window.ts";
import { defaultConfig, type Config } from "./config.ts";
import type { Oid } from "./evidence.ts";
import type { MicroUsd } from "./prices.ts";
import type { Queue } from "./queue.ts";
import type { Reach } from "./reach.ts";
import type { TaskRecord } from "./record.ts";
import type { Tally } from "./route/tally.ts";
import type { Task, TaskId } from "./task.ts";
import type { Unpaid } from "./unpaid.ts";

/** Who holds the one landing lane: an attempt by its key, or a task's record as `<task>@record`. */
export type LaneHolder = string;

/** What is true of the fleet as a whole. */
export type Fleet = Reach & {
  readonly config: Config;
  readonly agents: readonly AgentProfile[];
  readonly target?: { readonly branch: string; readonly tip: Oid };
  readonly paused: boolean;
  readonly lane?: LaneHolder;
  /** The day, as an engine told it; `spent` is in journals from before anything else was added up. */
  readonly day?: Window & { readonly spent?: MicroUsd };
  /** The week, from Monday to Monday. */
  readonly week?: Window;
  /** What has been used, or may have been, by all that budgets may be over. */
  readonly used?: Used;
  /** The same of the last hour or two. */
  readonly lately?: Lately;
  /** Which limits a person was warned of: of days and weeks until when. */
  readonly warned?: Readonly<Record<string, number>>;
  /** The spending that a person agreed to. */
  readonly agreed?: string;
  /** Drivers that cannot work where the fleet runs, as whoever started it found. */
  readonly unpaid?: readonly Unpaid[];
  /** Windows of rate limits as they were last seen. */
  readonly quotas?: Quotas;
  /** What the machine has too little of, where how many work follows from that. */
  readonly strain?: Strain;
  /** How many may work with a model at once, where the service has refused somebody. */
  readonly paces?: Readonly<Record<string, Pace>>;
  /** Services that fail who asks them, or that nobody can reach. */
  readonly outages?: Outages;
  /** Ids of the last intents heard, so that one delivered twice counts once. */
  readonly heard: readonly string[];
};

/** Everything that is journalled, as entities: what a restart loads instead of replaying every event. */
export type Entities = {
  readonly seq: number;
  readonly fleet: Fleet;
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly records: ReadonlyMap<TaskId, TaskRecord>;
  /** Attempts in motion. */
  readonly attempts: ReadonlyMap<AttemptKey, Attempt>;
  /** What came of all attempts so far, by whose they were: what routing learns from. */
  readonly tallies: ReadonlyMap<string, Tally>;
};

/** The entities that a batch of events touched; a missing one was removed. */
export type EntityRef =
  | { readonly kind: "fleet" }
  | { readonly kind: "task" | "record"; readonly id: TaskId }
  | { readonly kind: "attempt"; readonly id: AttemptKey }
  | { readonly kind: "tally"; readonly id: string };

/** All that decisions read: the entities, and what follows from them. Only `evolve` changes it. */
export type State = Entities & {
  /** The one attempt in motion of each task that has one. */
  readonly current: ReadonlyMap<TaskId, AttemptKey>;
  readonly queue: Queue;
  /** Those that an issue at GitHub asks for. */
  readonly asked: ReadonlySet<TaskId>;
};

export const emptyFleet: Fleet = {
  config: defaultConfig,
  agents: [],
  paused: false,
  used: nothingUsed,
  heard: [],
};

/** The branch work lands on, once it has been seen and is the one that the configuration names. */
export const targetOf = ({ fleet: { config, target } }: State): Fleet["target"] =>
  config.target === undefined || config.target === target?.branch ? target : undefined;

/** The lane name of a task's record. */
export const recordLane = (task: TaskId): LaneHolder => `${task}@record`;

/** The attempt a task has in motion, if any. */
export const attemptOf = (state: State, task: TaskId): Attempt | undefined => {
  const key = state.current.get(task);
  return key === undefined ? undefined : state.attempts.get(key);
};
