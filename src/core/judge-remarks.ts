import type { Answer } from "./answer.ts";
import { partsOf, type AttemptKey } from "./attempt.ts";
import { bytesOf } from "./brief.ts";
import type { Event } from "./event.ts";
import type { Report } from "./input.ts";
import { say } from "./judge-say.ts";
import type { Remark } from "./remark.ts";
import type { State } from "./state.ts";
import type { TaskId } from "./task.ts";

/** A message to another task; `sent` are the bytes said to each in the same report. */
const messageSent = (
  state: State,
  {
    key,
    remark,
    sent,
    now,
  }: {
    readonly key: AttemptKey;
    readonly remark: Extract<Remark, { kind: "message" }>;
    readonly sent: Map<TaskId, number>;
    readonly now: number;
  },
): Event[] => {
  const { id, to, text } = remark;
  const task = state.tasks.get(to);
  const waiting = sent.get(to) ?? 0;
  const answer: Answer =
    task === undefined
      ? { refused: `no task is called ${to}` }
      : say({ state, task, now, id }, text, { key, waiting });
  if ("refused" in answer) return [{ kind: "attempt.remarked", key, remark, refused: answer.refused }];
  sent.set(to, waiting + bytesOf(text));
  return [{ kind: "attempt.remarked", key, remark }, ...answer.events];
};

/** What its agent remarked counts whenever it is told, and once. */
export const remarked = (state: State, { attempt: key, remarks = [] }: Report, now: number): Event[] => {
  const known = new Set(state.records.get(partsOf(key).task)?.remarks?.map(({ id }) => id));
  const sent = new Map<TaskId, number>();
  return remarks.flatMap((remark): Event[] => {
    if (known.has(remark.id)) return [];
    known.add(remark.id);
    return remark.kind === "message"
      ? messageSent(state, { key, remark, sent, now })
      : [{ kind: "attempt.remarked", key, remark }];
  });
};
