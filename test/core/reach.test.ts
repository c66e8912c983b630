import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Input } from "../../src/core/input.ts";
import { LiveState } from "../../src/core/live.ts";
import { plan } from "../../src/core/plan.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { isReached } from "../../src/core/reach.ts";
import { schedule } from "../../src/core/schedule.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { Task } from "../../src/core/task.ts";
import { gatesOf } from "../../src/views/gates.ts";
import { exitCodeOf, summaryOf } from "../../src/views/summary.ts";
import { runs } from "../world/runs.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const pr = (id: string, set: Partial<Task> = {}): Task => makeTask(id, { handoff: "pr", ...set });

const lacking = (now: number) =>
  ({
    kind: "shut",
    until: now,
    why: "there is no remote",
    answer: "git remote add",
    here: "remote",
  }) as const;

const outage = (now: number) => ({ kind: "shut", until: now + 60_000, why: "GitHub is down" }) as const;

const claimed = ({ state }: Table): string[] => [...state.current.keys()].sort();

const looking = "github-reach/looking";

test("nothing that leaves by pull request begins before GitHub was found to let us in; what lands here does", () => {
  const table = new Table([
    ...Array.from({ length: 9 }, (_, at) => pr(`p${at}`, { priority: 0 })),
    makeTask("l"),
  ]);
  table.settle();
  expect(claimed(table)).toEqual(["l"]);
  expect(table.listed()).toContain(looking);
  expect(isQuiet(table.state, table.now)).toBe(false);
  table.input({ kind: "reached" });
  table.settle();
  expect(claimed(table)).toEqual(["l", "p0"]);
  expect(table.listed()).not.toContain(looking);
});

test("nobody is asked for GitHub where nothing leaves by pull request", () => {
  const table = new Table([makeTask("l"), pr("d", { status: "draft" }), pr("c", { dependsOn: ["l"] })]);
  table.settle();
  expect(table.listed()).toEqual(["l@1/preparing"]);
  table.land("l");
  expect(table.listed()).toEqual([looking]);
});

test("what is missing is a person's to mend, told with the way out; the run is over, and mended it begins by itself", () => {
  const table = new Table([pr("a"), pr("b", { dependsOn: ["a"] })]);
  table.input(lacking(table.now));
  table.settle();
  expect(claimed(table)).toEqual([]);
  expect(isQuiet(table.state, table.now)).toBe(true);
  expect(table.listed()).toEqual([looking]);
  const summary = summaryOf(table.state, [], table.now);
  expect(summary.reasons.get("a")).toEqual({
    why: "there is no remote",
    answer: "git remote add; or write `handoff: local` into its file",
  });
  expect(exitCodeOf(summary)).toBe(1);
  expect(gatesOf(table.state, pr("a"), table.now).find(({ name }) => name === "github")).toMatchObject({
    open: false,
  });
  // Time alone mends nothing.
  table.now += 10 ** 7;
  expect(table.settle()).toEqual([]);
  table.input({ kind: "reached" });
  table.settle();
  expect(claimed(table)).toEqual(["a"]);
});

test("what is missing is known once; what is missing then is told instead", () => {
  const table = new Table([pr("a")]);
  table.input(lacking(table.now));
  expect(table.input(lacking(table.now + 5000))).toEqual([]);
  table.input({ ...lacking(table.now), why: "nothing signs in" });
  expect(standingOf(table.state, pr("a"))).toMatchObject({
    kind: "person",
    ask: { what: "nothing signs in" },
  });
});

test("with `handoff: local` written, for one or for all, it begins without GitHub", () => {
  const table = new Table([pr("a"), makeTask("b")], { agents: 4, verification: 1 });
  table.input({ kind: "config", config: { ...defaultConfig, handoff: "pr" } });
  table.input(lacking(table.now));
  table.settle();
  expect(claimed(table)).toEqual([]);
  expect(standingOf(table.state, makeTask("b"))).toMatchObject({
    ask: { answer: "git remote add; or write `handoff: local` into traffic.yaml" },
  });
  table.rewrite("a", { handoff: "local" });
  table.settle();
  expect(claimed(table)).toEqual(["a"]);
  table.input({ kind: "config", config: defaultConfig });
  table.settle();
  expect(claimed(table)).toEqual(["a", "b"]);
});

test("what was claimed gives back its slot, its money and what people said, as if it had not been", () => {
  const table = new Table([pr("a"), makeTask("l")], { agents: 1, verification: 1 });
  table.rewrite("l", { priority: 4 });
  table.input({ kind: "reached" });
  table.wish({ kind: "say", task: "a", text: "mind the gap" });
  const key = table.bring("a", "preparing");
  expect(table.attempt(key).spec.brief).toContain("mind the gap");
  table.tell(key, { ...lacking(table.now), kind: "limited" });
  table.settle();
  expect(table.step(key, "ending").outcome).toEqual({ kind: "unclaimed" });
  const end = plan(table.state).find(({ kind }) => kind === "end");
  expect(end).toMatchObject({ unclaimed: true });
  expect(end).not.toHaveProperty("result");
  table.tell(key, { kind: "ended" });
  table.settle();
  expect(claimed(table)).toEqual(["l"]);
  expect(table.state.records.get("a")).toMatchObject({ past: [], spent: {}, rest: { kind: "free" } });
  table.fail("l", "invalid");
  table.input({ kind: "reached" });
  table.settle();
  expect(table.attempt("a@2").spec.brief).toContain("mind the gap");
});

test("work that cannot be verified now leaves its place and the lane to others, and has them again", () => {
  const table = new Table([pr("a"), makeTask("l")], { agents: 2, verification: 1 });
  table.input({ kind: "reached" });
  const a = table.bring("a", "built");
  table.tell(a, { kind: "ready" });
  table.settle();
  table.tell(a, { kind: "moved" });
  table.settle();
  expect([table.step(a, "verifying").slot, table.state.fleet.lane]).toEqual([0, a]);
  table.tell(a, { ...outage(table.now), kind: "limited" });
  table.settle();
  expect([table.step(a, "verifying").slot, table.state.fleet.lane]).toEqual([undefined, undefined]);
  table.land("l");
  table.now += 60_000;
  table.settle();
  expect(table.step(a, "verifying").slot).toBe(0);
});

test("an engine that begins takes nothing for known; a person who asks again is answered at once", () => {
  const table = new Table([pr("a")]);
  table.input({ kind: "reached" });
  table.input({ kind: "unsure" });
  table.settle();
  expect(claimed(table)).toEqual([]);
  const turn = (): number | undefined => plan(table.state).find(({ kind }) => kind === "reach")?.turn;
  const before = turn();
  table.input(lacking(table.now));
  expect(turn()).not.toBe(before);
  table.wish({ kind: "retry", task: "a" });
  expect(turn()).toBe(before);
});

const tasks = Array.from({ length: 8 }, (_, at) =>
  makeTask(`t${at}`, { handoff: at % 2 === 0 ? "pr" : "local", touches: at < 4 ? [`${at}/**`] : [] }),
);

type Happening = "reached" | "lacking" | "outage" | "unsure" | "time" | "rewrite" | "success" | "retry";
const happenings = fc.array(
  fc.tuple(
    fc.constantFrom<Happening>(
      "reached",
      "lacking",
      "outage",
      "unsure",
      "time",
      "rewrite",
      "success",
      "success",
      "retry",
    ),
    fc.nat(7),
  ),
  { maxLength: 40 },
);

/** What the first listed order of an attempt has to tell where all goes well. */
const succeed = (table: Table, at: number): void => {
  const orders = plan(table.state).filter((order) => "attempt" in order);
  const order = orders[at % orders.length];
  if (order?.kind === "prepare") table.tell(order.attempt, { kind: "prepared", base: "t0", path: "/w" });
  if (order?.kind === "work") table.tell(order.attempt, { kind: "worked", head: "h" });
  if (order?.kind === "end") table.tell(order.attempt, { kind: "ended" });
};

const happen = (table: Table, [what, at]: readonly [Happening, number]): void => {
  const inputs: Partial<Record<Happening, Input>> = {
    reached: { kind: "reached" },
    lacking: lacking(table.now),
    outage: outage(table.now),
    unsure: { kind: "unsure" },
  };
  const input = inputs[what];
  if (input !== undefined) table.input(input);
  if (what === "time") table.now += 60_000;
  if (what === "rewrite") table.rewrite(`t${at}`, { handoff: at < 4 ? "pr" : "local" });
  if (what === "success") succeed(table, at);
  if (what === "retry") table.wish({ kind: "retry", task: `t${at}` });
};

/** Whether an attempt holds what it can do nothing with. */
const holdsInVain = ({ state }: Table): boolean =>
  state.fleet.github !== undefined &&
  state.attempts.values().some(({ spec, step }) => {
    if (spec.handoff !== "pr") return false;
    return step.phase === "preparing" || (step.phase === "verifying" && step.slot !== undefined);
  });

const groupsOf = (state: Table["state"]) =>
  [...state.queue.groups].map(({ tasks: members, leaves }) => ({
    ids: [...members].map(({ id }) => id),
    leaves,
  }));

test("whatever happens to GitHub: only who can leave is claimed, nobody holds what is of no use, all that can land here begins", () => {
  fc.assert(
    fc.property(happenings, (script) => {
      const table = new Table(tasks, { agents: 3, verification: 1 });
      for (const one of script) {
        happen(table, one);
        for (let event = schedule(table.state, table.now); event !== undefined;) {
          if (event.kind === "attempt.claimed" && event.spec.handoff === "pr")
            expect(isReached(table.state)).toBe(true);
          table.fold(event);
          event = schedule(table.state, table.now);
        }
        expect(holdsInVain(table)).toBe(false);
        const { state } = table;
        const isFull = state.attempts.size >= 3;
        const first = [...state.queue.open][0];
        if (!isFull) expect(first).toBeUndefined();
        const { seq, fleet, tasks: known, records, attempts, tallies } = state;
        const again = new LiveState({ seq, fleet, tasks: known, records, attempts, tallies });
        expect(groupsOf(again)).toEqual(groupsOf(state));
        expect([...again.queue.leaving].sort()).toEqual([...state.queue.leaving].sort());
        expect([...again.queue.open].map(({ leaves }) => leaves)).toEqual(
          [...state.queue.open].map(({ leaves }) => leaves),
        );
      }
    }),
    { numRuns: runs(100) },
  );
});
