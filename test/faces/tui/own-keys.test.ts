import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { keysOf, rememberTaste, tasteOf } from "../../../src/faces/tui/person.ts";
import { keymapOf, usualKeys } from "../../../src/faces/tui/screen/keymap.ts";
import { parseKeys } from "../../../src/faces/tui/screen/own-keys.ts";
import { grow } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";

const folder = mkdtempSync(join(tmpdir(), "traffic-person-"));
const env = { HOME: folder };

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const good = (text: string) => {
  const own = parseKeys(text);
  if (own.kind === "bad") throw new Error(own.problems.join());
  return own.bindings;
};

const bad = (text: string): readonly string[] => {
  const own = parseKeys(text);
  return own.kind === "bad" ? own.problems : [];
};

test("a person's keys take the place of ours, in what keys do and in what is said of them", () => {
  const { state, now } = grow(makeTask("one"));
  const room = new TestRoom(sceneOf(state, { now }), { width: 120, height: 60 });
  room.keys = keymapOf(good("# mine\ncancel: X ctrl-x # both\n\nhold:\n"));
  room.press("2");
  expect(room.text()).toContain("X cancel");
  expect(room.press("x").ui.overlay).toBeUndefined();
  expect(room.press("H").effects).toEqual([]);
  expect(room.press("ctrl-x").text()).toContain("Cancel one?");
  const help = room.press("n", "?").text();
  expect(help).toMatch(/X \^x +cancel/);
  expect(help).not.toContain("hold, release");
  expect(room.press("esc", ":").type("hold").press("enter").effects).toMatchObject([{ kind: "edit" }]);
});

test("what is wrong with a person's keys is told line by line, with what to do", () => {
  expect(bad("cancle: X\nhold: shift-ctrl-7\nraise: j\n")).toEqual([
    expect.stringContaining('line 1: no action is called "cancle"; there are down,'),
    expect.stringContaining('line 2: "shift-ctrl-7" is no key'),
    "line 3: j would mean down and raise: give one of them another key in a line of its own",
  ]);
  expect(bad("raise: j\ndown: J\n")).toEqual([]);
});

test("bad keys are one error that names the file; without a file ours are used", () => {
  expect(keysOf(env)).toBe(usualKeys);
  mkdirSync(join(folder, ".config/traffic"), { recursive: true });
  writeFileSync(join(folder, ".config/traffic/keys"), "raise: j\nx\n");
  expect(() => keysOf(env)).toThrow(
    /\.config\/traffic\/keys cannot be used; mend or delete it: line 2: .*; line 1: j/,
  );
});

test("colours and mouse are as they were left, whatever happened to the file", () => {
  expect(tasteOf(env)).toEqual({ theme: "terminal", mouse: true });
  rememberTaste(env, { theme: "contrast", mouse: false });
  expect(tasteOf(env)).toEqual({ theme: "contrast", mouse: false });
  writeFileSync(join(folder, ".local/state/traffic/room.json"), '{"theme": "none of ours"');
  expect(tasteOf(env)).toEqual({ theme: "terminal", mouse: true });
});

test("T turns the colours and has them remembered", () => {
  const { state, now } = grow(makeTask("one"));
  const room = new TestRoom(sceneOf(state, { now })).press("T", "M");
  expect(room.effects).toEqual([
    { kind: "remember", theme: "contrast", mouse: true },
    { kind: "remember", theme: "contrast", mouse: false },
  ]);
});
