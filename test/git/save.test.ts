import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openGit } from "../../src/git/open.ts";
import { findRepository } from "../../src/git/repository.ts";
import { openWorktree } from "../../src/git/worktree.ts";
import { killedAtEachStep, runGit, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

type Begun = Scratch & { readonly path: string; readonly base: string };

const begun = async (): Promise<Begun> => {
  const world = await scratch();
  return { ...world, ...(await world.git.prepare({ task: "x", n: 1, slot: 1, ground: world.ground })) };
};

const save = (world: Begun, git = world.git): Promise<{ head: string }> =>
  git.save({ task: "x", n: 1, path: world.path, message: "Work of x@1\n", ground: world.ground });

const expectSaved = (world: Begun, head: string): void => {
  expect(world.run(["rev-parse", "traffic/x@1"])).toBe(head);
  expect(runGit(world.path, ["symbolic-ref", "HEAD"])).toBe("refs/heads/traffic/x@1");
  expect(runGit(world.path, ["status", "--porcelain"])).toBe("");
};

test("nothing done leaves the base as it is; something is committed once", async () => {
  const world = await begun();
  expect(await save(world)).toEqual({ head: world.base });
  world.write("new.txt", "new", world.path);
  const { head } = await save(world);
  expect(world.run(["log", "--format=%an <%ae> %s", `${world.base}..${head}`])).toBe(
    "Pat <pat@example.org> Work of x@1",
  );
  expectSaved(world, head);
  expect(await save(world)).toEqual({ head });
});

test("without a person's identity the work is TrafficControl's; hooks and signing are left out", async () => {
  const world = await begun();
  writeFileSync(
    join(world.root, "gitconfig"),
    "[commit]\n\tgpgSign = true\n[user]\n\tuseConfigOnly = true\n",
  );
  world.write("hooks/pre-commit", "#!/bin/sh\ntouch ran; exit 1\n", world.repository.common);
  chmodSync(join(world.repository.common, "hooks/pre-commit"), 0o755);
  world.write("new.txt", "new", world.path);
  const { head } = await save(world);
  expect(world.run(["show", "-s", "--format=%an %ae %cn %G?", head])).toBe(
    "TrafficControl traffic@localhost TrafficControl N",
  );
  expect(existsSync(join(world.path, "ran"))).toBe(false);
});

test("every kind of file comes along, but for what is ignored", async () => {
  const world = await begun();
  const names = [
    "sp ace.txt",
    "ünï/日本.txt",
    "-dash",
    "new\nline",
    "x".repeat(255),
    ":(top)colon",
    "*.star",
  ];
  for (const name of names) world.write(name, name, world.path);
  world.write("ignored/no.txt", "no", world.path);
  world.write("no.log", "no", world.path);
  world.write("run.sh", "#!/bin/sh\n", world.path);
  world.write("bytes", Buffer.from([0, 255, 13, 10]), world.path);
  chmodSync(join(world.path, "run.sh"), 0o755);
  symlinkSync("/nowhere", join(world.path, "link"));
  unlinkSync(join(world.path, "README.md"));
  const { head } = await save(world);
  const added = world.run(["diff", "--no-renames", "--name-only", "-z", "--diff-filter=A", world.base, head]);
  expect(added.split("\0").filter(Boolean).sort()).toEqual([...names, "bytes", "link", "run.sh"].sort());
  expect(world.run(["ls-tree", head, "run.sh", "link"])).toMatch(/^120000 .*link\n100755 .*run\.sh$/);
  expect(world.run(["ls-tree", head, "README.md"])).toBe("");
});

/** What an agent may have done when it ends; all of its work must be in the saved commit. */
const habits: Record<string, (world: Begun, gitDir: string) => void> = {
  "committed by itself": ({ path }) => {
    runGit(path, ["add", "-A"]);
    runGit(path, ["commit", "-q", "-m", "mine"]);
  },
  staged: ({ path }) => void runGit(path, ["add", "-A"]),
  "switched branch": ({ path }) => {
    runGit(path, ["switch", "-q", "-c", "own"]);
    runGit(path, ["add", "-A"]);
    runGit(path, ["commit", "-q", "-m", "mine"]);
  },
  "HEAD detached": ({ path }) => void runGit(path, ["switch", "-q", "--detach"]),
  "an orphan branch": ({ path }) => void runGit(path, ["checkout", "-q", "--orphan", "fresh"]),
  "its branch deleted": ({ path }) => {
    runGit(path, ["switch", "-q", "--detach"]);
    runGit(path, ["branch", "-D", "traffic/x@1"]);
  },
  "locks left by a killed git": ({ repository }, gitDir) => {
    for (const lock of ["index.lock", "HEAD.lock"]) writeFileSync(join(gitDir, lock), "");
    writeFileSync(join(repository.common, "refs/heads/traffic/x@1.lock"), "");
  },
  "index broken": (_world, gitDir) => writeFileSync(join(gitDir, "index"), "rubbish"),
  "index gone": (_world, gitDir) => rmSync(join(gitDir, "index")),
  "HEAD broken": (_world, gitDir) => writeFileSync(join(gitDir, "HEAD"), "\0\0\0"),
  ".git gone": ({ path }) => rmSync(join(path, ".git")),
  "changes hidden from git": ({ path }) =>
    void runGit(path, ["update-index", "--assume-unchanged", "src/a.txt"]),
  "sparse checkout set": ({ path }) => void runGit(path, ["sparse-checkout", "set", "src"]),
  "a conflict left open": ({ path, base }) => {
    const side = runGit(path, ["commit-tree", "-p", base, "-m", "side", `${base}^{tree}`]);
    runGit(path, ["add", "-A"]);
    runGit(path, ["commit", "-q", "-m", "mine"]);
    runGit(path, ["merge", "-q", "--no-commit", "--no-ff", side]);
  },
};

test.each(Object.entries(habits))("saves all of an agent's work: %s", async (_name, habit) => {
  const world = await begun();
  world.write("src/a.txt", "changed", world.path);
  world.write("src/new.txt", "new", world.path);
  habit(world, openWorktree(world.repository, world.path)?.gitDir ?? "");
  const { head } = await save(world);
  expect(world.run(["diff", "--name-status", world.base, head])).toBe("M\tsrc/a.txt\nA\tsrc/new.txt");
  expect(world.run(["show", `${head}:src/a.txt`])).toBe("changed");
  expect(world.run(["merge-base", world.base, head])).toBe(world.base);
  expectSaved(world, head);
  expect(world.run(["status", "--porcelain"])).toBe("");
});

test("a rebase left open: where the agent stands is saved, what it had before is kept", async () => {
  const world = await begun();
  world.write("one.txt", "one", world.path);
  runGit(world.path, ["add", "-A"]);
  runGit(world.path, ["commit", "-q", "-m", "one"]);
  const before = world.run(["rev-parse", "traffic/x@1"]);
  const rebase = [
    "-c",
    "sequence.editor=perl -pi -e s/^pick/edit/",
    "rebase",
    "-q",
    "-i",
    "--force-rebase",
    world.base,
  ];
  runGit(world.path, rebase);
  runGit(world.path, ["reset", "-q", "--hard", world.base]);
  const { head } = await save(world);
  expect(head).toBe(world.base);
  expect(world.run(["rev-parse", "refs/traffic/rescue/x/1-branch"])).toBe(before);
  expectSaved(world, head);
});

test("repositories inside become plain files, their commits are kept", async () => {
  const world = await begun();
  for (const inner of ["made", "empty", "deep/er"]) {
    mkdirSync(join(world.path, inner), { recursive: true });
    runGit(join(world.path, inner), ["init", "-q"]);
    world.write(`${inner}/file.txt`, inner, world.path);
  }
  runGit(join(world.path, "made"), ["add", "-A"]);
  runGit(join(world.path, "made"), ["commit", "-q", "-m", "inside"]);
  runGit(world.path, ["add", "made"]);
  runGit(world.path, ["commit", "-q", "-m", "a link to nowhere"]);
  mkdirSync(join(world.path, "made/nested"));
  runGit(join(world.path, "made/nested"), ["init", "-q"]);
  world.write("made/nested/file.txt", "nested", world.path);
  const { head } = await save(world);
  expect(world.run(["diff", "--name-only", world.base, head]).split("\n")).toEqual([
    "deep/er/file.txt",
    "empty/file.txt",
    "made/file.txt",
    "made/nested/file.txt",
  ]);
  expect(world.run(["show", "refs/traffic/rescue/x/1-embedded-1:file.txt"])).toBe("made");
});

test("a worktree that the agent made inside its own is no part of the work; what it held is kept", async () => {
  const world = await begun();
  runGit(world.path, ["worktree", "add", "-q", "trees/one", "-b", "inner"]);
  world.write("trees/one/unsaved.txt", "unsaved", world.path);
  world.write("work.txt", "work", world.path);
  const { head } = await save(world);
  expect(world.run(["diff", "--name-only", world.base, head])).toBe("work.txt");
  expect(world.run(["show", "refs/traffic/rescue/x/1-embedded-1:unsaved.txt"])).toBe("unsaved");
  expect(world.run(["worktree", "list"]).split("\n")).toHaveLength(2);
});

test("a link to the person's own repository is stored as a link, and nothing in there is touched", async () => {
  const world = await begun();
  const { checkout } = world.repository;
  const commit = world.run(["rev-parse", "HEAD"]);
  runGit(world.path, ["update-index", "--add", "--cacheinfo", `160000,${commit},trap`]);
  symlinkSync(checkout, join(world.path, "trap"));
  const { head } = await save(world);
  expect(world.run(["ls-tree", head, "trap"])).toMatch(/^120000/);
  expect(existsSync(join(checkout, ".git"))).toBe(true);
});

test("killed at each step, saving again gives the same commit", async () => {
  let expected = "";
  const steps = await killedAtEachStep(
    async () => {
      const world = await begun();
      runGit(world.path, ["switch", "-q", "--detach"]);
      world.write("new.txt", "new", world.path);
      return world;
    },
    async (git, world) => {
      const { path } = await git.prepare({ task: "x", n: 1, slot: 1, ground: world.ground });
      expected = (await save(world as Begun, git)).head;
      expectSaved({ ...world, path, base: "" }, expected);
    },
    (world) => {
      expect(world.run(["log", "--format=%s", "main..traffic/x@1"])).toBe("Work of x@1");
      expect(world.run(["for-each-ref", "refs/traffic/rescue"])).toBe("");
    },
  );
  expect(steps).toEqual(["committed", "branch moved"]);
});

test("only worktrees of ours are ever saved", async () => {
  const world = await begun();
  await expect(save({ ...world, path: world.repository.checkout })).rejects.toThrow(/is no worktree of/);
  expect(readFileSync(join(world.repository.common, "HEAD"), "utf8")).toBe("ref: refs/heads/main\n");
});

test("a worktree that was removed, or that another place of the repository made, is told as gone", async () => {
  const world = await begun();
  rmSync(world.path, { recursive: true });
  await expect(save(world)).rejects.toMatchObject({ name: "WorktreeGone" });
  const moved = await begun();
  renameSync(moved.repository.checkout, join(moved.root, "moved"));
  const there = openGit({ repository: await findRepository(join(moved.root, "moved")) });
  await expect(save(moved, there)).rejects.toMatchObject({ name: "WorktreeGone" });
  const { path } = await there.prepare({ task: "x", n: 2, slot: 1, ground: moved.ground });
  expect(path).not.toBe(moved.path);
});
