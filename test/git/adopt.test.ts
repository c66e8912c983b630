import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Stray } from "../../src/core/stray.ts";
import { changesSince, isAdopted, keepAdopted, workOf } from "../../src/git/adopt.ts";
import { listStrays } from "../../src/git/strays.ts";
import { killedAtEachStep, runGit, scratch, type Scratch } from "./scratch.ts";

const tipOf = (world: Scratch): string => world.run(["rev-parse", "main"]);

const straysIn = async (world: Scratch): Promise<readonly Stray[]> =>
  (await listStrays(world.repository, { target: "main", tip: tipOf(world) })).strays;

/** A branch with a commit that writes these files; the person is back on the target. */
const branch = (world: Scratch, name: string, files: Readonly<Record<string, string>>): string => {
  world.run(["switch", "-q", "-c", name]);
  for (const [path, text] of Object.entries(files)) world.write(path, text);
  const commit = world.commit(`Work on ${name}`);
  world.run(["switch", "-q", "main"]);
  return commit;
};

/** A worktree of the person's own beside the checkout. */
const worktree = (world: Scratch, name: string, ...how: readonly string[]): string => {
  const path = join(world.root, name);
  world.run(["worktree", "add", "-q", ...how, path]);
  return path;
};

/** All of a worktree that is a person's: what they see, what they staged, and every byte of their index. */
const look = (path: string): unknown => {
  const index = runGit(path, ["rev-parse", "--path-format=absolute", "--git-path", "index"]);
  const { mtimeMs, ino } = statSync(index);
  return {
    index: readFileSync(index).toString("base64"),
    mtimeMs,
    ino,
    status: runGit(path, ["--no-optional-locks", "status", "--porcelain=v2", "--branch", "--ignored"]),
    staged: runGit(path, ["--no-optional-locks", "diff", "--cached"]),
    files: readdirSync(path).sort(),
  };
};

test("branches and worktrees that the target does not hold are told with size and state; what it holds is not", async () => {
  const world = await scratch();
  world.run(["branch", "held"]);
  branch(world, "feature/x", { "x.txt": "1\n2\n3\n" });
  branch(world, "clash", { "src/a.txt": "mine\n" });
  world.run(["branch", "traffic/task@1", "feature/x"]);
  const dirty = worktree(world, "dirty", "-b", "begun");
  world.write("new.txt", "new", dirty);
  world.write("ignored/no.txt", "no", dirty);
  worktree(world, "clean", "-b", "nothing");
  const loose = worktree(world, "loose", "--detach");
  world.write("loose.txt", "l", loose);
  runGit(loose, ["add", "-A"]);
  runGit(loose, ["commit", "-q", "-m", "On no branch"]);
  await world.git.prepare({ task: "ours", n: 1, slot: 0, ground: world.ground });
  world.write("src/a.txt", "theirs\n");
  world.commit("The target moves on");
  const strays = await straysIn(world);
  const [x, clash, begun, detached] = ["feature/x", "clash", "begun", undefined].map((name) =>
    strays.find((stray) => stray.branch === name),
  );
  expect(strays).toHaveLength(4);
  expect(x).toMatchObject({
    ahead: 1,
    behind: 1,
    diff: { files: 1, added: 3, removed: 0 },
    dirty: 0,
    conflicts: [],
    subjects: ["Work on feature/x"],
  });
  expect(clash).toMatchObject({ conflicts: ["src/a.txt"] });
  expect(begun).toMatchObject({ path: dirty, ahead: 0, dirty: 1, subjects: [] });
  expect(detached).toMatchObject({ path: loose, ahead: 1, subjects: ["On no branch"] });
});

test("a rebase under way, and files in conflict, are told", async () => {
  const world = await scratch();
  const path = worktree(world, "w", "-b", "mine");
  world.write("src/a.txt", "mine\n", path);
  runGit(path, ["commit", "-q", "-a", "-m", "mine"]);
  world.write("src/a.txt", "theirs\n");
  world.commit("theirs");
  expect(() => runGit(path, ["rebase", "main"])).toThrow(/conflict/i);
  const strays = await straysIn(world);
  expect(strays.find((stray) => stray.path === path)).toMatchObject({ operation: "a rebase" });
});

test("of many branches the last are looked at and the others counted", async () => {
  const world = await scratch();
  const commit = branch(world, "first", { "x.txt": "x" });
  for (let n = 1; n < 45; n += 1) world.run(["branch", `b${n}`, commit]);
  const { strays, more } = await listStrays(world.repository, { target: "main", tip: tipOf(world) });
  expect([strays.length, more]).toEqual([40, 5]);
});

test("what lies uncommitted becomes a commit on top, and nothing of the person's is touched", async () => {
  const world = await scratch();
  const path = worktree(world, "w", "-b", "begun");
  world.write("src/a.txt", "staged\n", path);
  runGit(path, ["add", "src/a.txt"]);
  world.write("src/a.txt", "and changed again\n", path);
  world.write("new.txt", "new\n", path);
  world.write("ignored/no.txt", "no\n", path);
  world.write("tasks/mine.md", "---\ntitle: Mine\n---\n", path);
  runGit(path, ["rm", "-q", "README.md"]);
  const [stray] = await straysIn(world);
  const before = look(path);
  const commit = await workOf(world.repository, stray as Stray, ["tasks", "results"]);
  expect(look(path)).toEqual(before);
  expect(world.run(["rev-parse", "begun"])).toBe(world.run(["rev-parse", `${commit}~1`]));
  expect(world.run(["ls-tree", "-r", "--name-only", commit]).split("\n")).toEqual([
    ".gitignore",
    "new.txt",
    "src/a.txt",
  ]);
  expect(world.run(["show", `${commit}:src/a.txt`])).toBe("and changed again");
  expect(readdirSync(world.repository.state)).toEqual([]);
  await keepAdopted(world.repository, "a task", commit);
  expect(world.run(["rev-parse", "refs/traffic/adopted/a%20task"])).toBe(commit);
  expect(await straysIn(world)).toMatchObject([{ adoptedBy: "a task" }]);
  const again = await workOf(world.repository, stray as Stray, ["tasks", "results"]);
  expect(await isAdopted(world.repository, "a task", again)).toBe(true);
  world.write("new.txt", "newer\n", path);
  const later = await workOf(world.repository, stray as Stray, ["tasks", "results"]);
  expect(await isAdopted(world.repository, "a task", later)).toBe(false);
});

test("files that a sparse checkout leaves out are no deletions, and repositories inside are left out", async () => {
  const world = await scratch();
  const path = worktree(world, "w", "-b", "begun");
  runGit(path, ["sparse-checkout", "set", "--no-cone", "/*", "!/src/"]);
  expect(existsSync(join(path, "src"))).toBe(false);
  world.write("new.txt", "new\n", path);
  runGit(path, ["init", "-q", "inner"]);
  runGit(join(path, "inner"), ["commit", "-q", "--allow-empty", "-m", "inner"]);
  runGit(path, ["init", "-q", "deep/empty"]);
  const [stray] = await straysIn(world);
  const commit = await workOf(world.repository, stray as Stray, []);
  const changes = await changesSince(world.repository, tipOf(world), commit);
  expect(changes).toEqual([{ path: "new.txt", kind: "added" }]);
});

test("what a task has adopted stays until the target holds it", async () => {
  const world = await scratch();
  const commit = branch(world, "feature", { "x.txt": "x" });
  await keepAdopted(world.repository, "t", commit);
  const removable = async () =>
    (await world.git.listRemovable({ target: "main", inUse: { attempts: new Set(), worktrees: new Set() } }))
      .map(({ name }) => name)
      .filter((name) => name.includes("adopted"));
  expect(await removable()).toEqual([]);
  world.run(["merge", "-q", "--no-edit", "feature"]);
  expect(await removable()).toEqual(["refs/traffic/adopted/t"]);
});

const prepare = (world: Scratch, adopts: string, n = 1) =>
  world.git.prepare({ task: "t", n, slot: 0, ground: world.ground, adopts });

test("an attempt begins at the target's tip merged with what it adopts, and is told its base as ever", async () => {
  const world = await scratch();
  const commit = branch(world, "feature", { "x.txt": "x\n" });
  world.write("y.txt", "y\n");
  const tip = world.commit("The target moves on");
  const prepared = await prepare(world, commit);
  expect(prepared).toMatchObject({ base: tip, adopted: { kind: "merged", commit } });
  expect(readFileSync(join(prepared.path, "x.txt"), "utf8")).toBe("x\n");
  expect(readFileSync(join(prepared.path, "y.txt"), "utf8")).toBe("y\n");
  expect(runGit(prepared.path, ["rev-parse", "HEAD^1", "HEAD^2"])).toBe(`${tip}\n${commit}`);
  expect(await prepare(world, commit)).toEqual(prepared);
  const { head } = await world.git.save({
    task: "t",
    n: 1,
    path: prepared.path,
    message: "m",
    ground: world.ground,
  });
  expect(await world.git.propose({ task: "t", n: 1, head, ground: world.ground })).toMatchObject({
    kind: "candidate",
    changes: [{ path: "x.txt", kind: "added" }],
  });
});

test("an interrupted attempt goes back to where it began, not to the target alone", async () => {
  const world = await scratch();
  const commit = branch(world, "feature", { "x.txt": "x\n" });
  const { path, base } = await prepare(world, commit);
  world.write("x.txt", "changed\n", path);
  world.write("left.txt", "left\n", path);
  await world.reopen().reset({ path, base });
  expect(readFileSync(join(path, "x.txt"), "utf8")).toBe("x\n");
  expect(existsSync(join(path, "left.txt"))).toBe(false);
});

test("where both changed the same places it begins at the target, and says which", async () => {
  const world = await scratch();
  const commit = branch(world, "feature", { "src/a.txt": "mine\n" });
  world.write("src/a.txt", "theirs\n");
  const tip = world.commit("theirs");
  const prepared = await prepare(world, commit);
  expect(prepared).toMatchObject({ base: tip, adopted: { kind: "conflict", commit, paths: ["src/a.txt"] } });
  expect(runGit(prepared.path, ["rev-parse", "HEAD"])).toBe(tip);
  expect(await prepare(world, commit)).toEqual(prepared);
});

test("work that the target holds already, or that holds the target, needs no merge", async () => {
  const world = await scratch();
  const commit = branch(world, "feature", { "x.txt": "x\n" });
  const ahead = await prepare(world, commit);
  expect(runGit(ahead.path, ["rev-parse", "HEAD"])).toBe(commit);
  await world.git.end({ task: "t", n: 1, landed: false, ground: world.ground });
  world.run(["merge", "-q", "--no-ff", "--no-edit", "feature"]);
  const held = await prepare(world, commit, 2);
  expect(runGit(held.path, ["rev-parse", "HEAD"])).toBe(tipOf(world));
});

test("a commit that is not here is told, whatever it is", async () => {
  const world = await scratch();
  for (const [at, commit] of ["0".repeat(40), "f".repeat(40)].entries()) {
    expect(await prepare(world, commit, at + 1)).toMatchObject({ adopted: { kind: "missing", commit } });
    await world.git.end({ task: "t", n: at + 1, landed: false, ground: world.ground });
  }
});

test("killed at each step, the next try begins from the same work", async () => {
  const arrange = async (): Promise<Scratch> => {
    const world = await scratch();
    branch(world, "feature", { "x.txt": "x\n" });
    world.write("y.txt", "y\n");
    world.commit("The target moves on");
    return world;
  };
  const heads = new Set<string>();
  await killedAtEachStep(
    arrange,
    (git, world) =>
      git.prepare({
        task: "t",
        n: 1,
        slot: 0,
        ground: world.ground,
        adopts: world.run(["rev-parse", "feature"]),
      }),
    (world) => {
      const path = join(world.repository.worktrees, "agent-0");
      expect(readFileSync(join(path, "x.txt"), "utf8")).toBe("x\n");
      heads.add(runGit(path, ["log", "-1", "--format=%T %s"]));
    },
  );
  expect(heads.size).toBe(1);
});
