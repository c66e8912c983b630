import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Entries } from "../../src/store/entries.ts";
import type { Entry } from "../../src/store/entry.ts";
import { entryOf } from "../../src/store/shelf.ts";
import { packTable, unpackTable } from "../../src/store/table.ts";
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
  "estimate: 2h",
  "touches: [src/**]",
  "verify: make",
  "milestone: m",
  "labels: [l]",
  "hold: true",
  "handoff: pr",
  "command: make",
  "told_of: [a, b]",
  "adopts: 99a28c4c091d77317fc73e593efa21f219f0b1ad",
  "status: soonish",
);
const text = fc.oneof(
  fc
    .uniqueArray(line, { selector: (line) => line.split(":")[0] })
    .map((lines) => `---\n${lines.join("\n")}\n---\n# H\n`),
  fc.constantFrom(...Object.values(shapes)),
);
const kind = fc.constantFrom("task" as const, "agent" as const, "roadmap" as const);
const stamp = { mtimeMs: 1_763_000_000_000.123, size: 5, ino: 2 ** 52 };
const path = fc
  .constantFrom("a.md", "b/c.md", "ü/a b.md", "Z.MD", "10.md", "[x].md")
  .map((name) => `tasks/${name}`);
const read = (path: string, texts: readonly string[]) => (kind: Entry["kind"]) =>
  texts.reduce<Entry | undefined>(
    (last, text, at) =>
      entryOf({ kind, file: { path, stamp }, reading: { text }, now: at % 2 === 0 ? 0 : 2e12 }, last),
    undefined,
  ) as Entry;
/** A file that was read once or twice: the second time it may have turned bad. */
const entry = fc
  .tuple(path, fc.array(text, { minLength: 1, maxLength: 2 }), kind)
  .map(([path, texts, kind]) => read(path, texts)(kind));
const entries = fc.uniqueArray(entry, { selector: ({ path }) => path });
const packed = (given: readonly Entry[]): Entries => {
  const made = new Entries();
  for (const one of given) made.set(one);
  return new Entries(unpackTable(packTable(made.all(), { id: "one" })));
};
const byPath = (given: Iterable<Entry>): Map<string, Entry> =>
  new Map([...given].map((one) => [one.path, one]));

test("what is packed is unpacked as it was, last good versions and problems too", () => {
  fc.assert(
    fc.property(entries, (given) => {
      const found = packed(given);
      expect(byPath(found.all())).toEqual(byPath(given));
      expect(found.paths().sort()).toEqual(given.map(({ path }) => path).sort());
      for (const one of given) expect(found.get(one.path)).toEqual(one);
      const said = found.sayings().map(({ path, value, problems }) => [path, value, problems]);
      expect(said).toEqual(found.all().map(({ path, value, problems }) => [path, value, problems]));
    }),
  );
});

test("what is set and taken out counts over the table, as in a map", () => {
  const step = fc.oneof(entry, path);
  fc.assert(
    fc.property(entries, fc.array(step), (given, steps) => {
      const found = packed(given);
      const expected = byPath(given);
      for (const one of steps) {
        if (typeof one === "string") {
          expect(found.delete(one)).toBe(expected.delete(one));
          continue;
        }
        found.set(one);
        expected.set(one.path, one);
      }
      expect(byPath(found.all())).toEqual(expected);
      expect(found.size).toBe(expected.size);
      expect(found.paths().sort()).toEqual([...expected.keys()].sort());
      const paths = found.sayings().map(({ path }) => path);
      expect(paths).toEqual([...expected.keys()].sort((a, b) => (a < b ? -1 : 1)));
      for (const path of paths)
        expect([found.has(path), found.get(path)]).toEqual([true, expected.get(path)]);
    }),
  );
});

test("a table of another version is none", () => {
  const bytes = packTable([], { id: "one" });
  const other = Buffer.from(bytes.toString("latin1").replace(/"version":\d/, '"version":0'), "latin1");
  expect(unpackTable(bytes).id).toBe("one");
  expect(() => unpackTable(other)).toThrow(SyntaxError);
});
