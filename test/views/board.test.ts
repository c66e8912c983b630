import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { Priority } from "../../src/core/task.ts";
import { LiveBoard, placeInQueue, type Order } from "../../src/views/board.ts";
import { filterOf } from "../../src/views/filter.ts";
import { countsOf } from "../../src/views/status.ts";
import { tasksOf } from "../../src/views/tasks.ts";
import { whyOf } from "../../src/views/why.ts";
import { finalRest, grow, toDone, toFailed, toReview, toVerifying, toWorking } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const ids = ["a", "b", "c", "d", "e"];
const tasks = ids.map((id, at) =>
  makeTask(id, { dependsOn: at > 2 ? [ids[at - 2] ?? ""] : [], ...(at === 1 ? { agent: "builtin" } : {}) }),
);
const taskOf = (id: string) => tasks.find((task) => task.id === id) ?? makeTask(id);

const read = ({ size, at }: Order): readonly (string | undefined)[] =>
  Array.from({ length: size }, (_, place) => at(place));

const id = fc.constantFrom(...ids);
const happening = fc.oneof(
  id.map((one): Event[] => toWorking(taskOf(one), ids.indexOf(one))),
  id.map((one): Event[] => toVerifying(taskOf(one), ids.indexOf(one))),
  id.map((one): Event[] => toReview(taskOf(one))),
  id.map((one): Event[] => toDone(taskOf(one))),
  id.map((one): Event[] => toFailed(taskOf(one), finalRest())),
  id.map((one): Event[] => [{ kind: "task.reopened", task: one }]),
  fc
    .tuple(id, fc.integer({ min: 0, max: 4 }), fc.boolean())
    .map(([one, n, hold]): Event[] => [
      { kind: "tasks.changed", set: [{ ...taskOf(one), priority: n as Priority, hold }], gone: [] },
    ]),
  id.map((one): Event[] => [{ kind: "tasks.changed", set: [], gone: [one] }]),
  fc.constant<Event[]>([{ kind: "fleet.paused" }]),
  fc.constantFrom<Event[]>(
    [{ kind: "payers.changed", unpaid: [{ driver: "builtin", why: "no key", repair: "set it" }] }],
    [{ kind: "payers.changed", unpaid: [] }],
  ),
);

test("a board that follows what happens shows what one made anew shows, and lists what lists show", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 12 }), (story) => {
      const fleet = grow(...tasks);
      const board = new LiveBoard();
      board.follow(fleet.state, "all");
      fleet.state.drainTouched();
      for (const events of story) {
        fleet.fold(...events);
        board.follow(fleet.state, fleet.state.drainTouched());
        expect(read(board.all)).toEqual(tasksOf(fleet.state, fleet.now).rows.map((row) => row.id));
        for (const task of fleet.state.tasks.values())
          expect(placeInQueue(board, task.id)).toBe(whyOf(fleet.state, task, fleet.now).rank?.place);
        expect(Object.fromEntries(board.counts)).toEqual(Object.fromEntries(countsOf(fleet.state)));
      }
      const anew = new LiveBoard();
      anew.follow(fleet.state, "all");
      expect(read(board.asking)).toEqual(read(anew.asking));
      for (const one of ids) expect(board.all.indexOf(one)).toBe(read(board.all).indexOf(one));
    }),
  );
});

test("filters read words, fields, what must not be, and regular expressions", () => {
  const { state } = grow(
    makeTask("login", { title: "Rate-limit the login", labels: ["security"], priority: 0 }),
    makeTask("logout", { title: "Log out everywhere", hold: true }),
    makeTask("docs", { title: "Write docs", milestone: "core#m1" }),
  );
  const board = new LiveBoard();
  board.follow(state, "all");
  const found = (typed: string) => {
    const isMeant = filterOf(typed);
    return [...state.tasks.values()]
      .filter((task) => isMeant(task, board.placeOf(task.id)?.phase ?? "ready"))
      .map((task) => task.id)
      .toSorted((a, b) => (a < b ? -1 : 1));
  };
  expect(found("")).toEqual(["docs", "login", "logout"]);
  expect(found("log")).toEqual(["login", "logout"]);
  expect(found("LOG -out")).toEqual(["login"]);
  expect(found("phase:held,done")).toEqual(["logout"]);
  expect(found("label:sec p:0")).toEqual(["login"]);
  expect(found("P0")).toEqual(["login"]);
  expect(found("milestone:m1")).toEqual(["docs"]);
  expect(found("~^log")).toEqual(["login", "logout"]);
  expect(found("~[")).toEqual(["docs", "login", "logout"]);
});
