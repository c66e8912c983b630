import type { Answer, Case } from "./answer.ts";
import type { AttemptKey } from "./attempt.ts";
import { bytesOf } from "./brief.ts";
import { waitingFor } from "./message.ts";
import { standingOf } from "./standing.ts";

/** The longest message, and the most that may wait to be heard, in bytes: all of it goes into the next brief uncut. */
const [longest, most] = [4000, 8000];

/**
 * What a person says to whoever works on a task, or the agent of another: kept until an agent has heard it. `waiting` are the
 * bytes of what that agent says to it at the same moment.
 */
export const say = (
  { state, task, id, by }: Case,
  text: string,
  from?: { readonly key: AttemptKey; readonly waiting: number },
): Answer => {
  const bytes = bytesOf(text);
  const before = waitingFor(state.records.get(task.id)).reduce((sum, one) => sum + bytesOf(one.text), 0);
  const waiting = before + (from?.waiting ?? 0);
  if (text.trim() === "") return { refused: `${task.id} has nothing to hear: the message is empty` };
  if (bytes > longest)
    return {
      refused: `${task.id} is told at most ${longest} bytes at once, not ${bytes}: write the rest into ${task.file}`,
    };
  if (waiting + bytes > most)
    return {
      refused: `${task.id} has ${waiting} bytes of messages waiting already, of at most ${most}: write this into ${task.file}`,
    };
  if (standingOf(state, task).kind === "done")
    return { refused: `${task.id} is done: nobody works on it any more` };
  const speaker = { ...(by === undefined ? {} : { by }), ...(from === undefined ? {} : { from: from.key }) };
  return { events: [{ kind: "task.told", task: task.id, id, text, ...speaker }] };
};
