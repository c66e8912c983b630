import type { Attempt, Outcome } from "./attempt.ts";
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

/** What people and the agent said of it, and how it came to its agent. */
const notesOf = ({ approved, account, spec: { terms } }: Attempt): Partial<AttemptResult> => ({
  ...(approved === undefined ? {} : { approved }),
  ...(account === undefined ? {} : { account }),
  ...(terms?.choice === undefined ? {} : { choice: terms.choice }),
});

/** What came of an attempt, for its result file. */
const resultOf = (attempt: Attempt, outcome: Outcome, endedAt: number): Omit<AttemptResult, "previous"> => {
  const { task, n, spec, claimedAt, base, head, meter } = attempt;
  const proof = outcome.proof;
  return {
    task,
    attempt: n,
    title: spec.title,
    agent: spec.agent,
    outcome: outcomeWord(outcome),
    startedAt: claimedAt,
    endedAt,
    ...(proof === undefined
      ? { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) }
      : { base: proof.base, head: proof.head, candidate: proof.candidate, tree: proof.tree }),
    checks: proof?.checks ?? [],
    judgesChanged: proof?.judgesChanged ?? [],
    ...(outcome.kind === "failed" ? { failure: outcome.failure } : {}),
    ...notesOf(attempt),
    ...costOf(meter),
  };
};

const orderFor = (state: State, attempt: Attempt, ground: Ground): Order | undefined => {
  const { key: attemptKey, task, n, turn, spec, step } = attempt;
  const common = { key: `${attemptKey}/${step.phase}`, attempt: attemptKey, task, n, turn, ground };
  switch (step.phase) {
    case "preparing":
      return { kind: "prepare", ...common, slot: step.slot };
    case "working":
      return { kind: "work", ...common, slot: step.slot, base: step.base, path: step.path, spec };
    case "verifying":
      return step.slot === undefined
        ? undefined
        : { kind: "verify", ...common, slot: step.slot, head: step.head, spec };
    case "review":
      return undefined;
    case "landing": {
      if (state.fleet.lane !== attemptKey) return undefined;
      const outcome: Outcome = { kind: "done", commit: "", proof: step.proof };
      const result = resultOf(attempt, outcome, attempt.since);
      const built = step.commit === undefined ? {} : { commit: step.commit };
      return {
        kind: "land",
        ...common,
        proof: step.proof,
        title: spec.title,
        file: spec.file,
        result,
        ...built,
      };
    }
    case "ending": {
      const result =
        step.outcome.kind === "done" ? {} : { result: resultOf(attempt, step.outcome, attempt.since) };
      return { kind: "end", ...common, ...result };
    }
  }
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
  };
};

/** Everything that should be in motion now. What is not listed should not be. */
export const plan = (state: State): Order[] => {
  const { config, lane } = state.fleet;
  const target = targetOf(state);
  if (target === undefined) return [];
  const ground: Ground = { target: target.branch, config };
  const orders: Order[] = [];
  for (const attempt of state.attempts.values()) {
    const order = attempt.faultedUntil === undefined ? orderFor(state, attempt, ground) : undefined;
    if (order !== undefined) orders.push(order);
  }
  const recording =
    lane?.endsWith("@record") === true ? state.tasks.get(lane.slice(0, -"@record".length)) : undefined;
  const record = recording === undefined ? undefined : recordOrder(state, recording, ground);
  return record === undefined ? orders : [...orders, record];
};
