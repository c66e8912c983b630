import { attemptKey, type Attempt, type Outcome, type Step } from "./attempt.ts";
import { defaultConfig } from "./config.ts";
import type { Event, Stamped } from "./event.ts";
import type { LiveState } from "./live.ts";
import { charged, type Meter } from "./meter.ts";
import { linksAlike } from "./queue.ts";
import type { Rest, TaskRecord } from "./record.ts";
import { recordLane } from "./state.ts";
import type { TaskId } from "./task.ts";

type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>;
type Apply = { readonly [K in Event["kind"]]: (state: LiveState, event: Of<K>, at: number) => void };

const free: Rest = { kind: "free" };

const newRecord = (task: TaskId, at: number): TaskRecord => ({
  task,
  firstSeen: at,
  attempts: 0,
  spent: {},
  rest: free,
  past: [],
  reopened: false,
});

const recordOf = (state: LiveState, task: TaskId, at: number): TaskRecord =>
  state.records.get(task) ?? newRecord(task, at);

type RecordChange = Partial<TaskRecord> & Pick<TaskRecord, "task">;

const changeRecord = (state: LiveState, change: RecordChange, at: number): void =>
  state.setRecord({ ...recordOf(state, change.task, at), ...change });

/** Takes an attempt one step on; whatever interrupted the step before is over. */
const advance = (
  state: LiveState,
  attempt: Attempt,
  next: { step: Step; at: number; set?: Partial<Attempt> },
): void => {
  const { faultedUntil: _, ...rest } = attempt;
  state.setAttempt({
    ...rest,
    ...next.set,
    turn: attempt.turn + 1,
    step: next.step,
    since: next.at,
    faults: 0,
  });
};

/** Events that name no attempt in motion change nothing: the journal may hold one that came twice. */
const withAttempt = (state: LiveState, key: string, change: (attempt: Attempt) => void): void => {
  const attempt = state.attempts.get(key);
  if (attempt !== undefined) change(attempt);
};

/** The meter moves on, in the attempt or in what is remembered of it, and with it what the day has spent. */
const meterOn = (state: LiveState, { key, meter }: { key: string; meter: Meter }, at: number): void => {
  const attempt = state.attempts.get(key);
  const task = attempt?.task ?? key.slice(0, key.lastIndexOf("@"));
  const { past } = recordOf(state, task, at);
  const n = attempt?.n ?? Number(key.slice(task.length + 1));
  const before = attempt ?? past.find((one) => one.n === n);
  if (before === undefined) return;
  if (attempt !== undefined) state.setAttempt({ ...attempt, meter });
  else changeRecord(state, { task, past: past.map((one) => (one.n === n ? { ...one, meter } : one)) }, at);
  const { day } = state.fleet;
  const spent = Math.max(0, charged(meter) - charged(before.meter));
  if (day !== undefined) state.setFleet({ day: { ...day, spent: day.spent + spent } });
};

const heldSlot = (step: Step): { slot?: number } =>
  step.phase === "preparing" || step.phase === "working" ? { slot: step.slot } : {};

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

type Landing = Extract<Step, { phase: "landing" }>;

const relanding = (
  state: LiveState,
  { key, at }: { key: string; at: number },
  set: (step: Landing) => Landing,
): void =>
  withAttempt(state, key, (attempt) => {
    if (attempt.step.phase === "landing") advance(state, attempt, { step: set(attempt.step), at });
  });

const apply: Apply = {
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
  "day.began": (state, { from, until }) => state.setFleet({ day: { from, until, spent: 0 } }),
  // Limits count time awake, so nothing follows from it; it is kept to be told.
  "clock.gap": () => undefined,
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
    for (const task of [...news.landed.map((one) => one.task), ...news.vanished])
      state.placeWithDependents(task);
  },
  "attempt.claimed": (state, { task, n, slot, spec }, at) => {
    const key = attemptKey(task, n);
    const step: Step = { phase: "preparing", slot };
    state.setAttempt({ key, task, n, spec, claimedAt: at, turn: 0, step, since: at, faults: 0 });
    changeRecord(state, { task, attempts: n }, at);
    state.place(task);
  },
  "attempt.prepared": (state, { key, base, path }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "preparing") return;
      advance(state, attempt, {
        step: { phase: "working", slot: attempt.step.slot, base, path },
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
  "attempt.admitted": (state, { key, slot }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase === "verifying")
        advance(state, attempt, { step: { ...attempt.step, slot }, at });
    }),
  "attempt.proved": (state, { key, proof }, at) =>
    withAttempt(state, key, (attempt) => advance(state, attempt, { step: { phase: "landing", proof }, at })),
  "attempt.unproved": (state, { key, proof, why }, at) =>
    withAttempt(state, key, (attempt) => {
      advance(state, attempt, { step: { phase: "review", proof, why }, at });
      state.leaveLane(key);
    }),
  "attempt.approved": (state, { key, note }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "review") return;
      const approved = note === undefined ? {} : { note };
      advance(state, attempt, {
        step: { phase: "landing", proof: attempt.step.proof },
        at,
        set: { approved },
      });
    }),
  "attempt.built": (state, { key, commit }, at) =>
    relanding(state, { key, at }, (step) => ({ ...step, commit })),
  "attempt.moved": (state, { key }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "landing") return;
      advance(state, attempt, { step: { phase: "verifying", head: attempt.step.proof.head }, at });
    }),
  "attempt.blocked": (state, { key, blocked }, at) => {
    relanding(state, { key, at }, (step) => ({ ...step, blocked }));
    state.leaveLane(key);
  },
  "attempt.landed": (state, { key, commit }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "landing") return;
      const outcome: Outcome = { kind: "done", commit, proof: attempt.step.proof };
      endWith(state, attempt, { outcome, at });
      changeRecord(state, { task: attempt.task, landed: { attempt: attempt.n }, rest: free }, at);
      state.placeWithDependents(attempt.task);
    }),
  "attempt.failed": (state, { key, failure, proof, head, account, rest }, at) =>
    withAttempt(state, key, (attempt) => {
      const outcome: Outcome = { kind: "failed", failure, ...(proof === undefined ? {} : { proof }) };
      const set = { ...(head === undefined ? {} : { head }), ...(account === undefined ? {} : { account }) };
      endWith(state, attempt, { outcome, at, set });
      const { spent } = recordOf(state, attempt.task, at);
      const count = (spent[failure.kind] ?? 0) + 1;
      changeRecord(state, { task: attempt.task, spent: { ...spent, [failure.kind]: count }, rest }, at);
      state.placeWithDependents(attempt.task);
    }),
  "attempt.faulted": (state, { key, until }) =>
    withAttempt(state, key, (attempt) =>
      state.setAttempt({
        ...attempt,
        turn: attempt.turn + 1,
        faults: attempt.faults + 1,
        faultedUntil: until,
      }),
    ),
  "attempt.resumed": (state, { key }) =>
    withAttempt(state, key, (attempt) => {
      const { faultedUntil: _, ...rest } = attempt;
      state.setAttempt(rest);
    }),
  "attempt.ended": (state, { key }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "ending") return;
      const { n, claimedAt, base, head, meter, account, spec, step } = attempt;
      const known = {
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        ...(meter === undefined ? {} : { meter }),
        ...(account === undefined ? {} : { account }),
      };
      const past = {
        n,
        agent: spec.agent,
        claimedAt,
        endedAt: attempt.since,
        outcome: step.outcome,
        ...known,
      };
      state.removeAttempt(attempt);
      changeRecord(
        state,
        { task: attempt.task, past: [...recordOf(state, attempt.task, at).past, past] },
        at,
      );
      state.place(attempt.task);
    }),
  "task.rested": (state, { task, rest }, at) => {
    changeRecord(state, { task, rest }, at);
    state.leaveLane(recordLane(task));
    state.place(task);
  },
  "task.reopened": (state, { task }, at) => {
    changeRecord(state, { task, rest: free, spent: {}, reopened: true }, at);
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
