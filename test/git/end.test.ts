import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWorktree } from "../../src/git/worktree.ts";
import type { OpenGit } from "../../src/git/open.ts";
import { killedAtEachStep, runGit, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

/** An attempt with one saved commit, a candidate and a result, and something lying about since. */
const worked = async (): Promise<Scratch & { path: string; head: string }> => {
  const world = await scratch();
  const { git, ground } = world;
  const { path } = await git.prepare({ task: "x", n: 1, slot: 1, ground });
  world.write("work.txt", "work", path);
  const { head } = await git.save({ task: "x", n: 1, path, message: "work", ground });
  await git.propose({ task: "x", n: 1, head, ground });
  await git.keepResult({ task: "x", n: 1, text: "result", ground });
  world.write("late.txt", "late", path);
  return { ...world, path, head };
};

const end = (git: OpenGit, world: Scratch, landed: boolean): Promise<void> =>
  git.end({ task: "x", n: 1, landed, ground: world.ground });

const refs = (world: Scratch): string[] => world.run(["for-each-ref", "--format=%(refname)"]).split("\n");

const expectFree = (path: string): void => {
  expect(runGit(path, ["rev-parse", "--symbolic-full-name", "HEAD"])).toBe("HEAD");
  expect(runGit(path, ["status", "--porcelain", "--ignored"])).toBe("");
};

test.each([
  [
    false,
    ["refs/heads/main", "refs/traffic/attempts/x/1", "refs/traffic/rescue/x/1", "refs/traffic/results/x"],
  ],
  [true, ["refs/heads/main", "refs/traffic/rescue/x/1"]],
])("ended, landed: %s; killed at each step, and again", async (landed, left) => {
  const steps = await killedAtEachStep(
    worked,
    (git, world) => end(git, world, landed),
    async (world, step) => {
      const { path, head } = world as Awaited<ReturnType<typeof worked>>;
      await end(world.reopen(), world, landed);
      expect([step, ...refs(world)]).toEqual([step, ...left]);
      expect(world.run(["show", "refs/traffic/rescue/x/1:late.txt"])).toBe("late");
      if (!landed) expect(world.run(["rev-parse", "refs/traffic/attempts/x/1"])).toBe(head);
      expectFree(path);
    },
  );
  expect(steps).toEqual(["leftovers kept", "worktree clean"]);
});

test("one that was never begun leaves nothing, not even of earlier work that it adopted, and takes no result of others with it", async () => {
  const world = await worked();
  const { git, ground, head } = world;
  await end(git, world, false);
  const before = refs(world);
  await git.prepare({ task: "x", n: 2, slot: 1, adopts: head, ground });
  expect(refs(world)).toContain("refs/heads/traffic/x@2");
  for (const _ of ["once", "again"])
    await git.end({ task: "x", n: 2, landed: false, unclaimed: true, ground });
  expect(refs(world).filter((name) => !name.includes("adopted"))).toEqual(before);
  expectFree(world.path);
});

test("ended before anything was saved, on a branch of the agent's own", async () => {
  const world = await worked();
  runGit(world.path, ["switch", "-q", "-c", "own"]);
  runGit(world.path, ["commit", "-q", "--allow-empty", "-m", "own"]);
  const own = world.run(["rev-parse", "own"]);
  await end(world.git, world, false);
  expect(world.run(["rev-parse", "refs/traffic/attempts/x/1"])).toBe(own);
  expectFree(world.path);
});

test("ended after its work was kept once before: what it came to since is kept too", async () => {
  const world = await worked();
  runGit(world.path, ["commit", "-q", "--allow-empty", "-m", "since"]);
  const since = runGit(world.path, ["rev-parse", "HEAD"]);
  world.run(["update-ref", "refs/traffic/attempts/x/1", world.head]);
  await end(world.git, world, false);
  expect(world.run(["rev-parse", "refs/traffic/attempts/x/1"])).toBe(since);
});

test("ended with the worktree, the branch, or both gone", async () => {
  const world = await worked();
  rmSync(join(world.root, "cache"), { recursive: true });
  await end(world.git, world, false);
  expect(world.run(["rev-parse", "refs/traffic/attempts/x/1"])).toBe(world.head);
  expect(refs(world)).not.toContain("refs/heads/traffic/x@1");
  await world.git.end({ task: "never begun", n: 7, landed: false, ground: world.ground });
  const { path } = await world.git.prepare({ task: "y", n: 1, slot: 1, ground: world.ground });
  runGit(path, ["switch", "-q", "--detach"]);
  runGit(path, ["branch", "-D", "traffic/y@1"]);
  await world.git.end({ task: "y", n: 1, landed: false, ground: world.ground });
  expectFree(path);
});

test("a worktree that git can make nothing of is set aside whole", async () => {
  const world = await worked();
  world.run(["config", "filter.broken.clean", "false"]);
  world.run(["config", "filter.broken.required", "true"]);
  world.write("info/attributes", "* filter=broken\n", world.repository.common);
  await end(world.git, world, false);
  expect(openWorktree(world.repository, world.path)).toBeUndefined();
  expect(world.run(["rev-parse", "refs/traffic/rescue/x/1-lost"])).toBe(world.head);
  const listed = await world.git.listRemovable({ target: "main", inUse: nothing });
  const lost = listed.find(({ kind }) => kind === "folder");
  expect(readFileSync(join(lost?.name ?? "", "late.txt"), "utf8")).toBe("late");
});

test("a branch that the person looks at stays", async () => {
  const world = await worked();
  runGit(world.path, ["switch", "-q", "--detach"]);
  world.run(["worktree", "add", "-q", join(world.root, "look"), "traffic/x@1"]);
  await end(world.git, world, false);
  expect(runGit(join(world.root, "look"), ["rev-parse", "HEAD"])).toBe(world.head);
});

const nothing = { attempts: new Set<string>(), worktrees: new Set<string>() };

test("what could go is listed with why, and goes only when asked", async () => {
  const world = await worked();
  const { git, repository } = world;
  const ask = { target: "main", inUse: nothing };
  expect(
    (await git.listRemovable({ ...ask, inUse: { ...nothing, attempts: new Set(["x@1"]) } })).length,
  ).toBe(0);
  await end(git, world, false);
  const { path } = await git.checkout({
    slot: 1,
    commit: world.run(["rev-parse", "main"]),
    ground: world.ground,
  });
  world.write("dirt.txt", "dirt", path);
  const listed = await git.listRemovable(ask);
  expect(listed.map(({ kind, name }) => [kind, name])).toEqual([
    ["worktree", join(repository.worktrees, "agent-1")],
    ["ref", "refs/traffic/attempts/x/1"],
    ["ref", "refs/traffic/rescue/x/1"],
  ]);
  expect(refs(world)).toContain("refs/traffic/rescue/x/1");
  world.write("again.txt", "somebody came", join(repository.worktrees, "agent-1"));
  expect((await git.remove(listed)).map(({ kind }) => kind)).toEqual(["ref", "ref"]);
  expect(refs(world)).toEqual(["refs/heads/main", "refs/traffic/results/x"]);
  expect(existsSync(join(repository.worktrees, "agent-1/again.txt"))).toBe(true);
  rmSync(join(repository.worktrees, "agent-1/again.txt"));
  world.run(["commit", "-q", "--allow-empty", "-m", "x"]);
  writeFileSync(join(path, "dirt.txt"), "still");
  await git.prepare({ task: "y", n: 1, slot: 1, ground: world.ground });
  await git.end({ task: "y", n: 1, landed: true, ground: world.ground });
  expect(await git.remove(await git.listRemovable(ask))).toHaveLength(1);
  expect(world.run(["worktree", "list"]).split("\n")).toHaveLength(2);
});
