import { expect, test } from "vitest";
import type { Feed, News } from "../../../src/faces/doors/feed.ts";
import { unicode } from "../../../src/faces/tui/compose/look.ts";
import type { Taste } from "../../../src/faces/tui/person.ts";
import { usualKeys } from "../../../src/faces/tui/screen/keymap.ts";
import { pressesOf } from "../../../src/faces/tui/screen/press.ts";
import { Stage } from "../../../src/faces/tui/stage.ts";
import { VirtualClock } from "../../world/clock.ts";
import { grow, toReview } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors } from "../../world/terminal.ts";

const nothing: News = { events: [], touched: [], changed: false };

/** A stage on a terminal that remembers what was written, and a fleet that a test changes. */
const open = async (grown = grow(makeTask("one"), makeTask("two")), set: Partial<Feed> = {}) => {
  const clock = new VirtualClock(grown.now);
  const writes: string[] = [];
  let news: News | Error = nothing;
  const { doors: fakes, asked } = fakeDoors({ state: grown.state, now: grown.now });
  const feed: Feed = {
    ...(await fakes.feed()),
    look: async () => {
      const told = news;
      news = nothing;
      if (told instanceof Error) throw told;
      return told;
    },
    ...set,
  };
  let quits = 0;
  const tastes: Taste[] = [];
  const stalled: string[] = [];
  const stage = await Stage.open({
    doors: { ...fakes, feed: async () => feed },
    clock,
    canvas: {
      write: (text: string) => writes.push(text),
      get writableLength() {
        return stalled.length;
      },
    },
    size: () => ({ width: 100, height: 30 }),
    look: unicode,
    colour: false,
    pace: 100,
    keys: usualKeys,
    speaks: false,
    taste: { theme: "terminal", mouse: true },
    remember: (taste) => void tastes.push(taste),
  });
  stage.start({ quit: () => (quits += 1), suspended: (work) => work() });
  /** Lets the clock run; what is awaited in between gets its turn. */
  const pass = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    const settle = () => new Promise((done) => setImmediate(done));
    await settle();
    while (clock.now() < until && clock.tick()) await settle();
  };
  return {
    stage,
    writes,
    asked,
    pass,
    tell: (one: News | Error) => (news = one),
    type: (text: string) => pressesOf(text, {}).forEach((press) => stage.press(press)),
    quits: () => quits,
    tastes,
    stalled,
  };
};

test("the first picture comes at once, and nothing is written while nothing changes", async () => {
  const { writes, pass, stage } = await open();
  expect(writes).toHaveLength(1);
  expect(writes[0]).toContain("Queue");
  await pass(200);
  const before = writes.length;
  await pass(30_000);
  expect(writes).toHaveLength(before);
  stage.close();
});

test("a key is answered at once, and what happens within the pace", async () => {
  const grown = grow(makeTask("one"), makeTask("two"));
  const { writes, pass, stage, tell, type } = await open(grown);
  type("j");
  expect(writes).toHaveLength(2);
  grown.fold(...toReview(makeTask("one")));
  tell({ events: [], touched: grown.state.drainTouched(), changed: true });
  await pass(100);
  expect(writes.slice(2).join("")).toContain("Waiting for you");
  stage.close();
  await pass(1000);
});

test("what a stalled terminal could not take is painted as soon as it can, though nothing else happens", async () => {
  const { writes, pass, stage, type, stalled } = await open();
  await pass(10_000);
  stalled.push("bytes on their way");
  const before = writes.length;
  type("2");
  await pass(2000);
  expect(writes).toHaveLength(before);
  stalled.pop();
  await pass(400);
  expect(writes.slice(before).join("")).toContain("MILESTONE");
  stage.close();
});

test("a wish is brought to the engine, and its answer is told for a while", async () => {
  const grown = grow(makeTask("one")).fold(...toReview(makeTask("one")));
  const { writes, pass, stage, asked, type } = await open(grown);
  type("y");
  await pass(50);
  expect(asked.wishes).toEqual([]);
  type("y");
  await pass(50);
  expect(asked.wishes).toEqual([{ kind: "approve", task: "one" }]);
  expect(writes.join("")).toContain("one approved");
  const before = writes.length;
  await pass(12_000);
  expect(writes.slice(before).join("")).toContain("approve");
  stage.close();
});

test("in the past, where the clock stands, what is told stays in sight as long as now", async () => {
  const grown = grow(makeTask("one"));
  const { writes, pass, stage, type } = await open(grown, { past: grown.now - 3_600_000 });
  type("x");
  await pass(2000);
  expect(writes.at(-1)).toContain("This is the past");
  await pass(10_000);
  expect(writes.at(-1)).not.toContain("This is the past");
  stage.close();
});

test("an id is put on the clipboard, and the colours are remembered, by what the terminal understands", async () => {
  const { writes, pass, stage, type, tastes } = await open();
  type("2cTM");
  await pass(50);
  const onClipboard = `\x1b]52;c;${Buffer.from("one").toString("base64")}\x07`;
  expect(writes).toContain(onClipboard);
  expect(tastes.at(-1)).toEqual({ theme: "contrast", mouse: false });
  expect(writes.join("")).toContain("\x1b[?1000l");
  stage.close();
});

test("what goes wrong is told, and the room goes on", async () => {
  const { writes, pass, stage, tell, type, quits } = await open();
  tell(new Error("the disk is gone"));
  await pass(200);
  expect(writes.join("")).toContain("the disk is gone");
  type("2");
  expect(writes.at(-1)).toContain("MILESTONE");
  type("q");
  await pass(50);
  expect(quits()).toBe(1);
  stage.close();
});

test("a new task is written and opened in the editor", async () => {
  const { pass, stage, asked, type, writes } = await open();
  type("tWrite a page\r");
  await pass(50);
  expect(asked.drafts).toEqual([{ title: "Write a page" }]);
  expect(asked.opened).toEqual(["tasks/write-a-page.md"]);
  expect(writes.join("")).toContain("write-a-page written");
  stage.close();
});

test("a task is taken over in a shell, with the terminal given away, and the room comes back", async () => {
  const grown = grow(makeTask("one")).fold(...toReview(makeTask("one")));
  const { pass, stage, asked, type, writes } = await open(grown);
  type("a");
  await pass(50);
  expect(asked.opened).toHaveLength(1);
  expect(writes.join("")).toContain("is still yours");
  stage.close();
});

test("what had to be fetched is shown when it has come, without another key or a look at the clock", async () => {
  const { writes, type } = await open();
  type("2\r");
  expect(writes.at(-1)).toContain("loading");
  await expect.poll(() => writes.at(-1), { interval: 5 }).toContain("ENOENT");
});
