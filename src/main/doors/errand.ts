import type { AttemptKey } from "../../core/attempt.ts";
import type { Event } from "../../core/event.ts";
import type { Input } from "../../core/input.ts";
import { LiveState } from "../../core/live.ts";
import { plan } from "../../core/plan.ts";
import { seat } from "../../core/schedule.ts";
import { attemptOf, type State } from "../../core/state.ts";
import type { TaskId } from "../../core/task.ts";
import { InMotion } from "../../engine/in-motion.ts";
import type { Journal } from "../../engine/ports/journal.ts";
import { deciding } from "../../engine/step.ts";
import { localHands } from "../../host/local.ts";
import { openJournal } from "../../journal/journal.ts";
import { tryLock, waitForLock } from "../../journal/lock.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { openWholeGit } from "../git.ts";
import { hostTools } from "../host.ts";
import type { Checked } from "./opened.ts";

/** How often is looked whether something is left to do, in milliseconds. */
const interval = 50;

/** What a person waits for: the worktree for them, or what they left in it committed. */
const awaited = new Set(["halting", "taking", "giving"]);

const isAwaited = (state: State, task: TaskId): boolean => {
  const attempt = attemptOf(state, task);
  if (attempt === undefined || attempt.faultedUntil !== undefined || !awaited.has(attempt.step.phase))
    return false;
  return attempt.step.phase !== "taking" || attempt.step.slot !== undefined;
};

/** A worktree for this very attempt, where one is free; nothing else is decided here. */
const seatFor =
  (key: AttemptKey | undefined) =>
  (state: State): Event | undefined => {
    const event = seat(state);
    return event?.key === key ? event : undefined;
  };

type Errand = {
  readonly task: TaskId;
  readonly state: LiveState;
  readonly journal: Journal;
  readonly signal: AbortSignal;
};

/** Carries the orders of one attempt out until the person has what they wait for, writing down each step before the next. */
const runErrand = async (
  { task, state, journal, signal }: Errand,
  hands: ReturnType<typeof localHands>,
): Promise<void> => {
  const decide = deciding(seatFor(state.current.get(task)));
  const take = (...inputs: readonly Input[]): void => {
    const batch = decide(state, inputs, systemClock.now());
    if (batch.events.length > 0) journal.append(batch);
  };
  const motion = new InMotion({ clock: systemClock, hands }, { report: take, freed: () => undefined });
  take();
  while (!signal.aborted && isAwaited(state, task)) {
    motion.match(
      plan(state).filter((order) => "task" in order && order.task === task && order.kind !== "record"),
    );
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  await motion.stopAll();
};

/**
 * Where no engine runs, does for one task what a person who takes or gives it waits for. An engine that runs does it
 * itself; what else is in motion waits for the next one.
 */
export const runErrandFor = async (opened: Checked, task: TaskId, signal: AbortSignal): Promise<void> => {
  const { engineLock, hostLock, journal: path } = filesIn(opened.repository.state);
  const lock = tryLock(engineLock, { isErrand: true });
  if (lock === undefined) return;
  try {
    // The host of an engine that was killed may still be on its way out.
    const host = await waitForLock(hostLock, { signal, poll: 20 }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (host === undefined) return;
    const { journal } = openJournal(path);
    try {
      const tools = hostTools(opened, openWholeGit(opened.repository));
      const state = new LiveState(journal.load());
      await runErrand({ task, state, journal, signal }, localHands(tools));
    } finally {
      journal.close();
      host.release();
    }
  } finally {
    lock.release();
  }
};
