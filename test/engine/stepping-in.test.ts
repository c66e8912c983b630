import { expect, test } from "vitest";
import type { Wish } from "../../src/core/input.ts";
import type { State } from "../../src/core/state.ts";
import { standingOf } from "../../src/core/standing.ts";
import { Village } from "../world/people.ts";
import { makeTask } from "../world/tasks.ts";

/** What a person wants, and in which phase of the task's attempt they say so; without one, when it has none. */
type Line = { readonly task: string; readonly phase: string | undefined; readonly wish: Wish };

const script: readonly Line[] = [
  { task: "f", phase: "preparing", wish: { kind: "say", task: "f", text: "keep it short" } },
  { task: "f", phase: "working", wish: { kind: "take", task: "f" } },
  { task: "f", phase: "taken", wish: { kind: "say", task: "f", text: "read the README" } },
  { task: "f", phase: "taken", wish: { kind: "give", task: "f", to: "agent", note: "look at it" } },
  { task: "f", phase: "verifying", wish: { kind: "take", task: "f" } },
  { task: "f", phase: "taken", wish: { kind: "give", task: "f", to: "checks" } },
  { task: "a", phase: "preparing", wish: { kind: "take", task: "a" } },
  { task: "a", phase: "taken", wish: { kind: "cancel", task: "a" } },
  { task: "f", phase: undefined, wish: { kind: "undo", task: "f", why: "too slow" } },
];

const phaseOf = (state: State, task: string): string | undefined =>
  state.attempts.get(state.current.get(task) ?? "")?.step.phase;

type Ran = { readonly village: Village; readonly said: number };

/** Plays the script against a fleet in which nothing else happens, until nothing is due any more. */
const play = async (kill?: { readonly at: number; readonly when: "before" | "after" }): Promise<Ran> => {
  const tasks = [
    makeTask("f", { agent: "coder" }),
    // It begins when the first is over.
    makeTask("a", { touches: ["**"], dependsOn: ["f"] }),
  ];
  const village = new Village(11, tasks);
  village.calm();
  if (kill !== undefined) village.journal.kill = kill;
  let said = 0;
  for (let left = 5000; left > 0; left -= 1) {
    const isMore = await village.tick();
    const next = script[said];
    const isHeard = said === 0 || village.state.fleet.heard.includes(`w${said}`);
    const isTime = next !== undefined && isHeard && phaseOf(village.state, next.task) === next.phase;
    if (isTime && village.state.tasks.has(next.task))
      village.put({ id: `w${(said += 1)}`, wish: next.wish, by: "Ada" });
    else if (!isMore) break;
  }
  return { village, said };
};

const expectThatEnd = ({ village: { state, sim, isQuiet }, said }: Ran): void => {
  expect(said).toBe(script.length);
  expect([sim.wrongs, isQuiet]).toEqual([[], true]);
  expect(sim.landings).toMatchObject([
    { task: "f", n: 1 },
    { task: "f", n: 2, undoes: 1 },
  ]);
  const f = state.records.get("f");
  expect(f?.messages?.map(({ id, heard }) => [id, heard?.attempt])).toEqual([
    ["w1", 1],
    ["w3", 1],
    ["f@1/visit/1", 1],
  ]);
  expect(sim.transcripts.get("f@1")?.toSorted()).toEqual(["f@1/visit/1", "w1", "w3"]);
  const task = state.tasks.get("f") ?? makeTask("none");
  expect(standingOf(state, task)).toMatchObject({
    kind: "person",
    ask: { what: "Ada took its landing back (too slow): decide whether it should run again" },
  });
  expect(f?.spent).toEqual({});
  expect(state.records.get("a")).toMatchObject({
    attempts: 1,
    rest: { kind: "final", outcome: "cancelled", recorded: true },
  });
};

test("a person speaks to an agent, takes its work, gives it back, takes it again, and undoes what landed", async () => {
  const ran = await play();
  expectThatEnd(ran);
  const events = ran.village.journal.events.map(({ event }) => event);
  expect(events.filter(({ kind }) => kind === "attempt.given")).toHaveLength(2);
  const handed = events.find(({ kind }) => kind === "attempt.halting");
  expect(handed).toMatchObject({ key: "f@1", by: "Ada" });
});

test("killed at any append, before or after it is durable, it comes to the same end", async () => {
  const { village } = await play();
  const { appends } = village.journal;
  expect(appends).toBeGreaterThan(30);
  for (let at = 1; at <= appends; at += 1)
    for (const when of ["before", "after"] as const) expectThatEnd(await play({ at, when }));
});
