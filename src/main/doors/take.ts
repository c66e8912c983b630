import type { Wish } from "../../core/input.ts";
import { halts } from "../../core/attempt.ts";
import { attemptOf, type State } from "../../core/state.ts";
import type { TaskId } from "../../core/task.ts";
import { pause } from "../../engine/ports/pause.ts";
import type { Doors } from "../../faces/doors/doors.ts";
import type { Answer, Taken, Taking } from "../../faces/doors/stepping-in.ts";
import { motionOf } from "../../views/motion.ts";
import { systemClock } from "../clock.ts";
import { runErrandFor } from "./errand.ts";
import { journalState } from "./journal.ts";
import type { Checked } from "./opened.ts";
import { engineStatus } from "./survey.ts";
import { grant } from "./wish.ts";

type Told = Parameters<Doors["take"]>[1];

/** How often is looked whether it is the person's, in milliseconds. */
const interval = 100;

const takenIn = (state: State, task: TaskId): Taken | undefined => {
  const attempt = attemptOf(state, task);
  if (attempt?.step.phase !== "taken") return undefined;
  const { slot, path, base, from, by } = attempt.step;
  return {
    kind: "taken",
    task,
    attempt: attempt.n,
    slot,
    path,
    base,
    from,
    by,
    canGoOn: halts(attempt.spec),
  };
};

/** What of it is asked for already, in words; undefined where it has to be asked for. */
const onItsWay = (state: State, task: TaskId): string | undefined => {
  const attempt = attemptOf(state, task);
  return attempt?.step.phase === "halting" || attempt?.step.phase === "taking"
    ? motionOf(state, attempt, systemClock.now())
    : undefined;
};

/** Waits for the engine that runs, or does it here where none does. */
const awaitTaken = async (opened: Checked, task: TaskId, { signal, onWait }: Told): Promise<Taking> => {
  let known = "";
  for (;;) {
    const { state } = journalState(opened);
    const taken = takenIn(state, task);
    if (taken !== undefined) return taken;
    const why = onItsWay(state, task);
    if (why === undefined)
      return { kind: "refused", why: `${task} is no longer there to be taken: traffic why ${task}` };
    if (signal.aborted) return { kind: "waits", why };
    if (!engineStatus(opened).running) {
      await runErrandFor(opened, task, signal);
      const left = onItsWay(journalState(opened).state, task);
      if (left !== undefined && !engineStatus(opened).running) return { kind: "waits", why: left };
      continue;
    }
    if (why !== known) onWait(why);
    known = why;
    await pause(systemClock, interval, signal);
  }
};

/** Asks for a task's attempt, unless it is the person's already, and waits until it is. */
export const takeOver = async (opened: Checked, task: TaskId, told: Told): Promise<Taking> => {
  const { state } = journalState(opened);
  const isAsked = takenIn(state, task) !== undefined || onItsWay(state, task) !== undefined;
  const answer = isAsked ? undefined : await grant(opened, { kind: "take", task });
  if (answer?.kind === "queued") return { kind: "waits", why: "the engine has not answered yet" };
  return answer?.kind === "refused" ? answer : awaitTaken(opened, task, told);
};

/** A wish that a person waits for at a worktree: where no engine runs, it is carried out here. */
export const grantByHand = async (
  opened: Checked,
  wish: Extract<Wish, { kind: "take" | "give" }>,
): Promise<Answer> => {
  const answer = await grant(opened, wish);
  if (answer.kind === "done") await runErrandFor(opened, wish.task, new AbortController().signal);
  return answer;
};
