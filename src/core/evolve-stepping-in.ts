import { adoptedIn, attemptKey, heldSlot, partsOf, type Attempt, type Step, type Visit } from "./attempt.ts";
import { advance, changeRecord, recordOf, withAttempt, type Folds } from "./change.ts";
import type { Event } from "./event.ts";
import type { LiveState } from "./live.ts";
import { markHeard, tellOfVisit, visitMessage } from "./message.ts";

type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>;

/** Takes an attempt out of one phase into another; in any other phase the event says nothing. */
const from = <P extends Step["phase"]>(
  state: LiveState,
  { key, phase }: { readonly key: string; readonly phase: P },
  change: (attempt: Attempt, step: Extract<Step, { phase: P }>) => void,
): void =>
  withAttempt(state, key, (attempt) => {
    if (attempt.step.phase === phase) change(attempt, attempt.step as Extract<Step, { phase: P }>);
  });

/** Whatever it was about, it is a person's now: a proof or an approval of what was there says nothing of what will be. */
const take = (state: LiveState, { key, by, head, account }: Of<"attempt.taking">, at: number): void =>
  withAttempt(state, key, (before) => {
    const { approved: _, ...attempt } = before;
    const { phase } = attempt.step;
    const isSetUp = phase === "working" || phase === "halting";
    const known = { ...(head === undefined ? {} : { head }), ...(account === undefined ? {} : { account }) };
    const step: Step = { phase: "taking", by, isSetUp, ...heldSlot(attempt.step) };
    advance(state, attempt, { step, at, set: known });
    state.leaveLane(key);
  });

const give = (state: LiveState, { key, head, files, all }: Of<"attempt.given">, at: number): void =>
  from(state, { key, phase: "giving" }, (attempt, given) => {
    const { visit: begun, to, slot, base, path } = given;
    const visit: Visit = { ...begun, until: at, files };
    const visits = [...(attempt.visits ?? []), visit];
    const account = attempt.account && { account: { ...attempt.account, files: all } };
    const step: Step =
      to === "checks"
        ? { phase: "verifying", head }
        : { phase: "working", slot, base, path, ...adoptedIn(given) };
    advance(state, attempt, { step, at, set: { head, visits, ...account } });
    if (to === "checks") return;
    const { messages = [] } = recordOf(state, attempt.task, at);
    const told = { id: visitMessage(attempt), text: tellOfVisit({ ...visit, path }), by: visit.by, at };
    changeRecord(state, { task: attempt.task, messages: [...messages, told] }, at);
  });

type Kind =
  | "task.told"
  | "attempt.heard"
  | "attempt.crowded"
  | "attempt.remarked"
  | "followup.settled"
  | "attempt.halting"
  | "attempt.taking"
  | "attempt.seated"
  | "attempt.taken"
  | "attempt.giving"
  | "attempt.given"
  | "undo.begun";

/** What the events of a person stepping in do to the state. */
export const foldSteppingIn: Folds<Kind> = {
  "task.told": (state, { task, id, text, by, from: key }, at) => {
    const { messages = [] } = recordOf(state, task, at);
    const said = {
      id,
      text,
      at,
      ...(by === undefined ? {} : { by }),
      ...(key === undefined ? {} : { from: key }),
    };
    changeRecord(state, { task, messages: [...messages, said] }, at);
  },
  "attempt.remarked": (state, { key, remark }, at) => {
    const { task, n } = partsOf(key);
    const { remarks = [] } = recordOf(state, task, at);
    changeRecord(state, { task, remarks: [...remarks, { ...remark, attempt: n }] }, at);
  },
  "followup.settled": (state, { task, id, as }, at) => {
    const remarks = recordOf(state, task, at).remarks?.map((one) =>
      one.id === id ? { ...one, settled: as } : one,
    );
    if (remarks !== undefined) changeRecord(state, { task, remarks }, at);
  },
  "attempt.heard": (state, { key, ids }, at) => {
    const { task, n } = partsOf(key);
    const heard = markHeard(recordOf(state, task, at).messages, { attempt: n, at }, (id) => ids.includes(id));
    if (heard !== undefined) changeRecord(state, { task, messages: heard }, at);
  },
  // Its meter says the same; it is kept to be told.
  "attempt.crowded": () => undefined,
  // The order of its work stays the same one, so its turn does too.
  "attempt.halting": (state, { key, by }, at) =>
    from(state, { key, phase: "working" }, (attempt, step) =>
      state.setAttempt({ ...attempt, step: { ...step, phase: "halting", by }, since: at }),
    ),
  "attempt.taking": take,
  "attempt.seated": (state, { key, slot }, at) =>
    from(state, { key, phase: "taking" }, (attempt, step) =>
      advance(state, attempt, { step: { ...step, slot }, at }),
    ),
  "attempt.taken": (state, { key, base, path, head, adopted }, at) =>
    from(state, { key, phase: "taking" }, (attempt, { by, slot }) => {
      if (slot === undefined) return;
      const known = adopted === undefined ? {} : { adopted };
      const step: Step = { phase: "taken", by, slot, base, path, from: head, ...known };
      advance(state, attempt, { step, at, set: { base: attempt.base ?? base, head } });
    }),
  "attempt.giving": (state, { key, to, note }, at) =>
    from(state, { key, phase: "taken" }, (attempt, { by, ...place }) => {
      const visit = { by, since: attempt.since, ...(note === undefined ? {} : { note }) };
      advance(state, attempt, { step: { ...place, phase: "giving", visit, to }, at });
    }),
  "attempt.given": give,
  "undo.begun": (state, { task, n, spec }, at) => {
    const key = attemptKey(task, n);
    const { by, why } = spec.undo;
    const approved = { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { note: why }) };
    const begun = { claimedAt: at, turn: 0, step: { phase: "reverting" }, since: at, faults: 0 } as const;
    state.setAttempt({ key, task, n, spec, approved, ...begun });
    changeRecord(state, { task, attempts: n }, at);
    state.placeWithDependents(task);
  },
};
