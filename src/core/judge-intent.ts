import { cancelled, isLanding } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Failure } from "./failure.ts";
import { askNow } from "./handover.ts";
import type { Intent, Wish } from "./input.ts";
import { afterFailure } from "./policy.ts";
import type { Rest } from "./record.ts";
import { standingOf, type Standing } from "./standing.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

/** What a wish brings about, or why it cannot be had. */
type Answer = { readonly events: readonly Event[] } | { readonly refused: string };

type TaskWish = Exclude<Wish, { kind: "pause" | "resume" | "agree" }>;

type Case = { readonly state: State; readonly task: Task; readonly now: number };

const describe = (standing: Standing): string =>
  standing.kind === "moving" ? standing.attempt.step.phase : standing.kind;

const retryResting = ({ state, task }: Case): Answer => {
  const standing = standingOf(state, task);
  switch (standing.kind) {
    case "failed":
    case "cancelled":
    case "person":
      return { events: [{ kind: "task.reopened", task: task.id }] };
    case "until":
      return { events: [{ kind: "task.rested", task: task.id, rest: { kind: "free" } }] };
    case "done":
    case "moving":
    case "draft":
    case "held":
    case "broken":
    case "blocked":
    case "ready":
      return { refused: `${task.id} is ${describe(standing)}: there is nothing to retry` };
  }
};

/** What waits at GitHub is looked at again at once; what rests begins anew. */
const retry = (found: Case): Answer => {
  const asked = askNow(found.state, standingOf(found.state, found.task));
  return asked.length > 0 ? { events: asked } : retryResting(found);
};

const cancel = ({ state, task, now }: Case): Answer => {
  const standing = standingOf(state, task);
  const failure = cancelled("cancelled by a person");
  const rest: Rest = { kind: "final", outcome: "cancelled", failure, since: now, recorded: false };
  if (standing.kind === "done" || standing.kind === "cancelled")
    return { refused: `${task.id} is ${standing.kind}: there is nothing to cancel` };
  const attempt = attemptOf(state, task.id);
  if (attempt === undefined || attempt.step.phase === "ending")
    return { events: [{ kind: "task.rested", task: task.id, rest }] };
  if (isLanding(state, attempt)) return { refused: `${task.id} is landing this very moment` };
  return { events: [{ kind: "attempt.failed", key: attempt.key, failure, rest }] };
};

const approve = ({ state, task }: Case, note: string | undefined): Answer => {
  const attempt = attemptOf(state, task.id);
  if (attempt?.step.phase !== "review")
    return { refused: `${task.id} has nothing to approve: it is ${describe(standingOf(state, task))}` };
  return {
    events: [{ kind: "attempt.approved", key: attempt.key, ...(note === undefined ? {} : { note }) }],
  };
};

const reject = ({ state, task, now }: Case, note: string): Answer => {
  const attempt = attemptOf(state, task.id);
  const record = state.records.get(task.id);
  if (attempt?.step.phase !== "review" || record === undefined) {
    return { refused: `${task.id} has nothing to reject: it is ${describe(standingOf(state, task))}` };
  }
  const failure: Failure = { kind: "rejected", why: `a person rejected it: ${note}`, details: [note] };
  const rest = afterFailure({ record, n: attempt.n, maxAttempts: task.maxAttempts, failure, now });
  return { events: [{ kind: "attempt.failed", key: attempt.key, failure, proof: attempt.step.proof, rest }] };
};

const answerFor = (wish: TaskWish, found: Case): Answer => {
  switch (wish.kind) {
    case "retry":
      return retry(found);
    case "cancel":
      return cancel(found);
    case "approve":
      return approve(found, wish.note);
    case "reject":
      return reject(found, wish.note);
    case "say":
    case "take":
    case "give":
    case "undo":
      return { refused: `${wish.kind} is not there yet` };
  }
};

const answer = (state: State, wish: Wish, now: number): Answer => {
  if (wish.kind === "pause") return { events: state.fleet.paused ? [] : [{ kind: "fleet.paused" }] };
  if (wish.kind === "agree") return { events: [{ kind: "spending.agreed", agreement: wish.agreement }] };
  if (wish.kind === "resume") return { events: state.fleet.paused ? [{ kind: "fleet.resumed" }] : [] };
  const task = state.tasks.get(wish.task);
  return task === undefined
    ? { refused: `no task is called ${wish.task}` }
    : answerFor(wish, { state, task, now });
};

/** A wish is heard once, whatever comes of it. */
export const judgeIntent = (state: State, { id, wish }: Intent, now: number): Event[] => {
  if (state.fleet.heard.includes(id)) return [];
  const given = answer(state, wish, now);
  if ("refused" in given) return [{ kind: "intent.heard", id, refused: given.refused }];
  return [{ kind: "intent.heard", id }, ...given.events];
};
