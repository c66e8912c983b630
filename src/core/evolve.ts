import { attemptKey, heldSlot, partsOf, type Attempt, type Outcome, type Step } from "./attempt.ts";
import { bookMeter } from "./budget/book.ts";
import { markOf } from "./budget/forecast.ts";
import { feel, shutOut, tryServices } from "./budget/service.ts";
import { sleepThrough } from "./budget/time.ts";
import { beginWindows } from "./budget/window.ts";
import { advance, changeRecord, free, newRecord, recordOf, withAttempt, type Folds } from "./change.ts";
import { defaultConfig } from "./config.ts";
import type { Event, Stamped } from "./event.ts";
import { handoverEvents } from "./evolve-handover.ts";
import { reviewEvents } from "./evolve-review.ts";
import { foldSteppingIn } from "./evolve-stepping-in.ts";
import { timesFilled, troubleSince } from "./held-up.ts";
import type { LiveState } from "./live.ts";
import type { Meter } from "./meter.ts";
import { pastOf } from "./past.ts";
import { markHeard } from "./message.ts";
import { linksAlike } from "./queue.ts";
import { recordLane } from "./state.ts";
import { afterUndo } from "./undo.ts";

/** The meter moves on, in the attempt or in what is remembered of it, and with it what counts against budgets. */
const meterOn = (state: LiveState, told: { key: string; meter: Meter }, at: number): void => {
  const { key } = told;
  const { quotas: _, ...meter } = told.meter;
  const attempt = state.attempts.get(key);
  const { task, n } = partsOf(key);
  const { past } = recordOf(state, task, at);
  const before = attempt ?? past.find((one) => one.n === n);
  if (before === undefined) return;
  if (attempt !== undefined) {
    feel(state, attempt, { meter: told.meter, at });
    state.setAttempt({ ...attempt, meter });
  } else changeRecord(state, { task, past: past.map((one) => (one.n === n ? { ...one, meter } : one)) }, at);
  const agent = "spec" in before ? before.spec.agent : before.agent;
  const known = before.meter === undefined ? {} : { before: before.meter };
  bookMeter(state, { task, agent, meter, ...known }, at);
};

const endWith = (
  state: LiveState,
  attempt: Attempt,
  ending: { outcome: Outcome; at: number; set?: Partial<Attempt> },
): void => {
  const { outcome, at, set = {} } = ending;
  const step: Step = { phase: "ending", outcome, ...heldSlot(attempt.step) };
  advance(state, attempt, { step, at, set });
  state.leaveLane(attempt.key);
};

/** What a task landed is no longer in force: whether it runs again is a person's to say. */
const takeBack = (state: LiveState, { task, n, spec: { undo } }: Attempt, at: number): void => {
  const { landed: _, ...record } = recordOf(state, task, at);
  state.setRecord({ ...record, undone: { attempt: n }, rest: afterUndo(task, undo ?? {}) });
};

type Landing = Extract<Step, { phase: "landing" }>;

const relanding = (
  state: LiveState,
  { key, at }: { key: string; at: number },
  set: (step: Landing) => Landing,
): void =>
  withAttempt(state, key, (attempt) => {
    if (attempt.step.phase === "landing") advance(state, attempt, { step: set(attempt.step), at });
  });

const apply: Folds<Event["kind"]> = {
  ...foldSteppingIn,
  "tasks.changed": (state, { set, gone }, at) => {
    const isRelinked = gone.length > 0 || set.some((task) => !linksAlike(state.tasks.get(task.id), task));
    for (const task of set) {
      state.setTask(task);
      if (!state.records.has(task.id)) state.setRecord(newRecord(task.id, at));
    }
    for (const id of gone) {
      state.removeTask(id);
      state.leaveLane(recordLane(id));
    }
    if (isRelinked) state.relink(set.map(({ id }) => id));
    else for (const { id } of set) state.place(id);
  },
  "agents.changed": (state, { agents }) => {
    state.setFleet({ agents });
    for (const id of state.tasks.keys()) state.place(id);
  },
  "config.changed": (state, { config }) => {
    // An engine of an older version may have written it down: what it did not know has its default.
    state.setFleet({ config: { ...defaultConfig, ...config } });
    for (const id of state.tasks.keys()) state.place(id);
  },
  "tallies.changed": (state, { set, gone }) => {
    for (const tally of set) state.setTally(tally);
    for (const key of gone) state.removeTally(key);
  },
  "day.began": (state, { from, until, week }) =>
    state.setFleet(
      beginWindows(state.fleet, { day: { from, until }, ...(week === undefined ? {} : { week }) }),
    ),
  "clock.gap": (state, { gap }) => sleepThrough(state, gap),
  "machine.strained": (state, { strain }) => state.setStrain(strain),
  "payers.changed": (state, { unpaid }) => {
    // Whoever starts the fleet wants to know how things stand now.
    state.setFleet({ unpaid, outages: {} });
    for (const id of state.tasks.keys()) state.place(id);
  },
  "budget.near": (state, { warning }) =>
    state.setFleet({ warned: { ...state.fleet.warned, ...markOf(warning) } }),
  "spending.agreed": (state, { agreement }) => state.setFleet({ agreed: agreement }),
  "target.observed": (state, { news }, at) => {
    state.setFleet({ target: { branch: news.branch, tip: news.tip } });
    for (const { task, attempt } of news.attempted ?? []) {
      const { attempts } = recordOf(state, task, at);
      if (attempt > attempts) changeRecord(state, { task, attempts: attempt }, at);
    }
    for (const { task, attempt } of news.landed) {
      const { attempts } = recordOf(state, task, at);
      const known = { landed: { attempt }, attempts: Math.max(attempts, attempt), rest: free };
      changeRecord(state, { task, ...known }, at);
      state.leaveLane(recordLane(task));
    }
    for (const task of news.vanished) {
      const { landed: _, ...record } = recordOf(state, task, at);
      state.setRecord(record);
    }
    const { undone = [] } = news;
    for (const { task, attempt } of undone) {
      const { landed: _, ...record } = recordOf(state, task, at);
      const attempts = Math.max(record.attempts, attempt);
      state.setRecord({ ...record, attempts, undone: { attempt } });
    }
    const moved = [...news.landed.map((one) => one.task), ...news.vanished, ...undone.map((one) => one.task)];
    for (const task of moved) state.placeWithDependents(task);
  },
  "attempt.claimed": (state, { task, n, slot, spec }, at) => {
    const key = attemptKey(task, n);
    const step: Step = { phase: "preparing", slot };
    state.setAttempt({ key, task, n, spec, claimedAt: at, turn: 0, step, since: at, faults: 0 });
    // All that waits went into its brief.
    const messages = markHeard(recordOf(state, task, at).messages, { attempt: n, at }, () => true);
    changeRecord(state, { task, attempts: n, ...(messages === undefined ? {} : { messages }) }, at);
    state.place(task);
  },
  "attempt.prepared": (state, { key, base, path, adopted }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "preparing") return;
      advance(state, attempt, {
        step: {
          phase: "working",
          slot: attempt.step.slot,
          base,
          path,
          ...(adopted === undefined ? {} : { adopted }),
        },
        at,
        set: { base },
      });
    }),
  "attempt.worked": (state, { key, head, account }, at) =>
    withAttempt(state, key, (attempt) =>
      advance(state, attempt, {
        step: { phase: "verifying", head },
        at,
        set: { head, ...(account === undefined ? {} : { account }) },
      }),
    ),
  "attempt.metered": meterOn,
  "attempt.limited": (state, { key, bounds }) =>
    withAttempt(state, key, (attempt) => state.setAttempt({ ...attempt, bounds })),
  "attempt.admitted": (state, { key, slot }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase === "verifying")
        advance(state, attempt, { step: { ...attempt.step, slot }, at });
    }),
  ...reviewEvents,
  "attempt.built": (state, { key, commit }, at) =>
    withAttempt(state, key, (attempt) => {
      const { step } = attempt;
      if (step.phase === "landing" || step.phase === "handover")
        advance(state, attempt, { step: { ...step, commit }, at });
    }),
  "attempt.moved": (state, { key }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "landing" && attempt.step.phase !== "handover") return;
      advance(state, attempt, { step: { phase: "verifying", head: attempt.step.proof.head }, at });
    }),
  ...handoverEvents,
  "attempt.blocked": (state, { key, blocked }, at) => {
    relanding(state, { key, at }, (step) => ({ ...step, blocked }));
    state.leaveLane(key);
  },
  "attempt.landed": (state, { key, commit }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "landing") return;
      const outcome: Outcome = { kind: "done", commit, proof: attempt.step.proof };
      endWith(state, attempt, { outcome, at });
      if (attempt.spec.undo === undefined)
        changeRecord(state, { task: attempt.task, landed: { attempt: attempt.n }, rest: free }, at);
      else takeBack(state, attempt, at);
      state.placeWithDependents(attempt.task);
    }),
  "attempt.failed": (state, { key, failure, proof, head, account, rest }, at) =>
    withAttempt(state, key, (attempt) => {
      const outcome: Outcome = { kind: "failed", failure, ...(proof === undefined ? {} : { proof }) };
      const set = { ...(head === undefined ? {} : { head }), ...(account === undefined ? {} : { account }) };
      endWith(state, attempt, { outcome, at, set });
      shutOut(state, attempt, { failure, at });
      const { spent: before } = recordOf(state, attempt.task, at);
      const count = (before[failure.kind] ?? 0) + 1;
      // An undo that fails is no failure of the task, nor is a budget that was lowered under it.
      const isOfTask = attempt.spec.undo === undefined && failure.shared === undefined;
      const spent = isOfTask ? { ...before, [failure.kind]: count } : before;
      changeRecord(state, { task: attempt.task, spent, rest }, at);
      state.placeWithDependents(attempt.task);
    }),
  "attempt.faulted": (state, { key, message, until, outside, filled }, at) =>
    withAttempt(state, key, (attempt) => {
      const { heldUp: _, ...rest } = attempt;
      const { since, tries } = troubleSince(attempt, at);
      state.setAttempt({
        ...rest,
        turn: attempt.turn + 1,
        faultedUntil: until,
        ...(outside === undefined
          ? { faults: attempt.faults + 1 }
          : { heldUp: { why: message, since, tries: tries + 1, until, ...timesFilled(attempt, filled) } }),
      });
    }),
  "attempt.resumed": (state, { key }) =>
    withAttempt(state, key, (attempt) => {
      const { faultedUntil: _, ...rest } = attempt;
      state.setAttempt(rest);
    }),
  "attempt.ended": (state, { key, slipped }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "ending") return;
      state.removeAttempt(attempt);
      const past = pastOf(attempt, slipped);
      const { task } = attempt;
      if (past !== undefined)
        changeRecord(state, { task, past: [...recordOf(state, task, at).past, past] }, at);
      state.place(task);
    }),
  "task.rested": (state, { task, rest }, at) => {
    changeRecord(state, { task, rest }, at);
    state.leaveLane(recordLane(task));
    state.place(task);
  },
  "task.reopened": (state, { task }, at) => {
    changeRecord(state, { task, rest: free, spent: {}, reopened: true }, at);
    tryServices(state);
    state.leaveLane(recordLane(task));
    state.place(task);
  },
  "task.recorded": (state, { task }, at) => {
    const { rest } = recordOf(state, task, at);
    if (rest.kind === "final")
      changeRecord(state, { task, rest: { ...rest, recorded: true }, reopened: false }, at);
    state.leaveLane(recordLane(task));
    state.place(task);
  },
  "task.record_blocked": (state, { task, until }, at) => {
    const { rest } = recordOf(state, task, at);
    if (rest.kind === "final") changeRecord(state, { task, rest: { ...rest, blockedUntil: until } }, at);
    state.leaveLane(recordLane(task));
  },
  "lane.given": (state, { to }) => state.setFleet({ lane: to }),
  "fleet.paused": (state) => state.setFleet({ paused: true }),
  "fleet.resumed": (state) => state.setFleet({ paused: false }),
  "intent.heard": (state, { id }) => state.setFleet({ heard: [...state.fleet.heard.slice(-255), id] }),
};

/** Folds one event into the state. Nothing else changes it; replaying the journal repeats it. */
export const evolve = (state: LiveState, { seq, at, event }: Stamped): void => {
  const fold = apply[event.kind] as (state: LiveState, event: Event, at: number) => void;
  fold(state, event, at);
  state.seq = seq;
};
