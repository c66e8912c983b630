import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "../../src/core/brief.ts";
import { handedOn, longestHandedOn } from "../../src/core/handed-on.ts";
import { makeTask } from "../world/tasks.ts";
import { noAccount, Table } from "./table.ts";
import { anyText } from "../world/text.ts";

/** A task that has landed with these words, and one that waits for it. */
const after = (summary: string, child: Parameters<typeof makeTask>[1] = {}): Table => {
  const table = new Table([
    makeTask("store", { title: "Keep sessions" }),
    makeTask("login", { dependsOn: ["store"], ...child }),
  ]);
  const claims = { summary, changed: [], checked: [] };
  table.bring("store", "working");
  const content = { id: "store@1/1", at: 0, kind: "evidence", title: "Fast", text: "3 ms" } as const;
  table.tell("store@1", {
    kind: "worked",
    head: "h",
    account: { ...noAccount, files: ["src/store.ts"], claims },
    remarks: [content],
  });
  table.land("store");
  return table;
};

const briefOf = (table: Table): string | undefined => {
  table.settle();
  return table.attempt("login@1").spec.brief;
};

test("a task is told nothing of its parents unless it names them", () => {
  expect(briefOf(after("I kept them."))).toBeUndefined();
});

test("of those that it names it is told what landed, its files, what was said and shown", () => {
  const brief = briefOf(after("I kept them.", { toldOf: ["store", "nowhere"] }));
  for (const part of [
    "# What other tasks did",
    "## store: Keep sessions",
    "It landed as m: `git show m`.",
    "I kept them.",
    "Files: src/store.ts",
    "- it showed: Fast: 3 ms",
    "## nowhere\n\nNo task is called that.",
  ])
    expect(brief).toContain(part);
});

test("one that is not done is told of as that", () => {
  const table = new Table([makeTask("a"), makeTask("b", { toldOf: ["a"] })]);
  table.settle();
  expect(table.attempt("b@1").spec.brief).toContain("## a: Do a\n\nIt is not done yet.");
});

test("what is handed on is never longer than 4 KiB", () => {
  const piece = anyText({ minLength: 1, maxLength: 9 });
  const text = fc.tuple(piece, fc.nat(500)).map(([some, count]) => some.repeat(count));
  const law = fc.property(text, fc.nat(9), (summary, times) => {
    const table = after(summary);
    const task = makeTask("x", { toldOf: Array.from({ length: times + 1 }, () => "store") });
    expect(bytesOf(handedOn(table.state, task) ?? "")).toBeLessThanOrEqual(longestHandedOn);
  });
  fc.assert(law, { numRuns: 30 });
});
