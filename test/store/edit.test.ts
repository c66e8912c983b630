import * as fc from "fast-check";
import { expect, test } from "vitest";
import { setKeys, type Changes } from "../../src/store/edit.ts";
import { readFront } from "../../src/store/front.ts";
import { printFlow } from "../../src/store/print.ts";
import { shapes } from "./fixtures.ts";
import { anyText } from "../world/text.ts";

const edited = (text: string, changes: Changes): string => {
  const edit = setKeys(text, changes);
  if (edit.kind === "refused") throw new Error(edit.why);
  return edit.text;
};

test("only the value changes: spelling, gap, comment and line end stay", () => {
  expect(edited("---\r\nStatus:   To Do   # soon\r\nx: 1\r\n---\r\nb", { status: "done" })).toBe(
    "---\r\nStatus:   done   # soon\r\nx: 1\r\n---\r\nb",
  );
  expect(edited("---\nstatus: # none yet\n---\n", { status: "done" })).toBe(
    "---\nstatus: done # none yet\n---\n",
  );
  expect(edited("---\nstatus:\n---\n", { status: "done" })).toBe("---\nstatus: done\n---\n");
  expect(edited("---\nlabels: [\"a#b\", 'c # d'] # keep\n---\n", { labels: ["x"] })).toBe(
    "---\nlabels: [x] # keep\n---\n",
  );
});

test("values over several lines are replaced whole, and what stands below stays", () => {
  const text =
    "---\ntitle: >-\n  folded\n\n  text\n\n# comment\nlabels:\n- a\n- b\n  # inner\nx: [1,\n  2]\nstatus: todo\n---\n";
  expect(edited(text, { title: "New" })).toBe(text.replace(">-\n  folded\n\n  text", "New"));
  expect(edited(text, { labels: ["c"] })).toBe(text.replace("\n- a\n- b", " [c]"));
  expect(edited(text, { x: 3 })).toBe(text.replace("[1,\n  2]", "3"));
});

test("a missing key goes to the end, a missing front matter to the top", () => {
  expect(edited("---\na: 1\n---\nb\n", { hold: true })).toBe("---\na: 1\nhold: true\n---\nb\n");
  expect(edited("\uFEFF# T\r\nb", { status: "done" })).toBe("\uFEFF---\r\nstatus: done\r\n---\r\n# T\r\nb");
  expect(edited("---\n---\n", { status: "done" })).toBe("---\nstatus: done\n---\n");
});

test("what would not be read as meant is refused, and says why", () => {
  expect(setKeys("---\nstatus: &s todo\nother: *s\n---\n", { status: "done" })).toMatchObject({
    kind: "refused",
  });
  expect(setKeys("---\n{ status: todo }\n---\n", { status: "done" })).toMatchObject({ kind: "refused" });
  expect(setKeys(shapes["broken-at.md"] ?? "", { status: "done" })).toMatchObject({
    kind: "refused",
    why: expect.stringContaining("line 4"),
  });
});

const valueOf = fc.oneof(
  anyText(),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.array(anyText(), { maxLength: 3 }),
  fc.constantFrom(
    "null",
    "2026-01-01",
    "1e3",
    "- a",
    "yes",
    "x: y",
    "'",
    "\u2028",
    "\u007f\u0085\ufeff\uffff",
    "~",
  ),
);
const changes = fc.dictionary(fc.constantFrom("status", "title", "labels", "hold", "fresh"), valueOf, {
  maxKeys: 3,
});

const canonicalOf = (key: string): string => ({ Status: "status", tags: "labels" })[key] ?? key;

test("parse(setKeys(t, k)) is parse(t) with k changed, and no other line differs", () => {
  const readable = Object.values(shapes).filter((text) => readFront(text).kind === "read");
  fc.assert(
    fc.property(fc.constantFrom(...readable), changes, (text, changes) => {
      const after = edited(text, changes);
      const [a, b] = [readFront(text), readFront(after)];
      if (a.kind !== "read" || b.kind !== "read") throw new Error("unreadable");
      const renamed = new Map(Object.keys(a.values).map((key) => [canonicalOf(key), key]));
      const meant = Object.fromEntries(
        Object.entries(changes).map(([key, value]) => [renamed.get(key) ?? key, value]),
      );
      expect(b.values).toEqual({ ...a.values, ...meant });
      const others = text
        .split("\n")
        .filter((line) => /^[\w-]+:/.test(line) && !(/^[\w-]+/.exec(line)?.[0] ?? "" in meant));
      for (const line of others) expect(after.split("\n")).toContain(line);
      expect(after.endsWith(b.body) && b.body === a.body).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("setting a key again to what it was gives the same bytes", () => {
  for (const text of Object.values(shapes)) {
    const status = /^status: ([\w'-]+(?: [\w'-]+)*)\r?$/m.exec(text)?.[1];
    if (status === undefined || readFront(text).kind === "unreadable" || printFlow(status) !== status)
      continue;
    expect(edited(edited(text, { status: "failed" }), { status })).toBe(text);
  }
});
