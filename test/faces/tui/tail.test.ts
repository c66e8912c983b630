import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Tail } from "../../../src/faces/tui/feed/tail.ts";

let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "traffic-tail-"));
  path = join(folder, "output.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a log that is not there yet is empty, and is read as it grows", () => {
  const tail = new Tail(path);
  expect(tail.look(0)).toBe(false);
  expect(tail.lines).toEqual([]);
  writeFileSync(path, "one\ntwo");
  expect(tail.look(0)).toBe(true);
  expect(tail.lines).toEqual(["one", "two"]);
  appendFileSync(path, " and a half\nthree\n");
  expect(tail.look(0)).toBe(true);
  expect(tail.lines).toEqual(["one", "two and a half", "three"]);
  expect(tail.look(0)).toBe(false);
});

test("a character that is written in two pieces is one", () => {
  const tail = new Tail(path);
  const bytes = Buffer.from("日本\n");
  writeFileSync(path, bytes.subarray(0, 4));
  tail.look(0);
  appendFileSync(path, bytes.subarray(4));
  tail.look(0);
  expect(tail.lines).toEqual(["日本"]);
});

test("what could do something to the terminal does nothing, and carriage returns end lines", () => {
  const tail = new Tail(path);
  writeFileSync(path, "\x1b[2J\x1b]0;title\x07red \x1b[31mtext\x1b[0m\r\n10 %\r20 %\n");
  tail.look(0);
  expect(tail.lines).toEqual(["red text", "10 %", "20 %"]);
});

test("a log that is begun anew is read from its beginning", () => {
  const tail = new Tail(path);
  writeFileSync(path, "long and old\n");
  tail.look(0);
  truncateSync(path);
  appendFileSync(path, "new\n");
  tail.look(0);
  expect(tail.lines).toEqual(["new"]);
});

test("of a log that pours only the end is read, and memory stays small", () => {
  const tail = new Tail(path);
  writeFileSync(path, "start\n");
  tail.look(0);
  for (let n = 0; n < 5; n += 1) {
    appendFileSync(path, `${"x".repeat(99)}\n`.repeat(10_000));
    tail.look(0);
  }
  appendFileSync(path, "the end\n");
  tail.look(0);
  expect(tail.lines.length).toBeLessThanOrEqual(2000);
  expect(tail.lines.at(-1)).toBe("the end");
  expect(tail.lines.at(-2)).toBe("x".repeat(99));
});

test("how busy it was lately is told for each few seconds", () => {
  const tail = new Tail(path);
  writeFileSync(path, "what was before does not count\n");
  tail.look(100_000);
  appendFileSync(path, "12345\n");
  tail.look(101_000);
  tail.look(109_000);
  appendFileSync(path, "1\n");
  tail.look(109_500);
  expect(tail.activity).toEqual([6, 0, 2]);
});
