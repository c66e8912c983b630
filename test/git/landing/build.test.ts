import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { land } from "../../../src/git/landing/land.ts";
import { landed } from "../../../src/git/landing/landed.ts";
import { editOf, groundOf, taskFile } from "./errand.ts";
import { baseFiles, changeFiles, situations } from "./situations.ts";
import {
  ask,
  buildOn,
  clear,
  copy,
  git,
  photograph,
  put,
  repositoryWith,
  treeWith,
  uphold,
} from "./world.ts";

afterAll(clear);

const template = repositoryWith(baseFiles);
const base = ask(template, "rev-parse", "main");
const tree = treeWith(template, base, changeFiles);
const keepers = (place: string) =>
  ask(place, "for-each-ref", "--format=%(objectname)", "refs/traffic/landing");

test("M is the tree, the results and the status, and touches nothing of the checkout", async () => {
  const place = copy(template);
  const before = photograph(place);
  const commit = await buildOn(place, { base, tree });
  expect(ask(place, "diff", "--name-status", tree, commit)).toBe(`A\tresults/t/1.md\nM\t${taskFile}`);
  expect(ask(place, "show", `${commit}:${taskFile}`)).toContain("status: done");
  expect(ask(place, "log", "-1", "--format=%P %an %ae %B", commit)).toContain(
    `${base} Ada ada@example.org Land t`,
  );
  expect({ ...photograph(place), refs: before.refs }).toEqual(before);
});

test.each([
  ["dirty", (place: string) => appendFileSync(join(place, taskFile), "x")],
  [
    "staged",
    (place: string) => {
      appendFileSync(join(place, taskFile), "x");
      git(place, "add", taskFile);
    },
  ],
  ["deleted", (place: string) => rmSync(join(place, taskFile))],
  [
    "hidden by assume-unchanged",
    (place: string) => {
      git(place, "update-index", "--assume-unchanged", taskFile);
      appendFileSync(join(place, taskFile), "x");
    },
  ],
])("the edit is left out of M where the person's copy is %s", async (_name, act) => {
  const place = copy(template);
  act(place);
  const commit = await buildOn(place, { base, tree });
  expect(ask(place, "diff", "--name-only", tree, commit)).toBe("results/t/1.md");
});

test("M outlives a collection, a newer M takes its place, and landing lets go of it", async () => {
  const place = copy(template);
  const first = await buildOn(place, { base, tree });
  git(place, "gc", "-q", "--prune=now");
  expect(ask(place, "cat-file", "-t", first)).toBe("commit");
  const second = await buildOn(place, { base, tree: ask(place, "rev-parse", `${first}^{tree}`), n: 2 });
  expect(keepers(place)).toBe(second);
  await land(place, { commit: second, edit: editOf(), ground: groundOf() });
  expect(keepers(place)).toBe("");
});

test("TrafficControl commits where the person has no name, and M is signed only when asked", async () => {
  const place = copy(template);
  situations.find(({ name }) => name === "no git identity")?.arrange?.(place);
  const plain = await buildOn(place, { base, tree });
  expect(ask(place, "log", "-1", "--format=%an <%ae> %cn", plain)).toBe(
    "TrafficControl <traffic@localhost> TrafficControl",
  );
  situations.find(({ name }) => name === "signing on")?.arrange?.(place);
  const unsigned = await buildOn(place, { base, tree });
  expect(git(place, "cat-file", "commit", unsigned)).not.toContain("gpgsig");
  const signed = await buildOn(place, { base, tree, ground: groundOf({ sign: true, hooks: false }) });
  expect(git(place, "cat-file", "commit", signed)).toContain("gpgsig -----BEGIN SSH SIGNATURE");
});

test("with hooks asked for, the branch's move is told to reference-transaction and may be refused by it", async () => {
  const place = copy(template);
  const commit = await buildOn(place, { base, tree });
  const before = photograph(place);
  put(place, ".git/hooks/reference-transaction", "#!/bin/sh\nexit 1\n");
  chmodSync(join(place, ".git/hooks/reference-transaction"), 0o755);
  const outcome = await land(place, {
    commit,
    edit: editOf(),
    ground: groundOf({ sign: false, hooks: true }),
  });
  expect(outcome.kind).toBe("blocked");
  uphold({ place, commit, before, outcome });
});

test("a landed attempt is found behind later commits and merges, another's is not, a reverted one is not", async () => {
  const place = copy(template);
  const commit = await buildOn(place, { base, tree });
  await land(place, { commit, edit: editOf(), ground: groundOf() });
  git(place, "commit", "-q", "--allow-empty", "-m", "later");
  const attempt = (n: number) => landed(place, { task: "t", n, ground: groundOf() });
  expect(await attempt(1)).toBe(commit);
  expect(await attempt(2)).toBeUndefined();
  git(place, "revert", "--no-edit", commit);
  expect(await attempt(1)).toBeUndefined();
});

/** Repositories where what is on disk is not what is in the tree. */
const settings: readonly [string, (place: string) => void][] = [
  ["line ends by attribute", (place) => put(place, ".gitattributes", "*.txt eol=crlf\n")],
  [
    "an identity keyword",
    (place) => {
      put(place, ".gitattributes", "*.txt ident\n");
      put(place, "src/a.txt", "$Id$\n");
    },
  ],
  ["autocrlf", (place) => git(place, "config", "core.autocrlf", "true")],
  [
    "carriage returns in the tree under autocrlf",
    (place) => {
      put(place, "src/a.txt", "a\r\n");
      git(place, "add", ".");
      git(place, "commit", "-q", "-m", "crlf");
      git(place, "config", "core.autocrlf", "true");
    },
  ],
  ["a split index", (place) => git(place, "update-index", "--split-index")],
  [
    "an index of version 4 with an untracked cache",
    (place) => git(place, "update-index", "--index-version", "4", "--untracked-cache"),
  ],
  [
    "a filter",
    (place) => {
      put(place, ".gitattributes", "*.txt filter=up\n");
      git(place, "config", "filter.up.smudge", "tr a-z n-za-m");
      git(place, "config", "filter.up.clean", "tr a-z n-za-m");
    },
  ],
  ["a sparse checkout", (place) => git(place, "sparse-checkout", "set", "tasks")],
];

test.each(settings)("status stays clean in a repository with %s", async (_name, act) => {
  const place = copy(template);
  act(place);
  git(place, "add", "-A");
  git(place, "commit", "-q", "--allow-empty", "-m", "settings");
  rmSync(join(place, "src"), { recursive: true, force: true });
  git(place, "reset", "-q", "--hard");
  const tip = ask(place, "rev-parse", "main");
  const onto = treeWith(place, tip, changeFiles);
  const flags = () =>
    git(place, "ls-files", "-t")
      .split("\n")
      .filter((row) => row.startsWith("S "));
  const hidden = flags().length;
  const commit = await buildOn(place, { base: tip, tree: onto });
  expect(await land(place, { commit, edit: editOf(), ground: groundOf() })).toEqual({ kind: "landed" });
  expect(git(place, "status", "--porcelain")).toBe("");
  const other = copy(place);
  git(other, "reset", "-q", "--hard");
  const brought = (at: string) =>
    [...photograph(at).files].filter(
      ([path]) => ask(place, "diff", "--name-only", tip, commit, "--", path) !== "",
    );
  expect(brought(other)).toEqual(brought(place));
  expect(flags().length, "what was kept off the disk still is").toBeGreaterThanOrEqual(hidden);
});

test("a checkout whose git folder is kept apart is found, though the folder does not tell where it is", async () => {
  const place = copy(template);
  renameSync(join(place, ".git"), `${place}.git`);
  put(place, ".git", `gitdir: ${place}.git\n`);
  const commit = await buildOn(place, { base, tree });
  expect(await land(place, { commit, edit: editOf(), ground: groundOf() })).toEqual({ kind: "landed" });
  expect(git(place, "status", "--porcelain")).toBe("");
  expect(ask(place, "rev-parse", "HEAD")).toBe(commit);
});

test("a change on disk is seen under a filter as well", async () => {
  const place = copy(template);
  git(place, "config", "core.autocrlf", "true");
  appendFileSync(join(place, "src/a.txt"), "mine\r\n");
  const commit = await buildOn(place, { base, tree });
  const outcome = await land(place, { commit, edit: editOf(), ground: groundOf() });
  expect(outcome).toMatchObject({ kind: "blocked", paths: ["src/a.txt"] });
});

/** Builds a file more onto the target. */
const withNewFile = async (place: string): Promise<{ tip: string; commit: string }> => {
  const tip = ask(place, "rev-parse", "main");
  const tree = treeWith(place, tip, (at) => put(at, "new.txt", "new"));
  return { tip, commit: await buildOn(place, { base: tip, tree }) };
};

test.each([
  ["tasks", "planning/tasks", "planning/tasks"],
  ["planning", "deep/er/planning", "deep/er/planning/tasks"],
])("what a link leads to is edited, and lands: %s is one to %s", async (link, to, folder) => {
  const place = copy(template);
  git(place, "switch", "-q", "main");
  mkdirSync(join(place, folder, ".."), { recursive: true });
  git(place, "mv", "tasks", folder);
  symlinkSync(to, join(place, link));
  if (link !== "tasks") symlinkSync("planning/tasks", join(place, "tasks"));
  git(place, "add", "-A");
  git(place, "commit", "-q", "-m", "moved");
  const { commit } = await withNewFile(place);
  const real = taskFile.replace("tasks", folder);
  expect(ask(place, "show", `${commit}:${real}`)).toContain("status: done");
  expect(await land(place, { commit, edit: editOf(), ground: groundOf() })).toEqual({ kind: "landed" });
  expect(git(place, "status", "--porcelain")).toBe("");
});

test.each(["/tmp", "../elsewhere", "tasks"])("a link that leads to %s is followed nowhere", async (to) => {
  const place = copy(template);
  git(place, "rm", "-q", "-r", "tasks");
  symlinkSync(to, join(place, "tasks"));
  git(place, "add", "-A");
  git(place, "commit", "-q", "-m", "linked");
  const { tip, commit } = await withNewFile(place);
  expect(ask(place, "diff", "--name-status", tip, commit)).toBe("A\tnew.txt\nA\tresults/t/1.md");
});
