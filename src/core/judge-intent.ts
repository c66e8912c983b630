import { describe, type Answer, type Case } from "./answer.ts";
import { cancelled, isLanding } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Failure } from "./failure.ts";
import { askNow } from "./handover.ts";
import type { Intent, Wish } from "./input.ts";
import { say } from "./judge-say.ts";
import { give, take } from "./judge-take.ts";
import { named } from "./person.ts";
import { afterFailure } from "./policy.ts";
import { followupsIn } from "./remark.ts";
import type { Rest } from "./record.ts";
import { standingOf } from "./standing.ts";
import { attemptOf, type State } from "./state.ts";
import { undo } from "./undo.ts";

type TaskWish = Exclude<Wish, { kind: "pause" | "resume" | "agree" }>;

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
  const asked = askNow(found.state, standingOf(found.state, found.task), found.task);
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
  // The task of an undo that is called off stays as done as it was.
  const held: Rest = attempt.spec.undo === undefined ? rest : { kind: "free" };
  return { events: [{ kind: "attempt.failed", key: attempt.key, failure, rest: held }] };
};

const approve = ({ state, task, by }: Case, note: string | undefined): Answer => {
  const attempt = attemptOf(state, task.id);
  if (attempt?.step.phase !== "review")
    return { refused: `${task.id} has nothing to approve: it is ${describe(standingOf(state, task))}` };
  const said = { ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) };
  return { events: [{ kind: "attempt.approved", key: attempt.key, ...said }] };
};

const reject = ({ state, task, now, by }: Case, note: string): Answer => {
  const attempt = attemptOf(state, task.id);
  const record = state.records.get(task.id);
  if (attempt?.step.phase !== "review" || record === undefined) {
    return { refused: `${task.id} has nothing to reject: it is ${describe(standingOf(state, task))}` };
  }
  const failure: Failure = { kind: "rejected", why: `${named(by)} rejected it: ${note}` };
  const rest = afterFailure({ record, n: attempt.n, maxAttempts: task.maxAttempts, failure, now });
  return { events: [{ kind: "attempt.failed", key: attempt.key, failure, proof: attempt.step.proof, rest }] };
};

const settle = ({ state, task }: Case, { followup, as }: Extract<TaskWish, { kind: "settle" }>): Answer =>
  followupsIn(state.records.get(task.id)).some(({ id }) => id === followup)
    ? { events: [{ kind: "followup.settled", task: task.id, id: followup, as }] }
    : { refused: `${task.id} has no proposed task ${followup} that waits for your word` };

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
      return say(found, wish.text);
    case "settle":
      return settle(found, wish);
    case "take":
      return take(found);
    case "give":
      return give(found, wish);
    case "undo":
      return undo(found, wish);
  }
};

const answer = (state: State, { wish, id, by }: Intent, now: number): Answer => {
  if (wish.kind === "pause") return { events: state.fleet.paused ? [] : [{ kind: "fleet.paused" }] };
  if (wish.kind === "agree") return { events: [{ kind: "spending.agreed", agreement: wish.agreement }] };
  if (wish.kind === "resume") return { events: state.fleet.paused ? [{ kind: "fleet.resumed" }] : [] };
  const task = state.tasks.get(wish.task);
  return task === undefined
    ? { refused: `no task is called ${wish.task}` }
    : answerFor(wish, { state, task, now, id, ...(by === undefined ? {} : { by }) });
};

/** A wish is heard once, whatever comes of it. */
export const judgeIntent = (state: State, intent: Intent, now: number): Event[] => {
  const { id } = intent;
  if (state.fleet.heard.includes(id)) return [];
  const given = answer(state, intent, now);
  if ("refused" in given) return [{ kind: "intent.heard", id, refused: given.refused }];
  return [{ kind: "intent.heard", id }, ...given.events];
};
