import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { land, recoverLandings } from "../../../src/git/landing/land.ts";
import { editOf, groundOf } from "./errand.ts";
import { killedAt } from "./killer.ts";
import { baseFiles, changeFiles, changeKinds } from "./situations.ts";
import type { Photograph } from "./world.ts";
import {
  ask,
  buildOn,
  clear,
  copy,
  git,
  lendObjects,
  photograph,
  put,
  repositoryWith,
  treeWith,
  uphold,
} from "./world.ts";

afterAll(clear);

const template = repositoryWith(baseFiles);
const base = ask(template, "rev-parse", "main");
const tree = treeWith(template, base, (place) => {
  changeFiles(place);
  changeKinds(place);
});
appendFileSync(join(template, ".gitignore"), "# a person's\n");
const commit = await buildOn(template, { base, tree });
lendObjects(template);
const before = photograph(template);
const steps: string[] = [];
await landIn(copy(template), (step) => steps.push(step));

function landIn(place: string, reached: (step: string) => void = () => undefined) {
  return land(place, { commit, edit: editOf(), ground: groundOf(), reached });
}

/** A copy in which a landing died when it had reached the step. */
const diedAt = async (step: string): Promise<string> => {
  const place = copy(template);
  expect(await killedAt(place, commit, steps.indexOf(step))).toBe(true);
  return place;
};

const outcomeOf = (place: string) =>
  ask(place, "rev-parse", "main") === commit
    ? ({ kind: "landed" } as const)
    : ({ kind: "blocked", why: "", paths: [] } as const);

test.each([
  "locked",
  "staged",
  "judged",
  "took old.txt",
  "put src/a.txt",
  "placed",
  "advanced",
  "concluded",
  "released",
])("after a crash at `%s` recovery alone leaves only the person's own changes", async (step) => {
  const place = await diedAt(step);
  expect(await recoverLandings(place)).toBeUndefined();
  uphold({ place, commit, before, outcome: outcomeOf(place) });
  expect(await recoverLandings(place)).toBeUndefined();
  expect((await landIn(place)).kind).toBe("landed");
});

test.each(["judged", "put src/a.txt", "placed", "advanced"])(
  "the same when the person removed the stale index.lock first, after `%s`",
  async (step) => {
    const place = await diedAt(step);
    rmSync(join(place, ".git/index.lock"));
    expect(await recoverLandings(place)).toBeUndefined();
    uphold({ place, commit, before, outcome: outcomeOf(place) });
  },
);

test("a lock that is another's is left alone, and recovery says so until it is gone", async () => {
  const place = await diedAt("placed");
  rmSync(join(place, ".git/index.lock"));
  writeFileSync(join(place, ".git/index.lock"), "");
  expect((await recoverLandings(place))?.why).toMatch(/another git command holds/);
  expect((await landIn(place)).kind).toBe("blocked");
  rmSync(join(place, ".git/index.lock"));
  await recoverLandings(place);
  uphold({ place, commit, before, outcome: outcomeOf(place) });
});

/** What a person does to files that a dead landing had brought, and what they must find afterwards. */
const theirs: readonly [string, (place: string) => void][] = [
  ["edited in place", (place) => appendFileSync(join(place, "src/a.txt"), "more\n")],
  [
    "replaced",
    (place) => {
      rmSync(join(place, "src/a.txt"));
      put(place, "src/a.txt", "another\n");
    },
  ],
  ["edited where it was new", (place) => appendFileSync(join(place, "src/new/b.txt"), "more\n")],
  ["put where one was taken away", (place) => put(place, "old.txt", "mine now\n")],
];

test.each(theirs)("what a person has meanwhile %s stays theirs", async (_name, act) => {
  const place = await diedAt("placed");
  act(place);
  const own = photograph(place).files;
  await recoverLandings(place);
  const after = photograph(place).files;
  const kept = [...own].filter(([path, text]) => text !== before.files.get(path) && after.get(path) === text);
  expect(kept.length, "their file is as they left it").toBe(1);
  const outcome = await landIn(place);
  expect(outcome).toMatchObject({ kind: "blocked", paths: kept.map(([path]) => path) });
  expect(photograph(place).files).toEqual(after);
});

test("a person's own copy of M's very bytes is neither in the way nor taken back", async () => {
  const place = copy(template);
  put(place, "src/a.txt", "a, changed by M\n");
  put(place, "src/new/b.txt", "new by M\n");
  const mine = photograph(place);
  const crashed = copy(place);
  await killedAt(crashed, commit, steps.indexOf("judged") + 2);
  await recoverLandings(crashed);
  uphold({ place: crashed, commit, before: mine, outcome: outcomeOf(crashed) });
  const outcome = await landIn(place);
  uphold({ place, commit, before: mine, outcome });
  expect(outcome.kind).toBe("landed");
});

/** Acts in the middle of a landing, when a step is reached. */
const interfere = async (step: string, act: (place: string) => void) => {
  const place = copy(template);
  const outcome = await landIn(place, (reached) => {
    if (reached === step) act(place);
  });
  return { place, outcome };
};

const isolate = (photo: Photograph, path: string) => [...photo.files].filter(([name]) => name !== path);

test.each([
  ["staged", "src/a.txt"],
  ["judged", "src/a.txt"],
  ["judged", "src/new/b.txt"],
  ["judged", "old.txt"],
  ["took src/a.txt", "src/a.txt"],
])("a file saved in the midst of it, at `%s`, survives: %s", async (step, path) => {
  const { place, outcome } = await interfere(step, (at) => put(at, path, "saved just now\n"));
  expect(outcome).toMatchObject({ kind: "blocked", paths: [path] });
  const after = photograph(place);
  expect(after.files.get(path)).toBe("file saved just now\n");
  expect(isolate(after, path)).toEqual(isolate(before, path));
  expect(after.litter).toEqual([]);
});

test("a file removed in the midst of it stays removed", async () => {
  const { place, outcome } = await interfere("judged", (at) => rmSync(join(at, "src/a.txt")));
  expect(outcome).toMatchObject({ kind: "blocked", paths: ["src/a.txt"] });
  expect([...photograph(place).files]).toEqual(isolate(before, "src/a.txt"));
});

test("a file that became a folder in the midst of it stays one", async () => {
  const { place, outcome } = await interfere("judged", (at) => {
    rmSync(join(at, "src/a.txt"));
    put(at, "src/a.txt/mine", "mine\n");
  });
  expect(outcome).toMatchObject({ kind: "blocked", paths: ["src/a.txt"] });
  expect(isolate(photograph(place), "src/a.txt/mine")).toEqual(isolate(before, "src/a.txt"));
});

test("what is written through a file held open all along survives", async () => {
  const place = copy(template);
  const file = openSync(join(place, "src/a.txt"), "a");
  const outcome = await landIn(place, (reached) => {
    if (reached === "placed") writeSync(file, "written late\n");
  });
  closeSync(file);
  expect(outcome).toMatchObject({ kind: "blocked", paths: ["src/a.txt"] });
  expect(photograph(place).files.get("src/a.txt")).toBe("file a\nwritten late\n");
});

test("a switch to another branch in the midst of it takes everything back", async () => {
  const { place, outcome } = await interfere("placed", (at) =>
    git(at, "symbolic-ref", "HEAD", "refs/heads/other"),
  );
  expect(outcome.kind).toBe("blocked");
  git(place, "symbolic-ref", "HEAD", "refs/heads/main");
  uphold({ place, commit, before, outcome });
});

test("a commit by another hand in the midst of it takes everything back", async () => {
  const { place, outcome } = await interfere("placed", (at) => {
    git(
      at,
      "update-ref",
      "refs/heads/main",
      ask(at, "commit-tree", "-p", "main", "-m", "theirs", "main^{tree}"),
    );
  });
  expect(outcome.kind).toBe("moved");
  expect(photograph(place).files).toEqual(before.files);
  expect(photograph(place).index).toEqual(before.index);
});

test("a checkout on another file system than its repository lands and recovers too", async ({ skip }) => {
  if (!existsSync("/dev/shm")) skip("no second file system here");
  const far = mkdtempSync("/dev/shm/landing-");
  try {
    const place = copy(template);
    git(place, "checkout", "-q", "-f", "--detach");
    git(place, "worktree", "add", "-q", join(far, "tree"), "main");
    await killedAt(place, commit, steps.indexOf("placed"));
    expect(git(join(far, "tree"), "status", "--porcelain")).not.toBe("");
    await recoverLandings(place);
    expect(git(join(far, "tree"), "status", "--porcelain", "--ignored")).toBe("");
    expect((await landIn(place)).kind).toBe("landed");
    expect(git(join(far, "tree"), "status", "--porcelain", "--ignored")).toBe("");
    expect(ask(join(far, "tree"), "rev-parse", "HEAD")).toBe(commit);
  } finally {
    rmSync(far, { recursive: true, force: true });
  }
});

test("litter of a build that died is swept", async () => {
  const place = copy(template);
  mkdirSync(join(place, ".git/traffic/landing/room-dead"), { recursive: true });
  await recoverLandings(place);
  expect(photograph(place).litter).toEqual([]);
});
