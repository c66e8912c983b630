import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { FailureKind } from "../src/core/failure.ts";
import { afterFailure } from "../src/core/policy.ts";
import type { Rest } from "../src/core/record.ts";
import { configJsonSchema } from "../src/store/config.ts";
import { canonicalKey } from "../src/store/keys.ts";

const root = resolve(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const formats = read("docs/formats.md");

/** The cells of the table rows below a heading of docs/formats.md. */
const rowsBelow = (heading: string): string[][] => {
  const [, section = ""] = formats.split(`\n## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  return [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row = ""]) =>
    row.split(" | ").map((cell) => cell.trim()),
  );
};

const coded = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

test("the JSON Schema of traffic.yaml is what its reader says: else run node scripts/schema.ts", () => {
  expect(JSON.parse(read("docs/traffic.schema.json"))).toEqual(configJsonSchema());
});

test("every setting is explained, and nothing else", () => {
  const explained = new Set(
    rowsBelow("Configuration")
      .flatMap(([key]) => coded(key))
      .map((key) => key.split(".")[0]),
  );
  const { properties } = configJsonSchema() as { properties: object };
  expect(explained).toEqual(new Set(Object.keys(properties)));
});

test("the other names of a task's keys are read as those keys", () => {
  const names = rowsBelow("Task").flatMap(([key, , , aliases]) =>
    coded(aliases).map((alias) => [alias, coded(key)[0]]),
  );
  expect(names.length).toBeGreaterThan(10);
  for (const [alias = "", key] of names) expect(canonicalKey(alias)).toBe(key);
});

/** How often a failure has happened before decides what follows it; nothing else does. */
const after = (kind: FailureKind, before: number, maxAttempts: number): Rest =>
  afterFailure({
    record: {
      task: "t",
      firstSeen: 0,
      attempts: 1,
      spent: { [kind]: before },
      rest: { kind: "free" },
      past: [],
      reopened: false,
    },
    n: 1,
    maxAttempts,
    failure: { kind, why: "." },
    now: 0,
  });

const every: Readonly<Record<FailureKind, true>> = {
  transient: true,
  rate_limited: true,
  auth: true,
  budget: true,
  context: true,
  timeout: true,
  rejected: true,
  conflict: true,
  denied: true,
  crashed: true,
  cancelled: true,
  invalid: true,
};

const follows: Readonly<Record<Rest["kind"], string>> = {
  free: "again",
  until: "again",
  person: "person",
  final: "end",
};

test("what follows each kind of failure is as the table says", () => {
  const rows = rowsBelow("Failures");
  expect(rows.flatMap(([kind]) => coded(kind)).sort()).toEqual(Object.keys(every).sort());
  for (const [cell = "", , next, counts, most = "", wait = ""] of rows) {
    const kind = coded(cell)[0] as FailureKind;
    const first = after(kind, 0, 1000);
    expect([kind, follows[first.kind]]).toEqual([kind, next]);
    expect([kind, next === "again" && after(kind, 2, 3).kind === "final"]).toEqual([kind, counts === "yes"]);
    const allowance = /^\d+$/.test(most) ? Number(most) : 500;
    if (next === "again") {
      expect([kind, after(kind, allowance - 1, 1000).kind === "final"]).toEqual([kind, false]);
      expect([kind, after(kind, allowance, 1000).kind === "final"]).toEqual([kind, allowance !== 500]);
    }
    const seconds = Number(/^(\d+) s/.exec(wait)?.[1] ?? 0);
    const waited = first.kind === "until" ? first.at / 1000 : 0;
    expect(Math.abs(waited - seconds)).toBeLessThanOrEqual(seconds * 0.2);
  }
});

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts"),
);

test("every schema that is printed is in the table, and every example is of one of them", () => {
  const listed = rowsBelow("JSON").flatMap(([schema]) => coded(schema));
  const text = sources.map((path) => read(`src/${path}`)).join("\n");
  const whole = [...text.matchAll(/"(traffic\/[a-z]+@\d+)"/g)].map(([, schema]) => schema);
  const short = [...text.matchAll(/\b(?:schema: |tell\()"([a-z]+)"/g)].map(([, name]) => `traffic/${name}@1`);
  expect([...whole, ...short].filter((schema) => !listed.includes(schema ?? ""))).toEqual([]);
  for (const schema of listed) {
    const [, name = ""] = /^traffic\/([a-z]+)@1$/.exec(schema) ?? [];
    expect(text.includes(`"${name}"`) || text.includes(`"${schema}"`), `${schema} is printed nowhere`).toBe(
      true,
    );
  }
  const examples = [...formats.matchAll(/^\{"schema".*$/gm)].map(
    ([line]) => JSON.parse(line) as { schema: string },
  );
  expect(examples.filter(({ schema }) => !listed.includes(schema))).toEqual([]);
  expect(examples.length).toBeGreaterThan(20);
});

const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
const pages = ["README.md", "AGENTS.md", "CHANGELOG.md", ...docs.map((path) => `docs/${path}`)].filter(
  (path) => path.endsWith(".md"),
);

/** A heading's anchor, as git hosts make it. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

test.each(pages)("%s links to what is there", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const inside = links.filter((link) => !/^https?:/.test(link));
  for (const link of inside) {
    const [path = "", anchor] = link.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    expect([link, existsSync(join(root, file))]).toEqual([link, true]);
    if (anchor !== undefined) expect(anchorsOf(read(file))).toContain(anchor);
  }
});
