import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWorktree, runIn } from "../../src/git/worktree.ts";
import { killedAtEachStep, runGit, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

const prepare = (world: Scratch, task: string, slot = 1) =>
  world.git.prepare({ task, n: 1, slot, ground: world.ground });

const expectReady = (world: Scratch, path: string, branch: string): void => {
  expect(runGit(path, ["rev-parse", "--show-toplevel"])).toBe(path);
  expect(runGit(path, ["symbolic-ref", "HEAD"])).toBe(`refs/heads/${branch}`);
  expect(runGit(path, ["rev-parse", "HEAD"])).toBe(world.run(["rev-parse", "main"]));
  expect(runGit(path, ["status", "--porcelain", "--ignored"])).toBe("");
  expect(readFileSync(join(path, "src/a.txt"), "utf8")).toBe("a\n");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\n");
};

test("a worktree at the target's tip on the attempt's branch, the same when asked again", async () => {
  const world = await scratch();
  const first = await prepare(world, "add login");
  expectReady(world, first.path, "traffic/add%20login@1");
  expect(first).toEqual({ base: world.run(["rev-parse", "main"]), path: first.path, lacking: [] });
  writeFileSync(join(first.path, "work.txt"), "work");
  world.write("later.txt", "later");
  world.commit("the target moves");
  expect(await world.git.prepare({ task: "add login", n: 1, slot: 1, ground: world.ground })).toEqual(first);
  expect(readFileSync(join(first.path, "work.txt"), "utf8")).toBe("work");
});

test("nothing is written into the shared settings", async () => {
  const world = await scratch();
  world.run(["config", "branch.autoSetupMerge", "always"]);
  const before = readFileSync(join(world.repository.common, "config"), "utf8");
  await prepare(world, "x");
  expect(readFileSync(join(world.repository.common, "config"), "utf8")).toBe(before);
});

test("killed at each step, the next try is ready all the same", async () => {
  const steps = await killedAtEachStep(
    scratch,
    (git, world) => git.prepare({ task: "x", n: 1, slot: 1, ground: world.ground }),
    (world) => expectReady(world, join(world.repository.worktrees, "agent-1"), "traffic/x@1"),
  );
  expect(steps).toEqual(["files removed", "worktree added", "branch checked out"]);
});

test("killed at each step in a pooled worktree that another attempt left behind", async () => {
  const arrange = async (): Promise<Scratch> => {
    const world = await scratch();
    const { path } = await prepare(world, "old");
    runGit(path, ["switch", "-q", "-c", "own"]);
    runGit(path, ["commit", "-q", "--allow-empty", "-m", "own"]);
    world.write("new.txt", "unsaved", path);
    return world;
  };
  const steps = await killedAtEachStep(
    arrange,
    (git, world) => git.prepare({ task: "x", n: 1, slot: 1, ground: world.ground }),
    (world) => {
      expectReady(world, join(world.repository.worktrees, "agent-1"), "traffic/x@1");
      expect(world.run(["show", "refs/traffic/rescue/old/1:new.txt"])).toBe("unsaved");
      expect(world.run(["rev-parse", "refs/traffic/attempts/old/1"])).toBe(world.run(["rev-parse", "own"]));
    },
  );
  expect(steps).toEqual(["leftovers kept", "work kept", "taken over", "branch checked out"]);
});

test("the work of an attempt whose worktree the next one took is kept when it ends", async () => {
  const world = await scratch();
  const { path } = await prepare(world, "old");
  world.write("work.txt", "work", path);
  const { head } = await world.git.save({ task: "old", n: 1, path, message: "old", ground: world.ground });
  await prepare(world, "x");
  await world.git.end({ task: "old", n: 1, landed: false, ground: world.ground });
  expect(world.run(["rev-parse", "refs/traffic/attempts/old/1"])).toBe(head);
  expectReady(world, path, "traffic/x@1");
});

/** Ways in which an agent, or a git killed under it, may leave a worktree. */
const damages: Record<string, (path: string, gitDir: string, world: Scratch) => void> = {
  "index.lock left": (_path, gitDir) => writeFileSync(join(gitDir, "index.lock"), ""),
  "HEAD.lock left": (_path, gitDir) => writeFileSync(join(gitDir, "HEAD.lock"), ""),
  "index broken": (_path, gitDir) => writeFileSync(join(gitDir, "index"), "rubbish"),
  "index gone": (_path, gitDir) => rmSync(join(gitDir, "index")),
  "HEAD broken": (_path, gitDir) => writeFileSync(join(gitDir, "HEAD"), "rubbish\n"),
  ".git gone": (path) => rmSync(join(path, ".git")),
  ".git replaced": (path) => {
    rmSync(join(path, ".git"));
    runGit(path, ["init", "-q"]);
  },
  "git folder half made": (_path, gitDir) => rmSync(join(gitDir, "commondir")),
  "git folder gone": (_path, gitDir) => rmSync(gitDir, { recursive: true }),
  "files gone": (path) => rmSync(path, { recursive: true }),
  "a file in its place": (path) => {
    rmSync(path, { recursive: true });
    writeFileSync(path, "");
  },
  "a link to the person's checkout in its place": (path, _gitDir, world) => {
    rmSync(path, { recursive: true });
    symlinkSync(world.repository.checkout, path);
  },
  "rebase left open": (path) => {
    runGit(path, ["commit", "-q", "--allow-empty", "-m", "one"]);
    expect(() => runGit(path, ["rebase", "--exec", "false", "HEAD~1"])).toThrow(/rebase/);
  },
  "bisect left open": (path) => runGit(path, ["bisect", "start"]),
  "changes hidden from git": (path) => {
    runGit(path, ["update-index", "--assume-unchanged", "src/a.txt"]);
    runGit(path, ["update-index", "--skip-worktree", "README.md"]);
    writeFileSync(join(path, "src/a.txt"), "hidden");
    writeFileSync(join(path, "README.md"), "hidden");
  },
  "sparse checkout set": (path) => runGit(path, ["sparse-checkout", "set", "nothing"]),
  "a folder where a file belongs": (path) => {
    rmSync(join(path, "README.md"));
    mkdirSync(join(path, "README.md"));
    writeFileSync(join(path, "README.md/deep"), "");
  },
  "a file where a folder belongs": (path) => {
    rmSync(join(path, "src"), { recursive: true });
    writeFileSync(join(path, "src"), "");
  },
  "a link out of the worktree": (path, _gitDir, world) => {
    rmSync(join(path, "src"), { recursive: true });
    symlinkSync(join(world.repository.checkout, "src"), join(path, "src"));
  },
  "a repository inside": (path) => {
    runGit(path, ["init", "-q", "inner"]);
    runGit(join(path, "inner"), ["commit", "-q", "--allow-empty", "-m", "one"]);
  },
  "ignored files and odd names": (path) => {
    mkdirSync(join(path, "ignored"));
    for (const name of ["ignored/x", "a.log", "sp ace\n", "-rf", "ünï", "x".repeat(255)])
      writeFileSync(join(path, name), "");
  },
  "locked and marked": (_path, gitDir) => writeFileSync(join(gitDir, "locked"), "mine"),
};

test.each(Object.entries(damages))(
  "a pooled worktree is used again only after a scrub: %s",
  async (_name, damage) => {
    const world = await scratch();
    const { path } = await prepare(world, "old");
    await world.git.end({ task: "old", n: 1, landed: false, ground: world.ground });
    const worktree = openWorktree(world.repository, path);
    damage(path, worktree?.gitDir ?? "", world);
    world.write("new.txt", "new");
    world.commit("the target moves");
    const ready = await prepare(world, "x");
    expectReady(world, ready.path, "traffic/x@1");
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(world.run(["status", "--porcelain"])).toBe("");
    expect(readFileSync(join(world.repository.checkout, "src/a.txt"), "utf8")).toBe("a\n");
    expect(runGit(path, ["fsck", "--no-dangling"])).toBe("");
  },
);

test.each(Object.entries(damages))(
  "an interrupted attempt goes back to its base: %s",
  async (name, damage) => {
    const world = await scratch();
    const { path, base } = await prepare(world, "x");
    const worktree = openWorktree(world.repository, path);
    damage(path, worktree?.gitDir ?? "", world);
    const gone = ["git folder half made", "git folder gone", "files gone", "a file in its place"];
    const again = world.git.reset({ path, base });
    if (gone.includes(name) || name.startsWith("a link to the person")) {
      await expect(again).rejects.toThrow(/is no worktree of/);
      expect((await prepare(world, "x")).path).toBe(path);
    } else await again;
    expectReady(world, path, "traffic/x@1");
    expect(world.run(["status", "--porcelain"])).toBe("");
  },
);

test("only worktrees of ours are ever reset", async () => {
  const world = await scratch();
  world.write("mine.txt", "mine");
  const base = world.run(["rev-parse", "HEAD"]);
  const { checkout, worktrees } = world.repository;
  await expect(world.git.reset({ path: checkout, base })).rejects.toThrow(/is no worktree of/);
  await expect(world.git.reset({ path: join(worktrees, "../.."), base })).rejects.toThrow(/is no worktree/);
  expect(readFileSync(join(checkout, "mine.txt"), "utf8")).toBe("mine");
});

test("a home that is a repository itself is never taken for the worktree", async () => {
  const world = await scratch();
  runGit(world.root, ["init", "-q"]);
  world.write("precious.txt", "precious", world.root);
  const { path } = await prepare(world, "x");
  const worktree = openWorktree(world.repository, path);
  rmSync(join(path, ".git"));
  if (worktree === undefined) throw new Error("no worktree");
  await expect(runIn(worktree, ["status"])).rejects.toThrow(/not a git repository/);
  const ready = await world.git.prepare({ task: "y", n: 1, slot: 1, ground: world.ground });
  expectReady(world, ready.path, "traffic/y@1");
  expect(readFileSync(join(world.root, "precious.txt"), "utf8")).toBe("precious");
});

test("work in a folder whose git pointers are gone is kept: committed, or the folder set aside", async () => {
  const world = await scratch();
  const { path } = await prepare(world, "old");
  world.write("new.txt", "unsaved", path);
  rmSync(join(path, ".git"));
  await prepare(world, "x");
  expect(world.run(["show", "refs/traffic/rescue/old/1:new.txt"])).toBe("unsaved");
  world.write("new.txt", "unsaved", path);
  rmSync(openWorktree(world.repository, path)?.gitDir ?? "", { recursive: true });
  await prepare(world, "y");
  expectReady(world, path, "traffic/y@1");
  const lost = readdirSync(world.repository.worktrees).find((name) => name.startsWith("lost-")) ?? "";
  expect(readFileSync(join(world.repository.worktrees, lost, "new.txt"), "utf8")).toBe("unsaved");
});

test("an unfinished attempt's branch is begun again, and what it held is kept", async () => {
  const world = await scratch();
  world.run(["branch", "traffic/x@1"]);
  world.write("new.txt", "new");
  world.commit("the target moves");
  await prepare(world, "x");
  expect(world.run(["rev-parse", "traffic/x@1"])).toBe(world.run(["rev-parse", "main"]));
  const kept = world.run(["commit-tree", "-m", "lost", "-p", "main", "main^{tree}"]);
  world.run(["branch", "traffic/y@1", kept]);
  await prepare(world, "y", 2);
  expect(world.run(["rev-parse", "refs/traffic/rescue/y/1-branch"])).toBe(kept);
});

test("a branch that the person looks at is told, and left alone", async () => {
  const world = await scratch();
  world.run(["branch", "traffic/x@1"]);
  world.run(["worktree", "add", "-q", join(world.root, "look"), "traffic/x@1"]);
  await expect(prepare(world, "x")).rejects.toThrow(/traffic\/x@1 is checked out in .*look.*switch/);
  await expect(
    world.git.prepare({ task: "x", n: 1, slot: 1, ground: { ...world.ground, target: "no" } }),
  ).rejects.toThrow(/target branch no does not exist/);
});

test("an attempt that had another slot moves, its unsaved work kept", async () => {
  const world = await scratch();
  const { path } = await prepare(world, "x");
  world.write("new.txt", "unsaved", path);
  const moved = await prepare(world, "x", 2);
  expectReady(world, moved.path, "traffic/x@1");
  expect(world.run(["show", "refs/traffic/rescue/x/1:new.txt"])).toBe("unsaved");
});

test("the person's sparse checkout is not the agent's", async () => {
  for (const settings of [
    ["sparse-checkout", "set", "src"],
    ["config", "core.sparseCheckout", "true"],
  ]) {
    const world = await scratch();
    world.write("docs/b.txt", "b\n");
    world.commit("docs");
    world.run(settings);
    world.write("info/sparse-checkout", "/src/\n", world.repository.common);
    const { path } = await prepare(world, "x");
    expect(existsSync(join(path, "docs/b.txt"))).toBe(true);
  }
});

test("submodules are filled from the person's own copies; one that cannot be had is named", async () => {
  const inner = await scratch("inner");
  inner.run([
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    inner.repository.checkout,
    "deep",
  ]);
  inner.commit("deep");
  const world = await scratch();
  world.run([
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    inner.repository.checkout,
    "sub",
  ]);
  world.run(["-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive"]);
  world.commit("sub");
  const before = readFileSync(join(world.repository.common, "config"), "utf8");
  rmSync(inner.root, { recursive: true });
  for (const task of ["x", "y"]) {
    const { path, lacking } = await prepare(world, task);
    expect(lacking).toEqual([]);
    expect(readFileSync(join(path, "sub/deep/src/a.txt"), "utf8")).toBe("a\n");
    expectReady(world, path, `traffic/${task}@1`);
    world.write("sub/dirt.txt", "dirt", path);
    await world.git.end({ task, n: 1, landed: false, ground: world.ground });
  }
  expect(readFileSync(join(world.repository.common, "config"), "utf8")).toBe(before);
  rmSync(join(world.repository.common, "modules"), { recursive: true });
  expect((await prepare(world, "z")).lacking).toEqual(["sub"]);
});

test("line ends and filters are the person's", async () => {
  const world = await scratch();
  world.run(["config", "core.autocrlf", "true"]);
  world.run(["config", "core.safecrlf", "true"]);
  const { path } = await prepare(world, "x");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\r\n");
  world.write("mixed.txt", "one\r\ntwo\n", path);
  const { head } = await world.git.save({ task: "x", n: 1, path, message: "m", ground: world.ground });
  expect(world.run(["show", `${head}:mixed.txt`])).toBe("one\ntwo");
});

test("a clean checkout for checks, whatever the last one left", async () => {
  const world = await scratch();
  const commit = world.run(["rev-parse", "HEAD"]);
  const { path } = await world.git.checkout({ slot: 1, commit, ground: world.ground });
  world.write("ignored/left.txt", "left", path);
  world.write("README.md", "changed", path);
  runGit(path, ["update-index", "--skip-worktree", "README.md"]);
  expect(await world.git.checkout({ slot: 1, commit, ground: world.ground })).toEqual({ path });
  expect(runGit(path, ["status", "--porcelain", "--ignored"])).toBe("");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\n");
  expect(runGit(path, ["rev-parse", "--symbolic-full-name", "HEAD"])).toBe("HEAD");
});

test("an attempt's work is laid out again in another worktree, from the base that it began from", async () => {
  const world = await scratch();
  const first = await prepare(world, "x", 1);
  writeFileSync(join(first.path, "work.txt"), "work");
  const request = { task: "x", n: 1, ground: world.ground };
  const { head } = await world.git.save({ ...request, path: first.path, message: "work" });
  world.write("later.txt", "later");
  world.commit("the target moves");
  const work = { base: first.base, head };
  const again = await world.git.prepare({ ...request, slot: 2, work });
  expect(again).toMatchObject({ base: first.base });
  expect(again.path).not.toBe(first.path);
  expect(readFileSync(join(again.path, "work.txt"), "utf8")).toBe("work");
  expect(existsSync(join(again.path, "later.txt"))).toBe(false);
  expect(runGit(again.path, ["symbolic-ref", "HEAD"])).toBe("refs/heads/traffic/x@1");
  writeFileSync(join(again.path, "more.txt"), "more");
  expect(await world.git.prepare({ ...request, slot: 2, work })).toMatchObject({ path: again.path });
  expect(readFileSync(join(again.path, "more.txt"), "utf8")).toBe("more");
});
