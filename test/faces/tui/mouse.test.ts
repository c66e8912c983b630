import fc from "fast-check";
import { expect, test } from "vitest";
import { point } from "../../../src/faces/tui/screen/point.ts";
import { newPointer, type Pointed } from "../../../src/faces/tui/screen/pointer.ts";
import { placeOf } from "../../../src/faces/tui/screen/ui.ts";
import { grow, toReview, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";

const room = (): TestRoom => {
  const tasks = Array.from({ length: 40 }, (_, n) => makeTask(`t-${String(n).padStart(2, "0")}`));
  const { state, now } = grow(...tasks).fold(
    ...toReview(makeTask("t-00")),
    ...toWorking(makeTask("t-01"), 1),
  );
  return new TestRoom(sceneOf(state, { now }));
};

const doing = (here: TestRoom, at: Pointed): TestRoom => {
  here.ui = point(here.view, at).ui;
  return here;
};

/** Where a text stands on the screen. */
const cellOf = (here: TestRoom, text: string): { x: number; y: number } => {
  const rows = here.text().split("\n");
  const y = rows.findIndex((row) => row.includes(text));
  return { x: rows[y]?.indexOf(text) ?? -1, y };
};

test("a click on a tab shows it, one on a row moves there, and another opens it", () => {
  const here = room();
  doing(here, { kind: "click", ...cellOf(here, "2 Queue") });
  expect(placeOf(here.ui).screen).toBe("queue");
  const row = cellOf(here, "t-07");
  doing(here, { kind: "click", ...row });
  expect(placeOf(here.ui)).toMatchObject({ screen: "queue", cursors: { queue: { id: "t-07" } } });
  doing(here, { kind: "click", ...row });
  expect(placeOf(here.ui)).toMatchObject({ screen: "task", subject: "t-07" });
});

test("the wheel moves in the pane under the mouse and takes the keys there", () => {
  const here = room();
  doing(here, { kind: "wheel_down", ...cellOf(here, "t-03") });
  expect(placeOf(here.ui)).toMatchObject({ focus: "queue", cursors: { queue: { at: 3 } } });
  doing(here, { kind: "wheel_up", ...cellOf(here, "t-03") });
  expect(placeOf(here.ui).cursors["queue"]?.at).toBe(0);
});

test("a card of an agent is opened by two clicks", () => {
  const here = room();
  const card = cellOf(here, "t-01@1");
  doing(here, { kind: "click", ...card });
  doing(here, { kind: "click", ...card });
  expect(placeOf(here.ui)).toMatchObject({ screen: "attempt", subject: "t-01@1" });
});

test("nothing that the mouse does anywhere tears a row or ends in an error", () => {
  const at = fc.record({
    kind: fc.constantFrom("click", "wheel_up", "wheel_down"),
    x: fc.integer({ min: 0, max: 130 }),
    y: fc.integer({ min: 0, max: 45 }),
  });
  const tab = fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "z", "?", ":", "esc");
  fc.assert(
    fc.property(fc.array(fc.tuple(tab, at), { maxLength: 12 }), (steps) => {
      const here = room();
      for (const [key, one] of steps) {
        doing(here.press(key), one);
        expect(here.torn()).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test("reports of the mouse are read however they are cut, and nothing else is taken for one", () => {
  const text = "j\x1b[<0;12;5M\x1b[<0;12;5mk\x1b[A\x1b[<64;1;1M\x1b[<35;9;9M\x1b[<65;200;60M";
  const expected = [
    { kind: "click", x: 11, y: 4 },
    { kind: "wheel_up", x: 0, y: 0 },
    { kind: "wheel_down", x: 199, y: 59 },
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
      const told = newPointer();
      const ends = [...cuts.toSorted((a, b) => a - b), text.length];
      const parts = ends.map((end, at) => text.slice(at === 0 ? 0 : ends[at - 1], end));
      expect(parts.flatMap(told)).toEqual(expected);
    }),
  );
});
