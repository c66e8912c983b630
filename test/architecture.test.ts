import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../src");

/** A row of the module table: `| `name` | what it does | `a`, `b` | yes |`. */
const row = /^\| `([a-z/]+)` \|[^|]*\| ([^|]*) \| (yes|no) \|$/gm;

const page = readFileSync(resolve(import.meta.dirname, "../docs/architecture.md"), "utf8");

/** The module table of docs/architecture.md: the page that people read is the rule that is checked. */
const modules = [...page.matchAll(row)].map(([, name = "", imports = "", world]) => ({
  name,
  imports: [...imports.matchAll(/`([a-z/]+)`/g)].map(([, one = ""]) => one),
  isPure: world === "no",
}));

const allowed = new Map(modules.map(({ name, imports }) => [name, imports]));

/** Modules that know no world: no platform, no packages. */
const pure = new Set(modules.filter(({ isPure }) => isPure).map(({ name }) => name));

type Import = { readonly from: string; readonly to: string };

const moduleOf = (path: string): string => {
  if (path.startsWith("engine/ports/")) return "engine/ports";
  if (path.startsWith("agents/builtin/")) return "agents/builtin";
  const [first = "", rest] = path.split("/");
  return rest === undefined ? "main" : first; // src/main.ts, and src/main/ beside it: the composition root
};

const sources = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) =>
  /\.tsx?$/.test(path),
);

const importsOf = (path: string): string[] => {
  const { module } = parseSync(path, readFileSync(join(src, path), "utf8"));
  const text = readFileSync(join(src, path), "utf8");
  const named = module.staticImports.map((i) => i.moduleRequest.value);
  const exported = module.staticExports.flatMap((e) =>
    e.entries.flatMap((x) => x.moduleRequest?.value ?? []),
  );
  const dynamic = module.dynamicImports.map((i) =>
    text.slice(i.moduleRequest.start + 1, i.moduleRequest.end - 1),
  );
  return [...named, ...exported, ...dynamic];
};

const all: Import[] = sources.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
const target = ({ from, to }: Import): string => moduleOf(relative(src, resolve(src, dirname(from), to)));
const isRelative = ({ to }: Import): boolean => to.startsWith(".");

test("every source belongs to a module of the table", () => {
  const strangers = sources.filter((path) => !allowed.has(moduleOf(path)));
  expect(strangers).toEqual([]);
});

test("imports point one way", () => {
  const crossings = all
    .filter(isRelative)
    .filter((edge) => moduleOf(edge.from) !== "main")
    .filter(
      (edge) =>
        moduleOf(edge.from) !== target(edge) && !allowed.get(moduleOf(edge.from))?.includes(target(edge)),
    )
    .map(({ from, to }) => `${from} -> ${to}`);
  expect(crossings).toEqual([]);
});

test("what is pure knows no platform and no package", () => {
  const crossings = all.filter((edge) => !isRelative(edge) && pure.has(moduleOf(edge.from)));
  expect(crossings).toEqual([]);
});

test("every module of the table has a source", () => {
  const found = new Set(sources.map(moduleOf));
  expect([...allowed.keys()].filter((name) => !found.has(name))).toEqual([]);
});

test("the walk sees imports and the table at all", () => {
  expect(pure).toContain("core");
  expect(all.length).toBeGreaterThan(sources.length / 2);
});
