import { expect, test, vi } from "vitest";
import { killedAtEachStep, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

const propose = (world: Scratch, head: string) =>
  world.git.propose({ task: "x", n: 1, head, ground: world.ground });

/** A commit on a branch beside main, which stays checked out. */
const beside = (world: Scratch, files: Record<string, string>): string => {
  world.run(["switch", "-q", "-C", "side", "main"]);
  for (const [path, text] of Object.entries(files)) world.write(path, text);
  const head = world.commit("work");
  world.run(["switch", "-q", "main"]);
  return head;
};

test("K merges the target's tip with the work, and is the same when made again", async () => {
  const world = await scratch();
  vi.stubEnv("GIT_COMMITTER_DATE", "1700000000 +0200");
  const head = beside(world, { "src/a.txt": "changed\n", "ünï new.txt": "new" });
  vi.unstubAllEnvs();
  world.write("later.txt", "later");
  world.run(["rm", "-q", "README.md"]);
  const tip = world.commit("the target moves");
  const first = await propose(world, head);
  if (first.kind !== "candidate") throw new Error(first.kind);
  expect(first.base).toBe(tip);
  const facts = world.run(["show", "-s", "--format=%P %T %at %ct %cn", first.candidate]);
  expect(facts).toBe(`${tip} ${head} ${first.tree} 1700000000 1700000000 TrafficControl`);
  expect(world.run(["rev-parse", "refs/traffic/candidates/x/1"])).toBe(first.candidate);
  expect([...first.changes].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: "src/a.txt", kind: "modified" },
    { path: "ünï new.txt", kind: "added" },
  ]);
  world.run(["gc", "-q", "--prune=now"]);
  expect(await world.reopen().propose({ task: "x", n: 1, head, ground: world.ground })).toEqual(first);
});

test("a rename is a deletion and an addition; a changed type is told", async () => {
  const world = await scratch();
  world.run(["switch", "-q", "-C", "side"]);
  world.run(["mv", "README.md", "READ.md"]);
  world.run(["rm", "-q", "src/a.txt"]);
  world.run([
    "update-index",
    "--add",
    "--cacheinfo",
    `120000,${world.run(["hash-object", "-w", ".gitignore"])},src/a.txt`,
  ]);
  world.run(["commit", "-q", "-m", "moves"]);
  const head = world.run(["rev-parse", "HEAD"]);
  world.run(["switch", "-q", "-f", "main"]);
  const made = await propose(world, head);
  expect(made).toMatchObject({
    changes: [
      { path: "READ.md", kind: "added" },
      { path: "README.md", kind: "deleted" },
      { path: "src/a.txt", kind: "type_changed" },
    ],
  });
});

test("conflicts are told by path and in git's words", async () => {
  const world = await scratch();
  const head = beside(world, { "src/a.txt": "theirs\n", "b b.txt": "theirs\n" });
  world.write("src/a.txt", "ours\n");
  world.write("b b.txt", "ours\n");
  const tip = world.commit("the target moves");
  const made = await propose(world, head);
  expect(made).toMatchObject({ kind: "conflict", base: tip, paths: ["b b.txt", "src/a.txt"] });
  expect(made.kind === "conflict" && made.details).toContain(
    "CONFLICT (content): Merge conflict in src/a.txt",
  );
});

test("no change gives the tip's tree; unrelated work merges", async () => {
  const world = await scratch();
  const tip = world.run(["rev-parse", "HEAD"]);
  expect(await propose(world, tip)).toMatchObject({
    kind: "candidate",
    tree: world.run(["rev-parse", "HEAD^{tree}"]),
    changes: [],
  });
  world.run(["checkout", "-q", "--orphan", "alone"]);
  world.run(["rm", "-q", "-r", "-f", "."]);
  world.write("alone.txt", "alone");
  const head = world.commit("alone");
  world.run(["switch", "-q", "main"]);
  expect(await propose(world, head)).toMatchObject({ changes: [{ path: "alone.txt", kind: "added" }] });
});

test("results wait in order, once each, and survive a kill at each step", async () => {
  const ask = { task: "a b", text: "" };
  const steps = await killedAtEachStep(
    async () => {
      const world = await scratch();
      await world.git.keepResult({ ...ask, n: 2, text: "two\n\n", ground: world.ground });
      return world;
    },
    (git, world) => git.keepResult({ ...ask, n: 10, text: "ten é", ground: world.ground }),
    async (world) => {
      const { git, ground } = world;
      await git.keepResult({ ...ask, n: 2, text: "another two", ground });
      expect(await git.results({ task: "a b", ground })).toEqual([
        { attempt: 2, text: "two\n\n" },
        { attempt: 10, text: "ten é" },
      ]);
      expect(world.run(["log", "--format=%s", "refs/traffic/results/a%20b"])).toBe(
        "Result of a b@10\nResult of a b@2",
      );
    },
  );
  expect(steps).toEqual(["tree written", "result committed"]);
});

test("results that landed come with those that wait, and count before them", async () => {
  const world = await scratch();
  world.write("results/x/1.md", "landed one");
  world.write("results/x/3.md", "landed three");
  world.write("results/x/notes/4.md", "no result");
  world.write("results/xy/5.md", "another's");
  world.commit("landed");
  await world.git.keepResult({ task: "x", n: 1, text: "waiting one", ground: world.ground });
  await world.git.keepResult({ task: "x", n: 2, text: "waiting two", ground: world.ground });
  expect(await world.git.results({ task: "x", ground: world.ground })).toEqual([
    { attempt: 1, text: "landed one" },
    { attempt: 2, text: "waiting two" },
    { attempt: 3, text: "landed three" },
  ]);
  expect(await world.git.results({ task: "none", ground: world.ground })).toEqual([]);
});

test("shows a file of a commit, and nothing for what is no file", async () => {
  const world = await scratch();
  world.write("odd [x] *.txt", "odd");
  world.write("empty", "");
  const commit = world.commit("odd");
  expect(await world.git.show(commit, "odd [x] *.txt")).toBe("odd");
  expect(await world.git.show(commit, "empty")).toBe("");
  for (const path of ["src", "none.txt", "src/none.txt", "odd*"])
    expect(await world.git.show(commit, path)).toBeUndefined();
});

test("the patch of an attempt applies to its base", async () => {
  const world = await scratch();
  const base = world.run(["rev-parse", "HEAD"]);
  world.write("bytes", Buffer.from([0, 1, 255]));
  world.write("src/a.txt", "changed\n");
  const head = world.commit("work");
  world.run(["config", "color.ui", "always"]);
  world.write("../patch", await world.git.diff(base, head));
  world.run(["reset", "-q", "--hard", base]);
  world.run(["apply", "--index", "../patch"]);
  expect(world.run(["write-tree"])).toBe(world.run(["rev-parse", `${head}^{tree}`]));
});
