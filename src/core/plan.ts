import type { Attempt, Outcome } from "./attempt.ts";
import { handoffOf } from "./config.ts";
import { isAsked, isFollowed, isHandedOver, isShut } from "./handover.ts";
import { charged, isExact, type Meter } from "./meter.ts";
import type { Ground, Order } from "./order.ts";
import type { AttemptResult } from "./result.ts";
import { pricesOf } from "./prices.ts";
import { recordLane, targetOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

const outcomeWord = (outcome: Outcome): AttemptResult["outcome"] =>
  outcome.kind === "done" ? "done" : outcome.failure.kind === "cancelled" ? "cancelled" : "failed";

const sourceOf = (meter: Meter): string => {
  if (!meter.priced) return `the price of ${meter.model} is not known here: it cost at least this`;
  const table = `list prices of ${pricesOf}`;
  return isExact(meter) ? table : `${table}; turns that were cut off are counted at their most`;
};

/** What an attempt cost; an unknown price is never taken for nothing. */
const costOf = (meter: Meter | undefined): Pick<AttemptResult, "cost" | "model" | "usage"> =>
  meter === undefined
    ? { cost: { usd: 0, source: "no model was used" } }
    : {
        cost: { usd: charged(meter) / 1e6, source: sourceOf(meter) },
        model: meter.model,
        usage: meter.usage,
      };

/** What came of an attempt, for its result file. */
const resultOf = (attempt: Attempt, outcome: Outcome, endedAt: number): Omit<AttemptResult, "previous"> => {
  const { task, n, spec, claimedAt, base, head, approved, meter, account } = attempt;
  const proof = outcome.proof;
  return {
    task,
    attempt: n,
    title: spec.title,
    agent: spec.agent,
    outcome: outcomeWord(outcome),
    ...(spec.handoff === undefined ? {} : { handoff: spec.handoff }),
    startedAt: claimedAt,
    endedAt,
    ...(proof === undefined
      ? { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) }
      : { base: proof.base, head: proof.head, candidate: proof.candidate, tree: proof.tree }),
    checks: proof?.checks ?? [],
    judgesChanged: proof?.judgesChanged ?? [],
    ...(outcome.kind === "failed" ? { failure: outcome.failure } : {}),
    ...(approved === undefined ? {} : { approved }),
    ...(account === undefined ? {} : { account }),
    ...costOf(meter),
  };
};

/** What M is made of. */
const offerOf = (
  attempt: Attempt,
  { proof, commit }: Extract<Attempt["step"], { readonly phase: "landing" | "handover" }>,
) => ({
  proof,
  title: attempt.spec.title,
  file: attempt.spec.file,
  result: resultOf(attempt, { kind: "done", commit: "", proof }, attempt.since),
  ...(commit === undefined ? {} : { commit }),
});

type Common = Pick<Order, "key" | "turn" | "ground"> & {
  readonly attempt: string;
  readonly task: string;
  readonly n: number;
};
type At<P extends Attempt["step"]["phase"]> = {
  readonly state: State;
  readonly attempt: Attempt;
  readonly step: Extract<Attempt["step"], { readonly phase: P }>;
  readonly common: Common;
};

/** What should be in motion in each phase; nothing where it waits. */
const orders: { readonly [P in Attempt["step"]["phase"]]: (at: At<P>) => Order | undefined } = {
  preparing: ({ attempt: { spec }, step, common }) => {
    const handoff = spec.handoff === undefined ? {} : { handoff: spec.handoff };
    return { kind: "prepare", ...common, slot: step.slot, ...handoff };
  },
  working: ({ attempt: { spec }, step, common }) => ({
    kind: "work",
    ...common,
    slot: step.slot,
    base: step.base,
    path: step.path,
    spec,
  }),
  verifying: ({ attempt: { spec }, step, common }) =>
    step.slot === undefined
      ? undefined
      : { kind: "verify", ...common, slot: step.slot, head: step.head, spec },
  review: () => undefined,
  handover: ({ state, attempt, step, common }) => {
    if (!isHandedOver(attempt) || !isAsked(state, attempt)) return undefined;
    const mayMerge = state.fleet.lane === attempt.key;
    return { kind: "hand_over", ...common, ...offerOf(attempt, step), mayMerge };
  },
  landing: ({ state, attempt, step, common }) => {
    if (state.fleet.lane !== attempt.key) return undefined;
    const pull = step.pull === undefined ? {} : { pull: step.pull };
    return { kind: "land", ...common, ...offerOf(attempt, step), ...pull };
  },
  ending: ({ attempt, step: { outcome }, common }) => {
    const result = outcome.kind === "done" ? {} : { result: resultOf(attempt, outcome, attempt.since) };
    return { kind: "end", ...common, ...result };
  },
};

const orderFor = (state: State, attempt: Attempt, ground: Ground): Order | undefined => {
  if (isShut(state, attempt)) return undefined;
  const { key, task, n, turn, step } = attempt;
  const common = { key: `${key}/${step.phase}`, attempt: key, task, n, turn, ground };
  const list = orders[step.phase] as (at: At<typeof step.phase>) => Order | undefined;
  return list({ state, attempt, step, common });
};

const recordOrder = (state: State, task: Task, ground: Ground): Order | undefined => {
  const record = state.records.get(task.id);
  if (record?.rest.kind !== "final") return undefined;
  const { id, file, title } = task;
  const key = `${recordLane(id)}/recording`;
  const status = record.rest.outcome;
  return {
    kind: "record",
    key,
    task: id,
    n: record.attempts,
    turn: record.rest.since,
    ground,
    file,
    title,
    status,
    past: record.past,
    ...(handoffOf(ground.config, task) === "pr" ? { handoff: "pr" } : {}),
  };
};

/** Everything that should be in motion now. What is not listed should not be. */
export const plan = (state: State): Order[] => {
  const { config, lane } = state.fleet;
  const target = targetOf(state);
  if (target === undefined) return [];
  const ground: Ground = { target: target.branch, config };
  const listed: Order[] = [];
  for (const attempt of state.attempts.values()) {
    const order = attempt.faultedUntil === undefined ? orderFor(state, attempt, ground) : undefined;
    if (order !== undefined) listed.push(order);
  }
  if (isFollowed(state)) listed.push({ kind: "follow", key: "github/following", turn: 0, ground });
  const recording =
    lane?.endsWith("@record") === true ? state.tasks.get(lane.slice(0, -"@record".length)) : undefined;
  const record = recording === undefined ? undefined : recordOrder(state, recording, ground);
  return record === undefined ? listed : [...listed, record];
};
