import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import type { Event } from "../../../src/core/event.ts";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import { signalFor } from "../../../src/faces/cli/signal.ts";
import { VirtualClock } from "../../world/clock.ts";
import { grow, start, toDone, toReview } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const [bell, escape] = ["\u0007", "\u001B"];
const notified = `${escape}]9;TrafficControl: one waits${bell}`;
const wrapped = `${escape}Ptmux;${escape}${escape}]9;TrafficControl: one waits${bell}${escape}\\`;

test.each([
  ["off", { TERM_PROGRAM: "iTerm.app" }, undefined],
  ["bell", { TERM_PROGRAM: "iTerm.app" }, bell],
  ["osc9", { TERM: "xterm-256color" }, notified],
  ["osc9", { TMUX: "/tmp/tmux-1/default,1,0" }, wrapped],
  ["auto", { TERM: "xterm-256color" }, bell],
  ["auto", { TERM_PROGRAM: "Apple_Terminal" }, bell],
  ["auto", { TERM_PROGRAM: "vscode" }, bell],
  ["auto", { TERM_PROGRAM: "iTerm.app" }, notified],
  ["auto", { TERM_PROGRAM: "WezTerm" }, notified],
  ["auto", { TERM_PROGRAM: "ghostty" }, notified],
  ["auto", { TERM: "xterm-kitty" }, notified],
  ["auto", { TERM_PROGRAM: "tmux", TMUX: "x" }, bell],
  ["auto", { TERM_PROGRAM: "tmux", TMUX: "x", KITTY_WINDOW_ID: "1" }, wrapped + bell],
  ["auto", { STY: "1.pts", TERM_PROGRAM: "iTerm.app" }, bell],
] as const)("notify: %s in a terminal with %o", (notify, env, written) => {
  expect(signalFor(notify, env)?.("one waits")).toBe(written);
});

test("whatever a task is called, a notification holds no other sequence and no end of line", () => {
  const written = signalFor("osc9", {})?.(`a${bell}${escape}]52;c;AAAA${bell}b\n\u009d9;c`) ?? "";
  const inside = written.slice(2, -1);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(inside).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

const mine = makeTask("mine");

/** A run in which these events happen, one a second. */
const running = (events: readonly Event[], clock: VirtualClock, before: readonly Event[] = []): Doors => {
  const grown = grow(mine, makeTask("other")).fold(...before);
  const run: Doors["run"] = async ({ onEvents }) => {
    for (const event of events) {
      grown.fold(event);
      onEvents([{ seq: grown.state.seq, at: grown.now, event }], grown.state);
      clock.tick();
    }
    return "quiet";
  };
  return fakeDoors({ state: grown.state, now: start }, { run }).doors;
};

const ran = (events: readonly Event[], more: Terminal & { readonly before?: readonly Event[] } = {}) => {
  const clock = new VirtualClock(start);
  const { before = [], ...terminal } = more;
  const doors = running(events, clock, before);
  return (...argv: readonly string[]) => runIn({ clock, isTTY: true, doors, ...terminal }, "run", ...argv);
};

const bells = (text: string): number => text.split(bell).length - 1;

test("in a terminal a person is called when work waits for them", async () => {
  expect(bells((await ran(toReview(mine))()).out)).toBe(1);
  const { out } = await ran(toReview(mine), { env: { TERM_PROGRAM: "ghostty" } })();
  expect(out).toContain(`${escape}]9;TrafficControl: mine waits for you: there are no checks${bell}`);
});

test.each([
  ["what landed", toDone(mine), {}],
  ["no terminal", toReview(mine), { isTTY: false }],
  ["a dumb terminal", toReview(mine), { env: { TERM: "dumb" } }],
  [
    "notify: off",
    toReview(mine),
    { before: [{ kind: "config.changed", config: { ...defaultConfig, notify: "off" } } satisfies Event] },
  ],
] as const)("%s calls nobody", async (_, events, more) => {
  expect(bells((await ran(events, more)()).out)).toBe(0);
});

test("under --json nothing but JSON is written", async () => {
  expect(bells((await ran(toReview(mine))("--json")).out)).toBe(0);
});

test("what waited before the run began calls nobody", async () => {
  expect(bells((await ran([{ kind: "fleet.resumed" }], { before: toReview(mine) })()).out)).toBe(0);
});
