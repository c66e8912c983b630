import fc from "fast-check";
import { expect, test } from "vitest";
import type { Row } from "../../../src/core/intake/row.ts";
import { readTaskmaster } from "../../../src/core/intake/taskmaster.ts";
import { isTooDeep, mostLevels } from "../../../src/core/intake/taskmaster-ids.ts";
import { chosenTag, currentTagIn, tagsIn } from "../../../src/core/intake/taskmaster-tags.ts";

const read = (rows: readonly Row[], tag = "master") => readTaskmaster({ file: "tasks.json", tag, rows });

const waits = (rows: readonly Row[]) =>
  Object.fromEntries(
    read(rows).tasks.map(({ known, waitsFor }) => [
      known,
      waitsFor.map((source) => source.slice("tasks.json#master/".length)),
    ]),
  );

test("a task keeps its number, its words and its keys", () => {
  const row = {
    id: 5,
    title: "Sign in",
    description: "With a password.",
    details: "A form.",
    testStrategy: "Try it.",
    status: "in-progress",
    priority: "High",
    dependencies: [],
    complexityScore: 7,
    researchNotes: "one\ntwo",
    subtasks: [],
  };
  expect(read([row]).tasks).toEqual([
    {
      source: "tasks.json#master/5",
      known: "5",
      name: "5 Sign in",
      title: "Sign in",
      status: "todo",
      waitsFor: [],
      keys: { priority: "high" },
      kept: { status: "in-progress", complexityScore: 7 },
      body: "With a password.\n\n## Details\n\nA form.\n\n## Test strategy\n\nTry it.\n\n## Research notes\n\none\ntwo",
    },
  ]);
  expect(read([row], "api").tasks).toMatchObject([{ source: "tasks.json#api/5", known: "api/5" }]);
});

test.each([
  ["pending", "todo"],
  ["done", "done"],
  ["completed", "done"],
  ["cancelled", "cancelled"],
  ["review", "draft"],
  ["deferred", "draft"],
  ["blocked", "draft"],
  ["parked", "draft"],
])("what is %s there is %s here", (status, here) => {
  expect(read([{ id: 1, title: "A", status }]).tasks[0]?.status).toBe(here);
});

test("a part waits for its siblings and for what its whole waits for, the whole for its parts", () => {
  const subtasks = [
    { id: 1, title: "Form" },
    { id: 2, title: "Page", dependencies: [1] },
    { id: "5.10", title: "Mail", dependencies: ["5.2", 4, 5] },
    { id: 3, title: "Fax", status: "cancelled" },
  ];
  const rows = [
    { id: 1, title: "Begin" },
    { id: 4, title: "Store" },
    { id: 5, title: "Sign in", dependencies: [1], subtasks },
    { id: "6", title: "Sign out", dependencies: ["5.1", 5] },
  ];
  expect(waits(rows)).toEqual({
    "1": [],
    "4": [],
    "5": ["1", "5.1", "5.2", "5.10"],
    "5.1": ["1"],
    "5.2": ["5.1", "1"],
    "5.10": ["5.2", "4", "1"],
    "5.3": ["1"],
    "6": ["5.1", "5"],
  });
  const body = (known: string) => read(rows).tasks.find((task) => task.known === known)?.body;
  expect(body("5")).toContain("- Its part, a task of its own: `5.10` (Mail)");
  expect(body("5.10")).toBe(
    "## Links\n\n- Part of `5` (Sign in)\n- Said to wait for `5`, which waits for its parts",
  );
});

test("what waits for something that is not there is held, and says so", () => {
  const [first, second, part] = read([
    { id: 1, title: "A", dependencies: [9] },
    { id: 2, title: "B", status: "done", dependencies: [9], subtasks: [{ id: 1, title: "C" }] },
  ]).tasks;
  expect(first).toMatchObject({ waitsFor: [], keys: { hold: true } });
  expect(first?.body).toContain("- Waits for `9`, which is not in this list");
  expect(second?.keys).toEqual({});
  expect(part?.keys).toEqual({ hold: true });
});

test("what cannot be a task is told, and so are circles", () => {
  const { tasks, left, notices } = read([
    { id: 1, title: "A", dependencies: [2] },
    { id: 2, title: "B", dependencies: [1] },
    { id: "2", title: "B again" },
    { id: 3 },
    { title: "C", subtasks: [{ id: 1, title: "of nobody" }] },
  ]);
  expect(tasks.map(({ known }) => known)).toEqual(["1", "2"]);
  expect(left.map(({ source, why }) => `${source} ${why}`)).toEqual([
    "tasks.json#master/2 an entry before it has the same id",
    "tasks.json#master/3 it has no title",
    "tasks.json#master 1 of its entries have no id, and are left with their parts",
  ]);
  expect(notices).toEqual([expect.stringContaining("These wait for each other: 1 -> 2 -> 1.")]);
});

test("lists are found with tags and without, and the one that is worked on is chosen", () => {
  const list = { tasks: [{ id: 1, title: "A" }] };
  const names = (value: unknown) => [...(tagsIn(JSON.stringify(value))?.keys() ?? [])];
  expect(names({ ...list, metadata: {} })).toEqual(["master"]);
  expect(names({ master: list, api: list, note: "x" })).toEqual(["master", "api"]);
  for (const other of [[], [list], {}, { tasks: {} }, null, 7]) expect(names(other)).toEqual([]);
  expect(tagsIn("{")).toBeUndefined();
  const tags = tagsIn(JSON.stringify({ api: list, master: list })) ?? new Map();
  expect(chosenTag(tags, currentTagIn('{"currentTag":"api"}'))).toBe("api");
  expect(chosenTag(tags, "gone")).toBe("master");
  expect(chosenTag(new Map([["api", []]]), currentTagIn("nonsense"))).toBe("api");
});

/** How many entries have an id, and only such entries above them. */
const named = (rows: readonly Row[]): number =>
  rows.reduce(
    (sum, { id, subtasks }) =>
      id === undefined || id === null || id === ""
        ? sum
        : sum + 1 + named((subtasks as Row[] | undefined) ?? []),
    0,
  );

test("whatever stands in the list, each entry is taken over or told of, and waits only for what is there", () => {
  const id = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom("2", "2.1", "", null));
  const entry = fc.letrec((tie) => ({
    entry: fc.record(
      {
        id,
        title: fc.constantFrom("A", "B", "", null),
        status: fc.constantFrom("pending", "done", 7),
        dependencies: fc.oneof(fc.array(id), fc.constant("1")),
        subtasks: fc.array(tie("entry"), { maxLength: 3, depthIdentifier: "parts" }),
      },
      { requiredKeys: [] },
    ),
  })).entry as fc.Arbitrary<Row>;
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), (rows) => {
      const { tasks, left } = read(rows);
      const sources = new Set(tasks.map(({ source }) => source));
      expect(sources.size).toBe(tasks.length);
      for (const { waitsFor } of tasks) expect(waitsFor.every((source) => sources.has(source))).toBe(true);
      const told = left.filter(({ source }) => source.includes("/"));
      expect(tasks.length + told.length).toBe(named(rows));
    }),
  );
});

test("parts within parts are told from a nest that nobody means, however deep that is", () => {
  const nest = (levels: number): Row[] => {
    let row: Row = { id: 1 };
    for (let level = 1; level < levels; level += 1) row = { id: 1, subtasks: [row] };
    return [row];
  };
  expect([1, mostLevels, mostLevels + 1, 200_000].map((levels) => isTooDeep(nest(levels)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
