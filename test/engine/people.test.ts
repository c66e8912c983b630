import fc from "fast-check";
import { expect, test } from "vitest";
import { evolve } from "../../src/core/evolve.ts";
import type { Event, Stamped } from "../../src/core/event.ts";
import { LiveState } from "../../src/core/live.ts";
import { waitingFor } from "../../src/core/message.ts";
import { plan } from "../../src/core/plan.ts";
import { schedule } from "../../src/core/schedule.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { Priority, TaskStatus } from "../../src/core/task.ts";
import type { State } from "../../src/core/state.ts";
import { must } from "../world/must.ts";
import { Village, type Move } from "../world/people.ts";
import { runs } from "../world/runs.ts";
import { makeTask } from "../world/tasks.ts";

const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

const start = [
  makeTask("a"),
  makeTask("b", { agent: "backend", touches: ["src/**"] }),
  makeTask("c", { dependsOn: ["a"], agent: "backend", review: "person" }),
  makeTask("d", { maxAttempts: 1, touches: ["src/x"] }),
  makeTask("e", { dependsOn: ["c", "d"] }),
  makeTask("f", { agent: "coder", maxAttempts: 9 }),
  makeTask("g", { handoff: "pr" }),
  makeTask("h", { handoff: "pr", dependsOn: ["b"] }),
];

const name = fc.constantFrom(...names);

const edits = fc.oneof(
  fc.record({ status: fc.constantFrom<TaskStatus>("draft", "todo", "todo", "done", "failed", "cancelled") }),
  fc.record({ hold: fc.boolean() }),
  fc.record({ handoff: fc.constantFrom("local" as const, "pr" as const) }),
  fc.record({ review: fc.constantFrom("checks" as const, "person" as const) }),
  fc.record({ priority: fc.nat(4).map((p) => p as Priority) }),
  fc.record({ dependsOn: fc.subarray(names, { maxLength: 2 }) }),
  fc.record({ touches: fc.constantFrom([], ["src/**"], ["src/x"]) }),
);

const wishes = fc.oneof(
  name.map((task) => ({ kind: "retry", task }) as const),
  name.map((task) => ({ kind: "cancel", task }) as const),
  name.map((task) => ({ kind: "approve", task }) as const),
  name.map((task) => ({ kind: "reject", task, note: "no" }) as const),
  name.map((task) => ({ kind: "say", task, text: "hear me" }) as const),
  fc.constant({ kind: "say", task: "f", text: "hear me" } as const),
  name.map((task) => ({ kind: "take", task }) as const),
  fc.constant({ kind: "take", task: "f" } as const),
  fc
    .tuple(name, fc.constantFrom("checks", "agent"))
    .map(([task, to]) => ({ kind: "give", task, to }) as const),
  fc.constant({ kind: "give", task: "f", to: "agent" } as const),
  fc.tuple(name, fc.boolean()).map(([task, anyway]) => ({ kind: "undo", task, anyway }) as const),
  fc.constantFrom({ kind: "pause" } as const, { kind: "resume" } as const),
);

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("wait" as const), ticks: fc.nat(25) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("edit" as const), task: name, set: edits }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wish" as const), wish: wishes }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("delete" as const, "vanish" as const, "land elsewhere" as const),
      task: name,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("slots" as const),
      agents: fc.integer({ min: 1, max: 4 }),
      verification: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("profile" as const), slots: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("crash" as const, "commit" as const) }) },
);

const entities = ({ seq, fleet, tasks, records, attempts }: State): unknown =>
  JSON.parse(
    JSON.stringify([
      seq,
      fleet,
      ...[tasks, records, attempts].map((map) => Object.fromEntries<unknown>(map)),
    ]),
  );

const agentSlots = (state: State): number[] =>
  [...state.attempts.values()].flatMap(({ step }) =>
    "slot" in step && step.phase !== "verifying" && step.slot !== undefined ? [step.slot] : [],
  );

const checkSlots = (state: State): number[] =>
  [...state.attempts.values()].flatMap(({ step }) =>
    step.phase === "verifying" && step.slot !== undefined ? [step.slot] : [],
  );

const isDistinct = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

/** The lane's holder is there, and can go on by itself. */
const laneIsAlive = (state: State): boolean => {
  const { lane } = state.fleet;
  if (lane === undefined) return true;
  const task = lane.endsWith("@record") ? lane.slice(0, -"@record".length) : undefined;
  if (task === undefined)
    return ["landing", "handover", "verifying"].includes(state.attempts.get(lane)?.step.phase ?? "gone");
  const rest = state.records.get(task)?.rest;
  return state.tasks.has(task) && rest?.kind === "final" && !rest.recorded && !state.current.has(task);
};

/** The journal read again, each event looked at before it counts. */
type Reader = { readonly state: LiveState; readonly landed: Set<string>; read: number };

const checkClaim = (state: State, { task, n, spec }: Extract<Event, { kind: "attempt.claimed" }>): void => {
  const found = state.tasks.get(task) ?? makeTask("gone");
  must(!state.fleet.paused, () => [task, n, "claimed while paused"]);
  must(standingOf(state, found).kind === "ready", () => [task, n, "claimed", standingOf(state, found)]);
  must(n === (state.records.get(task)?.attempts ?? 0) + 1, () => [task, n, state.records.get(task)]);
  const { slots } = state.fleet.config;
  must(agentSlots(state).length < slots.agents, () => [task, n, "claimed beside", agentSlots(state)]);
  const busy = [...state.attempts.values()].filter(
    (attempt) => attempt.spec.agent === spec.agent && ["preparing", "working"].includes(attempt.step.phase),
  );
  const limit = state.fleet.agents.find((agent) => agent.name === spec.agent)?.slots ?? Infinity;
  must(busy.length < limit, () => [task, n, "claimed by", spec.agent, "beside", busy]);
};

const checkLanding = (
  { state, landed }: Reader,
  { key }: Extract<Event, { kind: "attempt.landed" }>,
): void => {
  const { task, spec } = state.attempts.get(key) ?? { task: "nobody's", spec: undefined };
  if (spec?.undo === undefined) {
    must(!landed.has(task), () => [key, "landed although there is", [...landed]]);
    landed.add(task);
  } else {
    // Where its own commit was seen before it was reported, there is nothing left to take back.
    const standing = state.records.get(task)?.landed?.attempt;
    must(standing === spec.undo.attempt || standing === undefined, () => [key, spec.undo, standing]);
    landed.delete(task);
  }
};

const look = (reader: Reader, event: Event): void => {
  const { state, landed } = reader;
  if (event.kind === "attempt.claimed") checkClaim(state, event);
  if (event.kind === "task.reopened") landed.delete(event.task);
  if (event.kind === "attempt.admitted") {
    const { verification } = state.fleet.config.slots;
    must(checkSlots(state).length < verification, () => [event, "beside", checkSlots(state)]);
  }
  if (event.kind === "attempt.landed") checkLanding(reader, event);
};

/** What the state knows of who has heard what, and what lies in the transcripts. */
const heardIn = (village: Village) => {
  const said = [...village.state.records.values()].flatMap(({ task, messages = [] }) =>
    messages.flatMap(({ id, heard }) =>
      heard === undefined ? [] : [[id, `${task}@${heard.attempt}`] as const],
    ),
  );
  const transcripts = [...village.sim.transcripts].flatMap(([key, ids]) =>
    ids.map((id) => [id, key] as const),
  );
  return { said: new Map(said), transcripts };
};

/** Nothing is heard twice, and what one agent has heard is in no other's brief. */
const checkHeard = (village: Village): void => {
  const { said, transcripts } = heardIn(village);
  must(isDistinct(transcripts.map(([id]) => id)), () => transcripts);
  for (const [id, key] of transcripts) must((said.get(id) ?? key) === key, () => [id, key, said.get(id)]);
};

const follow = (reader: Reader, events: readonly Stamped[]): void => {
  for (const stamped of events.slice(reader.read)) {
    look(reader, stamped.event);
    evolve(reader.state, stamped);
    const { event } = stamped;
    if (event.kind !== "attempt.claimed") continue;
    // What went into a brief is told by it, and not once more.
    const waiting = waitingFor(reader.state.records.get(event.task));
    must(waiting.length === 0, () => [event, waiting]);
  }
  reader.read = events.length;
};

/** What the queue offers is what stands ready, though nothing is placed anew that an event did not move. */
const checkQueue = (state: State): void => {
  const queued = [...state.queue.groups].flatMap(({ tasks }) => Array.from(tasks, ({ id }) => id));
  const ready = [...state.tasks.values()].filter((task) => standingOf(state, task).kind === "ready");
  must(
    queued.sort().join() ===
      ready
        .map(({ id }) => id)
        .sort()
        .join(),
    () => [queued, ready],
  );
};

const checkState = (village: Village): void => {
  const { state, sim } = village;
  const attempts = [...state.attempts.values()];
  must(sim.wrongs.length === 0, () => sim.wrongs);
  must(isDistinct(attempts.map(({ task }) => task)), () => attempts);
  must(
    attempts.length === state.current.size &&
      attempts.every(({ task, key }) => state.current.get(task) === key),
    () => [attempts, [...state.current]],
  );
  must(isDistinct(agentSlots(state)), () => attempts);
  must(isDistinct(checkSlots(state)), () => attempts);
  must(laneIsAlive(state), () => [state.fleet.lane, attempts]);
  const orders = plan(state);
  const steps = orders.filter(({ kind }) => kind !== "tell");
  must(isDistinct(steps.map((order) => ("attempt" in order ? order.attempt : order.key))), () => orders);
  checkHeard(village);
  checkQueue(state);
};

const play = async (seed: number, script: readonly Move[]): Promise<void> => {
  const village = new Village(seed, start);
  const reader: Reader = { state: new LiveState(), landed: new Set(), read: 0 };
  const tick = async (): Promise<boolean> => {
    const isMore = await village.tick();
    follow(reader, village.journal.events);
    checkState(village);
    return isMore;
  };
  for (const move of script) {
    if (move.kind !== "wait") village.move(move);
    else for (let left = move.ticks; left > 0; left -= 1) await tick();
  }
  village.calm();
  let left = 5000;
  while (left > 0 && (await tick())) left -= 1;
  const { state } = village;
  expect(left).toBeGreaterThan(0);
  expect(village.isQuiet).toBe(true);
  expect(state.fleet.lane).toBeUndefined();
  expect(schedule(state, village.clock.now())).toBeUndefined();
  const { said, transcripts } = heardIn(village);
  for (const [id, key] of transcripts) expect([id, said.get(id)]).toEqual([id, key]);
  expect(entities(reader.state)).toEqual(entities(state));
  const placed = new LiveState(village.journal.load());
  expect([...placed.queue.groups].map(({ tasks }) => [...tasks])).toEqual(
    [...state.queue.groups].map(({ tasks }) => [...tasks]),
  );
  expect([...placed.queue.waits]).toEqual([...state.queue.waits]);
  expect([...placed.queue.unrecorded].sort()).toEqual([...state.queue.unrecorded].sort());
};

/** A pull request that is merged after the target was seen to hold its work, while a child of it waits for a slot. */
const mergedBesideChildren: [number, Move[]] = [
  1993019296,
  [
    { kind: "edit", task: "f", set: { dependsOn: ["b"] } },
    { kind: "edit", task: "b", set: { handoff: "pr" } },
  ],
];

test("whatever people do while it runs: the invariants hold at each step, and left alone it comes to rest", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(moves, { maxLength: 40 }), async (seed, script) => {
      await play(seed, script);
    }),
    { numRuns: runs(180), examples: [mergedBesideChildren] },
  );
});
