import fc from "fast-check";
import { expect, test } from "vitest";
import { bindings, conflicts } from "../../../src/faces/tui/screen/keymap.ts";
import { pressesOf } from "../../../src/faces/tui/screen/press.ts";
import { placeOf } from "../../../src/faces/tui/screen/ui.ts";
import { screens } from "../../../src/faces/tui/screens/catalogue.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import { finalRest, grow, toDone, toFailed, toReview, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";

const fleet = () => {
  const tasks = Array.from({ length: 30 }, (_, n) =>
    makeTask(`t-${String(n).padStart(2, "0")}`, { priority: n === 5 ? 0 : 2 }),
  );
  const [first, second] = tasks;
  if (first === undefined || second === undefined) throw new Error("no tasks");
  return grow(...tasks).fold(...toReview(first), ...toWorking(second, 1));
};

const room = (size?: { width: number; height: number }): TestRoom => {
  const { state, now } = fleet();
  return new TestRoom(sceneOf(state, { now }), size);
};

const chosen = ({ ui }: TestRoom, pane: string): string | undefined => placeOf(ui).cursors[pane]?.id;

test("no key means two things at once", () => {
  expect(conflicts(bindings)).toEqual([]);
  expect(conflicts([...bindings, { keys: ["j"], does: "quit", mode: "room", label: "" }])).toEqual([
    "room j",
  ]);
});

test("every key that a screen's bottom line may name is in the table", () => {
  const known = new Set(bindings.filter(({ mode }) => mode === "room").map(({ does }) => does));
  expect(
    screens.flatMap(({ name, hints }) =>
      hints.filter((does) => !known.has(does)).map((does) => `${name}: ${does}`),
    ),
  ).toEqual([]);
});

test("the help names every key of the room", () => {
  const text = room({ width: 120, height: 60 }).press("?").text();
  const labels = bindings.filter(({ group }) => group !== undefined).map(({ label }) => label);
  expect(labels.filter((label) => !text.includes(label))).toEqual([]);
});

test("no sequence of keys tears a row or ends in an error", () => {
  const key = fc.oneof(
    fc.constantFrom(...new Set(bindings.flatMap(({ keys }) => keys))),
    fc.constantFrom("a", "日", "x", "ctrl-x", "alt-q", "f5"),
  );
  const size = fc.record({
    width: fc.integer({ min: 1, max: 220 }),
    height: fc.integer({ min: 1, max: 70 }),
  });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 25 }), size, (keys, own) => {
      const here = room(own);
      for (const one of keys) {
        here.press(one);
        expect(here.torn()).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test("j and k move, g and G go to the ends, and the choice stays on its task when the order changes", () => {
  const here = room().press("2", "j", "j");
  const id = chosen(here, "queue");
  expect(id).toBeDefined();
  const { state, now } = fleet().fold({
    kind: "tasks.changed",
    set: [makeTask("new", { priority: 0 })],
    gone: [],
  });
  here.scene = sceneOf(state, { now });
  expect(here.text()).toContain(`${id} Do ${id}`);
  here.press("G");
  expect(chosen(here, "queue")).toBe("t-29");
  here.press("g");
  expect(placeOf(here.ui).cursors["queue"]?.at).toBe(0);
});

test("going back brings back where one was", () => {
  const here = room().press("2", "j", "j", "j");
  const id = chosen(here, "queue");
  here.press("1", "2");
  expect(chosen(here, "queue")).toBe(id);
  here.press("enter", "esc");
  expect(chosen(here, "queue")).toBe(id);
});

test("a filter narrows while it is typed, enter keeps it, esc takes it away", () => {
  const here = room().press("2", "/").type("t-0");
  expect(here.text()).toContain("1–10 of 10");
  here.press("enter").type("jj");
  expect(placeOf(here.ui).filter).toBe("t-0");
  here.press("esc");
  expect(placeOf(here.ui).filter).toBe("");
});

test("what waits for review is approved with one key once its diff was shown, and sent back with a note", () => {
  const unseen = room().press("y");
  expect(unseen.effects).toEqual([]);
  expect(placeOf(unseen.ui)).toMatchObject({ screen: "attempt", subject: "t-00", mode: "diff" });
  expect(unseen.press("y").effects).toEqual([]);
  expect(unseen.text()).toContain("not in sight yet");
  unseen.scene = { ...unseen.scene, found: () => ({ kind: "there", lines: ["+one"], activity: [] }) };
  expect(unseen.press("y").effects).toMatchObject([
    { kind: "wish", wish: { kind: "approve", task: "t-00" } },
  ]);
  const sent = room().press("n").type("keep q and y").press("enter");
  expect(sent.effects).toMatchObject([{ wish: { kind: "reject", task: "t-00", note: "keep q and y" } }]);
  expect(room().press("n", "enter").effects).toEqual([]);
});

test("y says so where nothing waits for review", () => {
  const here = room().press("2", "G", "y");
  expect(here.effects).toEqual([]);
  expect(here.text()).toContain("Nothing here waits for review");
});

test("marked tasks leave by pull request with one key, and each gets an issue with another", () => {
  const here = room().press("2", "space", "j", "space", "P");
  expect(here.effects).toMatchObject([
    { kind: "edit", keys: { handoff: "pr" } },
    { kind: "edit", keys: { handoff: "pr" } },
  ]);
  const stood = room().press("2", "j");
  const task = chosen(stood, "queue");
  expect(stood.press("I").effects).toEqual([{ kind: "issue", task }]);
});

test("cancelling asks first", () => {
  const here = room().press("2", "x");
  expect(here.text()).toContain("Cancel ");
  expect(here.press("n").effects).toEqual([]);
  expect(here.press("x", "y").effects).toMatchObject([{ wish: { kind: "cancel" } }]);
});

test("marked tasks are acted on together, once", () => {
  const here = room().press("2", "G", "k", "k", "space", "space", "H");
  expect(here.effects.map((effect) => effect.kind === "edit" && effect.task)).toEqual(["t-27", "t-28"]);
  expect(placeOf(here.ui).marks.size).toBe(0);
});

test("+ and - change the priority in the file, within P0 and P4", () => {
  const effects = room().press("2", "G", "+", "-").effects;
  expect(effects).toMatchObject([{ keys: { priority: "P1" } }, { keys: { priority: "P3" } }]);
});

test("^ gives the next attempt to the rung above, one at a time, up to the top", () => {
  const agent = { name: "quick", driver: "builtin", model: "claude-haiku-5-5" } as const;
  const strong = { name: "strong", driver: "builtin", model: "claude-opus-5-5" } as const;
  const teams = { makers: ["quick", "strong"] };
  const { command: _, ...paid } = makeTask("one", { agent: "makers" });
  const pressed = (task: typeof paid) => {
    const { state, now } = grow(task).fold(
      { kind: "config.changed", config: { ...defaultConfig, teams } },
      { kind: "agents.changed", agents: [agent, strong] },
    );
    return new TestRoom(sceneOf(state, { now })).press("2", "^");
  };
  expect(pressed(paid).effects).toMatchObject([
    { kind: "edit", keys: { agent: "strong", model: "claude-opus-5-5" } },
  ]);
  const top = pressed({ ...paid, agent: "strong", model: "claude-opus-5-5" });
  expect(top.effects).toEqual([]);
  expect(top.text()).toContain("stands on the top of its ladder already");
});

test("a key that is about another phase does nothing, says so, and is not offered by the palette", () => {
  const task = makeTask("one");
  const { state, now } = grow(task).fold(...toFailed(task, finalRest()));
  const failed = (...keys: readonly string[]): TestRoom =>
    new TestRoom(sceneOf(state, { now })).press("2", "s", ...keys);
  for (const key of ["P", "H", "+", "^"]) {
    const pressed = failed(key);
    expect(pressed.effects).toEqual([]);
    expect(pressed.text()).toContain(") does nothing for one (failed)");
  }
  expect(failed("r").effects).toMatchObject([{ kind: "wish", wish: { kind: "retry" } }]);
  expect(failed("m").ui.overlay).toBeUndefined();
  const offered = failed(":").text();
  expect(offered).toMatch(/retry +one/);
  expect(offered).not.toContain("hold, release");
});

test("who has acted on a task stands on it still when its row has moved and another list has come", () => {
  const [a, b] = [makeTask("a"), makeTask("b")];
  const grown = grow(a, b);
  const at = new TestRoom(sceneOf(grown.state, { now: grown.now })).press("+");
  expect(at.effects).toMatchObject([{ kind: "edit", task: "a" }]);
  grown.fold(...toReview(b));
  at.scene = sceneOf(grown.state, { now: grown.now });
  expect(at.text()).toContain("Waiting for you");
  expect(at.press("+").effects).toMatchObject([{ task: "a" }, { task: "a" }]);
});

test("P says by which way work leaves, and takes that back", () => {
  const handoffIn = (task: ReturnType<typeof makeTask>): TestRoom => {
    const { state, now } = grow(task);
    return new TestRoom(sceneOf(state, { now })).press("2", "P");
  };
  expect(handoffIn(makeTask("one")).effects).toMatchObject([{ kind: "edit", keys: { handoff: "pr" } }]);
  expect(handoffIn(makeTask("one", { handoff: "pr" })).effects).toMatchObject([
    { kind: "edit", keys: { handoff: "local" } },
  ]);
});

test("what is tried again while no engine runs names the key that starts it", () => {
  const task = makeTask("one");
  const { state, now } = grow(task).fold(...toFailed(task, finalRest()));
  const retried = (running: boolean): TestRoom =>
    new TestRoom(sceneOf(state, { now, running })).press("2", "s", "r");
  expect(retried(true).effects).toMatchObject([{ done: "one is tried again" }]);
  expect(retried(false).effects).toMatchObject([
    { done: "one is tried again once the engine runs: S starts it" },
  ]);
});

test("what is approved while no engine runs names the key that starts it", () => {
  const task = makeTask("one");
  const { state, now } = grow(task).fold(...toReview(task));
  const approved = (running: boolean): TestRoom =>
    new TestRoom(
      sceneOf(state, { now, running, found: () => ({ kind: "there", lines: ["+new"], activity: [] }) }),
    ).press("6", "y");
  expect(approved(true).effects).toMatchObject([
    { done: expect.stringMatching(/as it is now lands$/) as string },
  ]);
  expect(approved(false).effects).toMatchObject([
    { done: expect.stringMatching(/lands once the engine runs: S starts it$/) as string },
  ]);
});

test("what landed is taken back when that was confirmed, and nothing else is", () => {
  const task = makeTask("one");
  const { state, now } = grow(task, makeTask("two")).fold(...toDone(task));
  const here = new TestRoom(sceneOf(state, { now })).press("2", "u");
  expect(here.text()).toContain("two has not landed");
  here.press("s", "G", "u");
  expect(here.text()).toContain("Take back one?");
  expect(here.press("y").effects).toMatchObject([{ wish: { kind: "undo", task: "one" } }]);
});

test("the palette runs commands and goes to tasks", () => {
  expect(room().press(":").type("pause").press("enter").effects).toMatchObject([{ wish: { kind: "pause" } }]);
  const here = room().press("ctrl-k").type("t-17").press("enter");
  expect(placeOf(here.ui)).toMatchObject({ screen: "task", subject: "t-17" });
});

test("nothing can be asked of the past", () => {
  const { state, now } = fleet();
  const here = new TestRoom(sceneOf(state, { now, past: true }));
  expect(here.press("y", "p", "S", "x").effects).toEqual([]);
  expect(here.text()).toContain("This is the past");
});

test("what waits for a person stands first", () => {
  const { state, now } = fleet().fold(
    ...toFailed(makeTask("t-09"), {
      kind: "person",
      ask: { what: "sign in again", answer: "traffic retry t-09" },
    }),
  );
  const text = new TestRoom(sceneOf(state, { now })).text();
  expect(text).toContain("Waiting for you");
  expect(text).toContain("t-09 sign in again");
  expect(text.indexOf("Waiting for you")).toBeLessThan(text.indexOf("─ Queue"));
});

test("a terminal too small for a screen gets a summary", () => {
  const text = room({ width: 50, height: 10 }).text();
  expect(text).toContain("1 at work");
  expect(text).toContain("needs 60x15");
});

test("many keys in one piece are as many keys", () => {
  expect(pressesOf("jjk", {}).map(({ key }) => key)).toEqual(["j", "j", "k"]);
  expect(pressesOf("", { return: true })).toEqual([{ key: "enter" }]);
  expect(pressesOf("d", { ctrl: true })).toEqual([{ key: "ctrl-d" }]);
  expect(pressesOf("\x0bslo\x7f\t", {}).map(({ key }) => key)).toEqual([
    "ctrl-k",
    "s",
    "l",
    "o",
    "backspace",
    "tab",
  ]);
  expect(pressesOf("3", { meta: true }).map(({ key }) => key)).toEqual(["esc", "3"]);
  expect(pressesOf("a\rb", {}).map(({ key }) => key)).toEqual(["a", "enter", "b"]);
});
