import { callOff, cancelled } from "./call-off.ts";
import type { Event } from "./event.ts";
import { heldUpSince } from "./held-up.ts";
import type { Input, TargetNews } from "./input.ts";
import type { Rest } from "./record.ts";
import { attemptOf, type State } from "./state.ts";
import type { TaskId } from "./task.ts";
import { decideAgain } from "./undo.ts";

/** The part of the news that is new. */
const freshOf = (
  state: State,
  { branch, tip, landed, vanished, undone = [], attempted = [] }: TargetNews,
): Required<TargetNews> => ({
  branch,
  tip,
  undone: undone.filter(({ task, attempt }) => {
    const record = state.records.get(task);
    return record?.landed !== undefined || attempt > (record?.undone?.attempt ?? 0);
  }),
  landed: landed.filter(({ task, attempt }) => state.records.get(task)?.landed?.attempt !== attempt),
  vanished: vanished.filter((task) => state.records.get(task)?.landed !== undefined),
  attempted: attempted.filter(({ task, attempt }) => attempt > (state.records.get(task)?.attempts ?? 0)),
});

const saysNothing = (
  state: State,
  { branch, tip, landed, vanished, undone, attempted }: Required<TargetNews>,
): boolean =>
  landed.length + vanished.length + undone.length + attempted.length === 0 &&
  state.fleet.target?.branch === branch &&
  state.fleet.target.tip === tip;

/** Whether a number is that of our own attempt, whose landing is about to be reported. */
const isOurs = (state: State, task: TaskId, n: number): boolean => {
  const attempt = attemptOf(state, task);
  if (attempt?.n !== n) return false;
  const { step } = attempt;
  return step.phase === "handover" || (step.phase === "landing" && step.commit !== undefined);
};

/** A task that landed without its attempt in motion (from another clone, say) needs that attempt no more. */
const landedWithout = (state: State, { task, attempt: n }: TargetNews["landed"][number]): Event[] => {
  const failure = cancelled(`attempt ${n} has landed from elsewhere`);
  return isOurs(state, task, n) ? [] : callOff(state, task, { failure, rest: { kind: "free" } });
};

const askAbout = (task: TaskId, branch: string): Extract<Rest, { kind: "person" }> => {
  const what = `its landed result is no longer on ${branch} (reverted or reset)`;
  return decideAgain(task, what);
};

const askAfterUndo = (task: TaskId, attempt: number, branch: string): Extract<Rest, { kind: "person" }> => {
  const what = `its landing was taken back on ${branch} (attempt ${attempt} says why)`;
  return decideAgain(task, what);
};

/** What was held up from outside is tried at once by whoever has just begun to look, and when something has changed. */
const triedNow = (state: State): Event[] =>
  state.attempts
    .values()
    .filter((attempt) => heldUpSince(attempt) !== undefined)
    .map(({ key }): Event => ({ kind: "attempt.resumed", key }))
    .toArray();

/** What a look at the target means. A result that vanished or was undone makes its task wait for a person. */
export const judgeTarget = (state: State, { news }: Extract<Input, { kind: "target" }>): Event[] => {
  if (news.branch !== (state.fleet.config.target ?? news.branch)) return [];
  const fresh = freshOf(state, news);
  if (saysNothing(state, fresh)) return triedNow(state);
  const asks = [
    ...fresh.vanished.map((task) => ({ task, rest: askAbout(task, news.branch) })),
    ...fresh.undone
      .filter(({ task, attempt }) => !isOurs(state, task, attempt))
      .map(({ task, attempt }) => ({ task, rest: askAfterUndo(task, attempt, news.branch) })),
  ];
  return [
    ...fresh.landed.flatMap((one) => landedWithout(state, one)),
    ...asks.flatMap(({ task, rest }) => callOff(state, task, { failure: cancelled(rest.ask.what), rest })),
    { kind: "target.observed", news: fresh },
    ...asks.map(({ task, rest }): Event => ({ kind: "task.rested", task, rest })),
    ...triedNow(state),
  ];
};
