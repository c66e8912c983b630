import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pack, unpack } from "../../src/store/pack.ts";
import { entryOf } from "../../src/store/shelf.ts";
import { shapes } from "./fixtures.ts";

const line = fc.constantFrom(
  "title: T",
  "status: done",
  "priority: P0",
  "depends_on: [a, b]",
  "agent: x",
  "assignee: '@y'",
  "id: OTHER-1",
  "model: auto",
  "budget: 3",
  "max_attempts: 1",
  "due: 2026-12-01",
  "touches: [src/**]",
  "verify: make",
  "milestone: m",
  "labels: [l]",
  "hold: true",
  "handoff: pr",
  "command: make",
  "status: soonish",
);
const text = fc.oneof(
  fc
    .uniqueArray(line, { selector: (line) => line.split(":")[0] })
    .map((lines) => `---\n${lines.join("\n")}\n---\n# H\n`),
  fc.constantFrom(...Object.values(shapes)),
);
const kind = fc.constantFrom("task" as const, "agent" as const, "roadmap" as const);
const file = { path: "tasks/ü/a b.md", stamp: { mtimeMs: 1_763_000_000_000.123, size: 5, ino: 2 ** 52 } };

test("what is packed is unpacked as it was, last good versions and problems too", () => {
  fc.assert(
    fc.property(kind, text, text, (kind, first, second) => {
      const one = entryOf({ kind, file, reading: { text: first }, now: 0 }, undefined);
      const two = entryOf({ kind, file, reading: { text: second }, now: 2e12 }, one);
      expect(unpack([one, two].map(pack).join(","))).toEqual([one, two]);
    }),
    { numRuns: 1_000 },
  );
});
