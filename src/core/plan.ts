import { adoptedIn, type Attempt, type Outcome, type Phase, type Step } from "./attempt.ts";
import { handoffOf } from "./config.ts";
import { isAsked, followings, isHandedOver, isLooking, isShut, isTending } from "./handover.ts";
import { hashOf } from "./hash.ts";
import { issueIn } from "./intake/issue.ts";
import { tendedIn } from "./intake/tended.ts";
import { isExact, worth, type Meter } from "./meter.ts";
import { heardBy, speakerOf, visitMessage } from "./message.ts";
import type { EndOrder, Ground, Order } from "./order.ts";
import type { AttemptResult } from "./result.ts";
import { tellOrder } from "./plan-tell.ts";
import { pricesOf } from "./prices.ts";
import { recordLane, targetOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

const outcomeWord = ({ spec }: Attempt, outcome: Outcome): AttemptResult["outcome"] => {
  if (outcome.kind === "done") return spec.undo === undefined ? "done" : "undone";
  return outcome.failure.kind === "cancelled" ? "cancelled" : "failed";
};

const sourceOf = (meter: Meter): string => {
  if (!meter.priced) return `the price of ${meter.model} is not known here: it cost at least this`;
  const source = meter.source === "agent" ? "its agent's own word" : `list prices of ${pricesOf}`;
  const told = meter.payer === "subscription" ? `notional, a subscription paid; ${source}` : source;
  return isExact(meter) ? told : `${told}; turns that were cut off are counted at their most`;
};

/** How long its agent's conversation became. */
const contextOf = ({ peak, context, window, compactions }: Meter): Pick<AttemptResult, "context"> => {
  const most = Math.max(peak ?? 0, context);
  const known = {
    ...(window === undefined ? {} : { window }),
    ...(compactions === undefined ? {} : { compactions }),
  };
  return most === 0 ? {} : { context: { peak: most, ...known } };
};

/** What an attempt cost; an unknown price is never taken for nothing. */
const costOf = (meter: Meter | undefined): Pick<AttemptResult, "cost" | "model" | "usage" | "context"> =>
  meter === undefined
    ? { cost: { usd: 0, source: "no model was used" } }
    : {
        cost: {
          usd: worth(meter) / 1e6,
          source: sourceOf(meter),
          ...(meter.payer === "subscription" ? { notional: true } : {}),
        },
        model: meter.model,
        usage: meter.usage,
        ...contextOf(meter),
      };

/** What people had to do with an attempt. */
const peopleIn = (
  state: State,
  { task, n, approved, visits, spec }: Attempt,
): Pick<AttemptResult, "approved" | "undoes" | "visits" | "messages"> => {
  const messages = heardBy(state.records.get(task), n).map(({ at, by, from, text }) => {
    const speaker = by ?? (from === undefined ? undefined : speakerOf({ from }));
    return speaker === undefined ? { at, text } : { at, by: speaker, text };
  });
  return {
    ...(approved === undefined ? {} : { approved }),
    ...(spec.undo === undefined ? {} : { undoes: spec.undo }),
    ...(visits === undefined ? {} : { visits }),
    ...(messages.length === 0 ? {} : { messages }),
  };
};

/** What its agent remarked that is worth keeping: progress and messages have been heard. */
const remarksIn = (state: State, { task, n }: Attempt): Pick<AttemptResult, "remarks"> => {
  const remarks = (state.records.get(task)?.remarks ?? []).filter(
    ({ kind, attempt }) => attempt === n && kind !== "progress" && kind !== "message",
  );
  return remarks.length === 0 ? {} : { remarks };
};
/** How it came to its agent, and what that said in the end. */
const agentIn = ({ spec: { terms }, account }: Attempt): Pick<AttemptResult, "choice" | "account"> => ({
  ...(terms?.choice === undefined ? {} : { choice: terms.choice }),
  ...(account === undefined ? {} : { account }),
});

/** What came of an attempt, for its result file. */
const resultOf = (state: State, attempt: Attempt, outcome: Outcome): Omit<AttemptResult, "previous"> => {
  const { task, n, spec, claimedAt, base, head, meter } = attempt;
  const proof = outcome.proof;
  return {
    task,
    attempt: n,
    title: spec.title,
    agent: spec.agent,
    outcome: outcomeWord(attempt, outcome),
    ...(spec.handoff === undefined ? {} : { handoff: spec.handoff }),
    startedAt: claimedAt,
    endedAt: attempt.since,
    ...(proof === undefined
      ? { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) }
      : { base: proof.base, head: proof.head, candidate: proof.candidate, tree: proof.tree }),
    checks: proof?.checks ?? [],
    judgesChanged: proof?.judgesChanged ?? [],
    ...(proof?.slipped === undefined ? {} : { slipped: proof.slipped }),
    ...(outcome.kind === "failed" ? { failure: outcome.failure } : {}),
    ...peopleIn(state, attempt),
    ...remarksIn(state, attempt),
    ...agentIn(attempt),
    ...costOf(meter),
  };
};

/** Whose books are to be settled when an attempt ends. */
const paidBy = ({ terms }: Attempt["spec"]): Pick<EndOrder, "paid"> => {
  if (terms === undefined) return {};
  const { driver, model } = terms;
  return { paid: { model, ...(driver === undefined ? {} : { driver }) } };
};

type Common = Pick<Extract<Order, { kind: "end" }>, "key" | "attempt" | "task" | "n" | "turn" | "ground">;
type Found<P extends Phase> = {
  readonly state: State;
  readonly attempt: Attempt;
  readonly step: Extract<Step, { phase: P }>;
  readonly common: Common;
};
type OrderFor<P extends Phase> = (found: Found<P>) => Order | undefined;

/** What M is made of. */
const offerOf = ({ state, attempt, step }: Found<"landing"> | Found<"handover">) => {
  const { title, file, undo } = attempt.spec;
  const { proof } = step;
  const result = resultOf(state, attempt, { kind: "done", commit: "", proof });
  const built = step.commit === undefined ? {} : { commit: step.commit };
  const undoes = undo === undefined ? {} : { undoes: undo.attempt };
  const issue = issueIn(state.tasks.get(attempt.task)?.source ?? "");
  return { proof, title, file, result, ...undoes, ...built, ...(issue === undefined ? {} : { issue }) };
};

const landOrder: OrderFor<"landing"> = (found) => {
  const { state, attempt, step, common } = found;
  if (state.fleet.lane !== attempt.key) return undefined;
  const pull = step.pull === undefined ? {} : { pull: step.pull };
  return { kind: "land", ...common, ...offerOf(found), ...pull };
};

const handOverOrder: OrderFor<"handover"> = (found) => {
  const { state, attempt, common } = found;
  if (!isHandedOver(attempt) || !isAsked(state, attempt)) return undefined;
  return { kind: "hand_over", ...common, ...offerOf(found), mayMerge: state.fleet.lane === attempt.key };
};

const handOrder: OrderFor<"taking"> = ({ attempt: { spec, base, head }, step, common }) => {
  const { slot, isSetUp } = step;
  if (slot === undefined) return undefined;
  const work = base === undefined || head === undefined ? {} : { work: { base, head } };
  const adopts = spec.adopts === undefined ? {} : { adopts: spec.adopts };
  return { kind: "hand", ...common, slot, title: spec.title, isSetUp, ...work, ...adopts };
};

const giveOrder: OrderFor<"giving"> = ({ attempt, step, common }) => {
  const { slot, base, path, from, visit, to } = step;
  const { note } = visit;
  const message = note ?? `${attempt.spec.title} (by hand)`;
  const tells = { id: visitMessage(attempt), ...(note === undefined ? {} : { note }) };
  return {
    kind: "give",
    ...common,
    slot,
    base,
    path,
    from,
    message,
    ...(to === "agent" ? { tells } : {}),
  };
};

/** The same order, whether or not its agent is to stop at the boundary of a turn: it is told of that beside it. */
const workOrder = ({ attempt, step, common }: Found<"working"> | Found<"halting">): Order => {
  const { key, spec } = attempt;
  const { slot, base, path } = step;
  return { kind: "work", ...common, key: `${key}/working`, slot, base, path, ...adoptedIn(step), spec };
};

const orders: { readonly [P in Phase]: OrderFor<P> } = {
  preparing: ({ attempt: { spec }, step: { slot }, common }) => ({
    kind: "prepare",
    ...common,
    slot,
    ...(spec.adopts === undefined ? {} : { adopts: spec.adopts }),
    ...(spec.handoff === undefined ? {} : { handoff: spec.handoff }),
    ...(spec.terms === undefined ? {} : { paid: true }),
  }),
  working: workOrder,
  halting: workOrder,
  taking: handOrder,
  taken: () => undefined,
  giving: giveOrder,
  reverting: ({ attempt: { spec }, common }) =>
    spec.undo && { kind: "revert", ...common, of: spec.undo.attempt, title: spec.title },
  verifying: ({ attempt: { spec }, step: { slot, head }, common }) =>
    slot === undefined ? undefined : { kind: "verify", ...common, slot, head, spec },
  review: () => undefined,
  handover: handOverOrder,
  landing: landOrder,
  ending: ({ state, attempt, step: { outcome }, common }) => ({
    kind: "end",
    ...common,
    ...paidBy(attempt.spec),
    ...(outcome.kind === "unclaimed" ? { unclaimed: true as const } : {}),
    ...(outcome.kind === "failed" ? { result: resultOf(state, attempt, outcome) } : {}),
  }),
};

const orderFor = (state: State, attempt: Attempt, ground: Ground): Order | undefined => {
  if (isShut(state, attempt)) return undefined;
  const { key, task, n, turn, step } = attempt;
  const common = { key: `${key}/${step.phase}`, attempt: key, task, n, turn, ground };
  const make = orders[step.phase] as OrderFor<Phase>;
  return make({ state, attempt, step, common });
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

/** What is to be told makes another order of it: it is told at once. */
const intakeOrder = (state: State, ground: Ground): Order => {
  const tended = tendedIn(state);
  const words = tended.map(({ task, standing }) => `${task} ${standing}`).join("\n");
  return { kind: "intake", key: `github-intake/${hashOf(words)}`, turn: 0, ground, tended };
};

const reachOrder = ({ fleet: { github } }: State, ground: Ground): Order => ({
  kind: "reach",
  key: "github-reach/looking",
  turn: github === undefined ? 0 : 1,
  ground,
});

/** What is asked of GitHub for the fleet as a whole. */
const githubOrders = (state: State, ground: Ground): Order[] => [
  ...followings(state).map((by): Order => ({
    kind: "follow",
    key: `github-${by}/following`,
    by,
    turn: 0,
    ground,
  })),
  ...(isTending(state) ? [intakeOrder(state, ground)] : []),
  ...(isLooking(state) ? [reachOrder(state, ground)] : []),
];

/** Everything that should be in motion now. What is not listed should not be. */
export const plan = (state: State): Order[] => {
  const { config, lane } = state.fleet;
  const target = targetOf(state);
  if (target === undefined) return [];
  const ground: Ground = { target: target.branch, config };
  const listed: Order[] = [];
  for (const attempt of state.attempts.values()) {
    if (attempt.faultedUntil !== undefined) continue;
    const order = orderFor(state, attempt, ground);
    const told = tellOrder(state, attempt, ground);
    // What it may use lies there before it begins.
    if (told !== undefined) listed.push(told);
    if (order !== undefined) listed.push(order);
  }
  listed.push(...githubOrders(state, ground));
  const recording =
    lane?.endsWith("@record") === true ? state.tasks.get(lane.slice(0, -"@record".length)) : undefined;
  const record = recording === undefined ? undefined : recordOrder(state, recording, ground);
  return record === undefined ? listed : [...listed, record];
};
