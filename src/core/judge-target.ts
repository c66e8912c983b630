import { callOff, cancelled } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Input, TargetNews } from "./input.ts";
import type { Rest } from "./record.ts";
import { attemptOf, type State } from "./state.ts";
import type { TaskId } from "./task.ts";

/** The part of the news that is new. */
const freshOf = (
  state: State,
  { branch, tip, landed, vanished, attempted = [] }: TargetNews,
): TargetNews => ({
  branch,
  tip,
  landed: landed.filter(({ task, attempt }) => state.records.get(task)?.landed?.attempt !== attempt),
  vanished: vanished.filter((task) => state.records.get(task)?.landed !== undefined),
  attempted: attempted.filter(({ task, attempt }) => attempt > (state.records.get(task)?.attempts ?? 0)),
});

const saysNothing = (state: State, { branch, tip, landed, vanished, attempted = [] }: TargetNews): boolean =>
  landed.length + vanished.length + attempted.length === 0 &&
  state.fleet.target?.branch === branch &&
  state.fleet.target.tip === tip;

/** A task that landed without its attempt in motion (from another clone, say) needs that attempt no more. */
const landedWithout = (state: State, { task, attempt: n }: TargetNews["landed"][number]): Event[] => {
  const attempt = attemptOf(state, task);
  const { step } = attempt ?? {};
  const isOurs =
    attempt?.n === n &&
    (step?.phase === "handover" || (step?.phase === "landing" && step.commit !== undefined));
  const failure = cancelled(`attempt ${n} has landed from elsewhere`);
  return isOurs ? [] : callOff(state, task, { failure, rest: { kind: "free" } });
};

const askAbout = (task: TaskId, branch: string): Extract<Rest, { kind: "person" }> => {
  const what = `its landed result is no longer on ${branch} (reverted or reset): decide whether it should run again`;
  return { kind: "person", ask: { what, answer: `traffic retry ${task}` } };
};

/** What a look at the target means. A result that vanished makes its task wait for a person. */
export const judgeTarget = (state: State, { news }: Extract<Input, { kind: "target" }>): Event[] => {
  if (news.branch !== (state.fleet.config.target ?? news.branch)) return [];
  const fresh = freshOf(state, news);
  if (saysNothing(state, fresh)) return [];
  const asks = fresh.vanished.map((task) => ({ task, rest: askAbout(task, news.branch) }));
  return [
    ...fresh.landed.flatMap((one) => landedWithout(state, one)),
    ...asks.flatMap(({ task, rest }) => callOff(state, task, { failure: cancelled(rest.ask.what), rest })),
    { kind: "target.observed", news: fresh },
    ...asks.map(({ task, rest }): Event => ({ kind: "task.rested", task, rest })),
  ];
};
