import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { openIntentBox } from "../../src/journal/intents.ts";
import { randomFrom, scratch, start, until } from "./scratch.ts";

const boxIn = (folder: string) => {
  const box = openIntentBox(folder);
  onTestFinished(() => box.close());
  return box;
};

test("what is put waits in order until it is dropped, whoever looks", () => {
  const folder = scratch();
  const [face, engine] = [boxIn(folder), boxIn(folder)];
  const first = face.put({ kind: "retry", task: "ü #1" });
  const second = engine.put({ kind: "reject", task: "b", note: 'no "tests"' });
  expect(engine.waiting()).toEqual([
    { id: first, wish: { kind: "retry", task: "ü #1" } },
    { id: second, wish: { kind: "reject", task: "b", note: 'no "tests"' } },
  ]);
  engine.drop([first, "unknown"]);
  engine.drop([first]);
  expect(face.waiting().map(({ id }) => id)).toEqual([second]);
  expect(first < second).toBe(true);
});

test("a watcher is called at once when something is put, and not after it stopped", async () => {
  // The poll, which would hear of it too, never comes.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const folder = scratch();
  const box = boxIn(folder);
  let calls = 0;
  const stop = box.watch(() => (calls += 1));
  const other = boxIn(folder);
  const id = other.put({ kind: "pause" });
  await until(() => calls > 0, "the watcher's call");
  stop();
  box.drop([id]);
  const before = calls;
  other.put({ kind: "pause" });
  await until(() => box.waiting().length === 1, "the second wish");
  expect(calls).toBe(before);
});

test("a watcher hears of a wish whose putter was killed before it touched the wake file", async () => {
  const folder = scratch();
  const box = boxIn(folder);
  let calls = 0;
  onTestFinished(box.watch(() => (calls += 1)));
  const db = new DatabaseSync(join(folder, "intents.db"));
  db.prepare("INSERT INTO intents (id, wish) VALUES (?, ?)").run("a", JSON.stringify({ kind: "pause" }));
  db.close();
  expect(calls).toBe(0);
  await until(() => calls > 0, "the poll");
  expect(box.waiting()).toEqual([{ id: "a", wish: { kind: "pause" } }]);
});

test("many processes put into a new box at once, and nothing is lost", async () => {
  const folder = scratch();
  const putters = Array.from({ length: 6 }, () => start("put.ts", folder, "25"));
  const codes = await Promise.all(putters.map(({ ended }) => ended));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  const ids = putters.flatMap(({ lines }) => lines);
  expect(new Set(ids).size).toBe(150);
  expect(
    boxIn(folder)
      .waiting()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(ids.sort());
});

test("every wish is heard at least once, however often putter and hearer are killed", async () => {
  const folder = scratch();
  const random = randomFrom(Number(process.env["TRAFFIC_SEED"] ?? 1));
  const heard = new Set<string>();
  const put = new Set<string>();
  for (let kill = 0; kill < 8; kill += 1) {
    const hearer = start("hear.ts", folder);
    const putter = start("put.ts", folder, "1000");
    await putter.said(1 + Math.floor(random() * 30));
    await (random() < 0.5 ? putter : hearer).kill();
    await Promise.all([putter.kill(), hearer.kill()]);
    for (const id of putter.lines) put.add(id);
    for (const id of hearer.lines) heard.add(id);
  }
  for (const { id } of boxIn(folder).waiting()) heard.add(id);
  expect([...put].filter((id) => !heard.has(id))).toEqual([]);
  expect(put.size).toBeGreaterThan(8);
});

test("a broken box is told with the way to mend it, and left as it is", () => {
  const folder = scratch();
  const path = join(folder, "intents.db");
  writeFileSync(path, "no database".repeat(100));
  expect(() => openIntentBox(folder)).toThrow(`${path} is not a sound database. Delete it`);
  expect(readFileSync(path, "utf8")).toContain("no database");
});
