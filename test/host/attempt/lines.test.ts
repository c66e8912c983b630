import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineTail } from "../../../src/host/attempt/lines.ts";
import { findRecord } from "../../../src/host/attempt/own-record.ts";
import { mkdirSync } from "node:fs";
import { scratch } from "../world.ts";

test("nothing is read of a file that is not there yet", () => {
  const tail = new LineTail(join(scratch(), "none"));
  expect([...tail.more()]).toEqual([]);
  expect(tail.rest()).toBe("");
});

test("however a file grows, each line is read once, whole, and in order", () => {
  const folder = scratch();
  let files = 0;
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\n", ""));
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.nat()), (lines, half, cuts) => {
      const path = join(folder, String((files += 1)));
      const bytes = Buffer.from([...lines.map((one) => `${one}\n`), half].join(""));
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const tail = new LineTail(path);
      const read: string[] = [];
      let from = 0;
      for (const end of ends) {
        appendFileSync(path, bytes.subarray(from, end));
        read.push(...tail.more());
        from = end;
      }
      expect(read).toEqual(lines);
      expect(tail.rest()).toBe(half);
      expect([...new LineTail(path).more()]).toEqual(lines);
    }),
    { numRuns: 200 },
  );
});

test("lines longer than a piece are whole; one beyond all measure is passed over", () => {
  const path = join(scratch(), "long");
  const long = "x".repeat(200_000);
  writeFileSync(path, `${long}\n${"y".repeat(20_000_000)}\nafter\n`);
  expect([...new LineTail(path).more()]).toEqual([long, "after"]);
});

test("an agent's own record is found by its name, the newest day first", () => {
  const folder = scratch();
  for (const day of ["2026/11/20", "2026/11/21"]) {
    mkdirSync(join(folder, day), { recursive: true });
    writeFileSync(join(folder, day, "rollout-1-thread.jsonl"), "");
  }
  const found = findRecord({ folder, endsWith: "-thread.jsonl" });
  expect(found).toBe(join(folder, "2026/11/21/rollout-1-thread.jsonl"));
  expect(findRecord({ folder, endsWith: "-other.jsonl" })).toBeUndefined();
  expect(findRecord({ folder: join(folder, "none"), endsWith: "" })).toBeUndefined();
});
