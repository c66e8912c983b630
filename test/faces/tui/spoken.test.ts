import { expect, test } from "vitest";
import type { Stamped } from "../../../src/core/event.ts";
import { Speaker } from "../../../src/faces/tui/speak/speaker.ts";
import { screens } from "../../../src/faces/tui/screens/catalogue.ts";
import { enter, newPlace } from "../../../src/faces/tui/screen/ui.ts";
import { grow, start, toDone, toFailed, toReview, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";

const [one, two, three] = [makeTask("one"), makeTask("two"), makeTask("three")];

/** A room that is heard: what keys and news make it say. */
const heard = () => {
  const { state, now } = grow(one, two, three).fold(...toReview(one), ...toWorking(two, 1));
  const room = new TestRoom(sceneOf(state, { now }));
  const said: string[] = [];
  const speaker = new Speaker((text) => said.push(text));
  const listen = (): string => {
    speaker.speak(room.view);
    return said.splice(0).join("").replaceAll("\r\n", "\n");
  };
  return { room, listen, press: (...keys: string[]) => (room.press(...keys), listen()) };
};

test("a place is told whole when one comes there, then only what one moves to", () => {
  const { listen, press } = heard();
  expect(listen()).toMatch(/^Overview\.\n(?:.*\n)*Waiting for you, 1 of 1\.\none, Do one, review, P2\n/);
  expect(listen()).toBe("");
  expect(press("2")).toMatch(/^Queue\.\n(?:.*\n)*Queue, 1 of 3\.\n.*\nKeys: .*cancel.*\? all keys\.\n$/);
  expect(press("G")).toBe("three, Do three, ready, P2\n");
  expect(press("space")).toBe("three, Do three, ready, P2, marked\n");
  press("esc");
  expect(press("s")).toMatch(/^Queue, all\./);
});

test("a long reason is told to its end, and drawn to its end in as many rows as it needs", () => {
  const what = `it cannot run as it is written: ${"because of this and of that, ".repeat(4)}so write a command into it`;
  const rest = { kind: "person", ask: { what, answer: "traffic retry one" } } as const;
  const { state, now } = grow(one).fold(...toFailed(one, rest));
  const room = new TestRoom(sceneOf(state, { now }), { width: 90, height: 40 }).press("2");
  const said: string[] = [];
  new Speaker((text) => said.push(text)).speak(room.view);
  expect(said.join("")).toContain(what);
  expect(said.join("")).not.toContain("…");
  expect(room.text().replaceAll(/[│\s]+/g, " ")).toContain(what);
});

test("dialogs, notices and what is typed are heard, and where one is afterwards", () => {
  const { listen, press } = heard();
  listen();
  press("2", "G");
  expect(press("x")).toMatch(/Cancel three\?\n(?:.*\n)*three Do three\n(?:.*\n)*y yes n no/);
  expect(press("n")).toBe("three, Do three, ready, P2\n");
  expect(press("y")).toBe("Nothing here waits for review: y and n answer work that does.\n");
  expect(press("/", "t", "w")).toContain("filter: tw");
});

test("what happens is told, and not more than one can hear", () => {
  const { room, listen } = heard();
  listen();
  const events: Stamped[] = toDone(three).map((event, at) => ({ seq: 100 + at, at: start, event }));
  room.scene = { ...room.scene, events };
  const many = listen();
  expect(many).toContain("three@1: starts");
  expect(many).toMatch(/and \d more events\n$/);
  expect(listen()).toBe("");
});

test("no screen says what is only drawn", () => {
  const { room, listen } = heard();
  for (const { name } of screens) {
    room.ui = enter(room.ui, newPlace(name, "two@1"));
    expect([name, listen().replaceAll(/[^\u2500-\u259f\u2800-\u28ff]/gu, "")]).toEqual([name, ""]);
  }
});
