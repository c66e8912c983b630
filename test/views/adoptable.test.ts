import fc from "fast-check";
import { expect, test } from "vitest";
import type { Lying, Stray, Transcript } from "../../src/core/stray.ts";
import { adoptablesNamed, adoptablesOf } from "../../src/views/adoptable.ts";
import { start } from "../world/state.ts";

const root = "/home/ada/repo";

const stray = (set: Partial<Stray> = {}): Stray => ({
  head: "1a2b3c4d5e6f",
  ahead: 1,
  behind: 0,
  diff: { files: 1, added: 1, removed: 0 },
  dirty: 0,
  conflicts: [],
  subjects: ["Add the form"],
  at: start,
  ...set,
});

const talk = (set: Partial<Transcript> = {}): Transcript => ({
  agent: "claude-code",
  id: "0a1b2c3d-1111",
  cwd: root,
  file: "/home/ada/.claude/projects/x/0a1b2c3d-1111.jsonl",
  at: start,
  ...set,
});

const lying = (set: Partial<Lying> = {}): Lying => ({
  target: "main",
  root,
  strays: [],
  transcripts: [],
  more: 0,
  ...set,
});

const titled = (set: Partial<Lying>): string[] => adoptablesOf(lying(set)).found.map(({ title }) => title);

test.each([
  [
    "a conversation's first sentence",
    stray({ branch: "x" }),
    "Limit the login. Ten a minute.",
    "Limit the login",
  ],
  ["the only commit's subject", stray({ branch: "x" }), undefined, "Add the form"],
  [
    "the branch's name, where there are several commits",
    stray({ branch: "feature/login-form", subjects: ["b", "a"] }),
    undefined,
    "Login form",
  ],
  ["the last subject, where there is no branch", stray({ subjects: ["b", "a"] }), undefined, "b"],
  ["the commit, where nothing else is known", stray({ subjects: [] }), undefined, "Go on from 1a2b3c4"],
  ["no more than a line", stray({ branch: "x" }), "word ".repeat(40), `${"word ".repeat(14).trim()}…`],
])("a title is %s", (...[, one, first, title]) => {
  const session = first === undefined ? talk({ branch: "x" }) : talk({ branch: "x", first, last: first });
  expect(titled({ strays: [one], transcripts: [session] })[0]).toBe(title);
});

test("a conversation belongs to the branch it was on, or to the worktree it was in", () => {
  const [a, b] = [stray({ branch: "a" }), stray({ branch: "b", path: "/home/ada/b" })];
  const here = stray({ branch: "c", path: root });
  const transcripts = [
    talk({ id: "on-a", branch: "a", first: "A", last: "A" }),
    talk({ id: "in-b", branch: "renamed", cwd: "/home/ada/b/src", first: "B", last: "B" }),
    talk({ id: "beside-b", cwd: "/home/ada/bb", first: "BB", last: "BB" }),
    talk({ id: "on-main", branch: "main", first: "M", last: "M" }),
    talk({ id: "nothing-said", branch: "main" }),
  ];
  const { found } = adoptablesOf(lying({ strays: [a, b, here], transcripts }));
  const ids = new Map(found.map((one) => [one.name, one.transcripts.map(({ id }) => id)]));
  expect(ids).toEqual(
    new Map([
      ["a", ["on-a"]],
      ["b", ["in-b"]],
      ["c", []],
      ["beside-b", ["beside-b"]],
      ["on-main", ["on-main"]],
    ]),
  );
});

test("what was touched last comes first, what is adopted already after it, conversations alone at the end", () => {
  const strays = [
    stray({ branch: "old", at: start - 5 }),
    stray({ branch: "adopted", at: start + 5, adoptedBy: "t" }),
    stray({ branch: "talked-about", at: start - 9 }),
    stray({ branch: "new", at: start - 1 }),
  ];
  const transcripts = [
    talk({ branch: "talked-about", at: start + 1 }),
    ...Array.from({ length: 7 }, (_, at) =>
      talk({ id: `alone-${at}`, at: start + at, first: "x", last: "x" }),
    ),
  ];
  const { found, more } = adoptablesOf(lying({ strays, transcripts, more: 3 }));
  const names = found.map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual(["talked-about", "new", "old", "adopted"]);
  expect(names.slice(4)).toEqual(["alone-6", "alone-5", "alone-4", "alone-3", "alone-2"]);
  expect(more).toBe(5);
});

test.each([
  ["1", "b"],
  ["2", "a"],
  ["a", "a"],
  ["refs/heads/a", "a"],
  ["/home/ada/b-tree", "b"],
  ["/home/ada/b-tree/", "b"],
  ["../b-tree", "b"],
  ["b-tree", "b"],
  ["0a1b", "b"],
  ["7", undefined],
  ["0", undefined],
  ["tree", undefined],
  ["0a", undefined],
  ["", undefined],
  ["..", undefined],
])("%j means %s", (given, name) => {
  const strays = [stray({ branch: "a", at: start - 1 }), stray({ branch: "b", path: "/home/ada/b-tree" })];
  const { found } = adoptablesOf(lying({ strays, transcripts: [talk({ branch: "b" })] }));
  expect(adoptablesNamed(found, given).map((one) => one.name)).toEqual(name === undefined ? [] : [name]);
});

test("a branch that is called like a number is meant by it", () => {
  const { found } = adoptablesOf(lying({ strays: [stray({ branch: "x" }), stray({ branch: "1" })] }));
  expect(adoptablesNamed(found, "1").map(({ name }) => name)).toEqual(["1"]);
});

test("every name of a list means the one that it is of", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z/-]{0,8}$/), { maxLength: 8 });
  fc.assert(
    fc.property(names, fc.array(fc.nat(9)), (branches, times) => {
      const strays = branches.map((branch, at) => stray({ branch, at: times[at] ?? 0 }));
      const { found } = adoptablesOf(lying({ strays }));
      for (const one of found) expect(adoptablesNamed(found, one.name)).toEqual([one]);
    }),
  );
});
