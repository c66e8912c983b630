import fc from "fast-check";
import { expect, test } from "vitest";
import { readBeads } from "../../../src/core/intake/beads.ts";
import type { Row } from "../../../src/core/intake/row.ts";

const issue = (id: string, more: Row = {}): Row => ({
  id,
  title: `Do ${id}`,
  status: "open",
  priority: 2,
  ...more,
});

const blocks = (...ids: readonly string[]): Row[] => ids.map((id) => ({ depends_on_id: id, type: "blocks" }));

const read = (...rows: readonly Row[]) =>
  readBeads({ file: "issues.jsonl", text: rows.map((row) => JSON.stringify(row)).join("\n") });

const one = (more: Row) => read(issue("bd-1", more)).tasks[0];

test("an issue keeps its id, its words and its keys", () => {
  const row = {
    id: "bd-a3f8.1",
    title: "Limit the\nlog-in",
    description: "Ten a minute.\n",
    design: "A bucket.",
    acceptance_criteria: "- [ ] 429",
    notes: "Seen twice.",
    status: "in_progress",
    priority: 0,
    issue_type: "bug",
    labels: ["api", " "],
    assignee: "ann",
    due_at: "2026-03-01T10:00:00Z",
    external_ref: "gh-9",
    log: "one\ntwo",
    source_repo: ".",
    estimated_minutes: 90,
    comments: [{ author: "ben", text: "Yes.", created_at: "2026-01-02T10:00:00Z" }],
  };
  expect(read(row).tasks).toEqual([
    {
      source: "beads:bd-a3f8.1",
      known: "bd-a3f8.1",
      title: "Limit the log-in",
      status: "todo",
      waitsFor: [],
      keys: { priority: "P0", due: "2026-03-01", estimate: 90, labels: ["api", "bug"], assignee: "ann" },
      kept: { status: "in_progress", due_at: "2026-03-01T10:00:00Z", external_ref: "gh-9" },
      body: [
        "Ten a minute.",
        "## Design\n\nA bucket.",
        "## Acceptance criteria\n\n- [ ] 429",
        "## Notes\n\nSeen twice.",
        "## Log\n\none\ntwo",
        "## Comments\n\n**ben**, 2026-01-02: Yes.",
      ].join("\n\n"),
    },
  ]);
});

test.each([
  ["open", "todo"],
  ["hooked", "todo"],
  ["blocked", "draft"],
  ["deferred", "draft"],
  ["waiting for legal", "draft"],
  ["closed", "done"],
])("what is %s there is %s here", (status, here) => {
  expect(one({ status })?.status).toBe(here);
});

test("what blocks is waited for, all other links are words", () => {
  const { tasks } = read(
    issue("bd-1"),
    issue("bd-2", { status: "closed", close_reason: "Shipped." }),
    issue("bd-3", {
      dependencies: [
        ...blocks("bd-1", "bd-2", "bd-1"),
        { depends_on_id: "bd-4", type: "waits-for" },
        { depends_on_id: "bd-4", type: "parent-child" },
        { depends_on_id: "bd-1", type: "discovered-from" },
        { depends_on_id: "bd-2", type: "caused-by" },
        { type: "blocks" },
      ],
    }),
    issue("bd-4", { issue_type: "epic" }),
  );
  expect(tasks[2]).toMatchObject({
    status: "todo",
    waitsFor: ["beads:bd-1", "beads:bd-2", "beads:bd-4"],
    body: "## Links\n\n- Part of `bd-4` (Do bd-4)\n- Found while working on `bd-1` (Do bd-1)\n- caused-by: `bd-2` (Do bd-2)",
  });
  expect(tasks[2]?.keys["hold"]).toBeUndefined();
  expect(tasks[1]?.body).toBe("## Why it was closed\n\nShipped.");
});

test("what waits for something that becomes no task is held, unless that is over", () => {
  const { tasks } = read(
    issue("bd-gone", { status: "tombstone" }),
    issue("bd-mail", { issue_type: "message" }),
    issue("bd-1", { dependencies: blocks("bd-gone") }),
    issue("bd-2", { dependencies: blocks("bd-mail") }),
    issue("bd-3", { dependencies: blocks("external:shop:pay") }),
    issue("bd-4", { dependencies: [{ depends_on_id: "bd-1", type: "conditional-blocks" }] }),
    issue("bd-5", { status: "closed", dependencies: blocks("bd-mail") }),
  );
  expect(tasks.map(({ known, keys, waitsFor }) => [known, keys["hold"], waitsFor.length])).toEqual([
    ["bd-1", undefined, 0],
    ["bd-2", true, 0],
    ["bd-3", true, 0],
    ["bd-4", true, 0],
    ["bd-5", undefined, 0],
  ]);
  expect(tasks[0]?.body).toContain("- Waited for `bd-gone` (Do bd-gone): it was deleted there");
  expect(tasks[2]?.body).toContain("- Waits for `external:shop:pay`: it is not in this file");
  expect(tasks[3]?.body).toContain("- Only if it fails: `bd-1` (Do bd-1)");
});

test("an epic, and what has open parts, stays a draft", () => {
  const part = (of: string) => ({ dependencies: [{ depends_on_id: of, type: "parent-child" }] });
  const { tasks, notices } = read(
    issue("bd-1", { issue_type: "epic" }),
    issue("bd-2"),
    issue("bd-2.1", part("bd-2")),
    issue("bd-3"),
    issue("bd-3.1", { status: "closed", ...part("bd-3") }),
  );
  expect(tasks.map(({ status }) => status)).toEqual(["draft", "draft", "todo", "todo", "done"]);
  expect(notices).toEqual([expect.stringContaining("the work is in their parts: bd-1, bd-2.")]);
});

test("a line that cannot be read is told, and the others are read", () => {
  const text = [
    `\uFEFF${JSON.stringify(issue("bd-1", { updated_at: "2026-01-02T00:00:00Z" }))}\r`,
    "",
    "<<<<<<< HEAD",
    '{"id":"bd-2","title":',
    '{"title":"no id"}',
    "[]",
    JSON.stringify(issue("bd-1", { title: "Older", updated_at: "2026-01-01T00:00:00Z" })),
    JSON.stringify(issue("bd-3", { title: " " })),
    JSON.stringify(issue("bd-4", { is_template: true })),
  ].join("\n");
  const { tasks, left } = readBeads({ file: "issues.jsonl", text });
  expect(tasks.map(({ title }) => title)).toEqual(["Do bd-1"]);
  expect(left.map(({ source, why }) => `${source} ${why}`)).toEqual([
    "issues.jsonl:3 git's mark of a conflict that nobody has resolved",
    "issues.jsonl:4 it is no issue in JSON",
    "issues.jsonl:5 it has no id",
    "issues.jsonl:6 it is no issue in JSON",
    "issues.jsonl:7 bd-1 stands in line 1 too, changed last",
    "beads:bd-3 it has no title",
    "beads:bd-4 it is a template",
  ]);
});

test("those that wait for each other are told of, once, and only while they are open", () => {
  const ring = (status: string) =>
    read(
      issue("bd-1", { status, dependencies: blocks("bd-2") }),
      issue("bd-2", { dependencies: blocks("bd-1") }),
    ).notices;
  expect(ring("open")).toEqual([
    "These wait for each other: bd-1 -> bd-2 -> bd-1. None of them starts until one link is removed.",
  ]);
  expect(ring("closed")).toEqual([]);
});

test("whatever stands in the lines, each is taken over or told of", () => {
  const thing = fc.dictionary(fc.constantFrom("id", "type", "depends_on_id"), fc.constantFrom("bd-1", 7));
  const odd = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(thing), thing);
  const row = fc.record(
    {
      id: fc.oneof(fc.constantFrom("bd-1", "bd-2", "__proto__"), odd),
      title: odd,
      status: odd,
      priority: odd,
      labels: odd,
      dependencies: odd,
      comments: odd,
      due_at: odd,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(row, odd), { maxLength: 8 }), (rows) => {
      const text = rows.map((value) => JSON.stringify(value)).join("\n");
      const { tasks, left } = readBeads({ file: "f", text });
      expect(tasks.length + left.length).toBe(rows.length);
    }),
  );
});
