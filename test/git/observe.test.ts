import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { wordOf } from "../../src/git/observe.ts";
import { runGit, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

const result = (outcome: string): string => `---\nattempt: 1\noutcome: ${outcome}\n---\n\noutcome: done\n`;

const observe = (world: Scratch, since?: string) =>
  world.git.observe({ results: "results", ...(since === undefined ? {} : { since }) });

test("what landed and vanished since, or everything where since is unknown", async () => {
  const world = await scratch();
  const start = world.run(["rev-parse", "HEAD"]);
  world.write("results/a b/1.md", result("failed"));
  world.write("results/a b/2.md", result("done"));
  world.write("results/ünï/1.md", result('"done" # well'));
  world.write("results/notes.md", result("done"));
  world.write("elsewhere/results/c/1.md", result("done"));
  const tip = world.commit("land");
  const landed = [
    { task: "a b", attempt: 2 },
    { task: "ünï", attempt: 1 },
  ];
  const all = { branch: "main", tip, landed, undone: [], vanished: [], attempted: landed };
  expect(await observe(world)).toEqual(all);
  expect(await observe(world, start)).toEqual(all);
  expect(await observe(world, "1".repeat(40))).toEqual(all);
  expect(await observe(world, tip)).toEqual({ ...all, landed: [], attempted: [] });
  world.run(["revert", "--no-edit", "HEAD"]);
  expect(await observe(world, tip)).toMatchObject({ landed: [], vanished: ["a b", "ünï"] });
});

test("an engine without a journal is told which attempt numbers are taken, by results and by refs", async () => {
  const world = await scratch();
  world.write("results/a/2.md", result("failed"));
  world.commit("record");
  world.run(["update-ref", "refs/traffic/attempts/a/3", "HEAD"]);
  world.run(["branch", "traffic/b@1"]);
  const { attempted } = await observe(world);
  expect(attempted).toEqual([
    { task: "a", attempt: 3 },
    { task: "b", attempt: 1 },
  ]);
});

test("a task that keeps another done result has not vanished, and that one counts; a changed one has", async () => {
  const world = await scratch();
  world.write("results/a/1.md", result("done"));
  world.write("results/a/2.md", result("done"));
  world.write("results/b/1.md", result("done"));
  const since = world.commit("land");
  world.run(["rm", "-q", "results/a/1.md"]);
  world.write("results/b/1.md", result("failed"));
  world.commit("mend");
  expect(await observe(world, since)).toMatchObject({
    landed: [{ task: "a", attempt: 2 }],
    vanished: ["b"],
  });
  world.write("results/b/1.md", result("done"));
  const again = world.commit("again");
  expect(await observe(world, "HEAD~1")).toMatchObject({ tip: again, landed: [{ task: "b", attempt: 1 }] });
});

test("what was taken back is done no longer, until it lands again; reverted, the undo never was", async () => {
  const world = await scratch();
  world.write("results/a/1.md", result("done"));
  const landed = world.commit("land");
  world.write("results/a/2.md", result("undone"));
  const undone = world.commit("undo");
  const taken = { landed: [], undone: [{ task: "a", attempt: 2 }], vanished: [] };
  expect(await observe(world, landed)).toMatchObject(taken);
  expect(await observe(world)).toMatchObject(taken);
  expect(await observe(world, undone)).toMatchObject({ landed: [], undone: [], vanished: [] });
  world.write("results/a/3.md", result("done"));
  const again = world.commit("land again");
  const back = { landed: [{ task: "a", attempt: 3 }], undone: [], vanished: [] };
  expect(await observe(world, undone)).toMatchObject(back);
  expect(await observe(world)).toMatchObject(back);
  world.run(["revert", "--no-edit", "HEAD"]);
  expect(await observe(world, again)).toMatchObject(taken);
  world.run(["revert", "--no-edit", "HEAD~2"]);
  const once = { landed: [{ task: "a", attempt: 1 }], undone: [], vanished: [] };
  expect(await observe(world, again)).toMatchObject(once);
  world.run(["rm", "-rq", "results"]);
  world.commit("nothing");
  expect(await observe(world, again)).toMatchObject({ landed: [], undone: [], vanished: ["a"] });
});

test("the target is the branch named, or the one checked out", async () => {
  const world = await scratch();
  world.run(["branch", "release"]);
  expect(await world.git.observe({ target: "release", results: "results" })).toMatchObject({
    branch: "release",
  });
  await expect(world.git.observe({ target: "none", results: "results" })).rejects.toThrow(
    /none does not exist/,
  );
  world.run(["switch", "-q", "--detach"]);
  await expect(observe(world)).rejects.toThrow(/HEAD is detached.*target:/);
  world.run(["checkout", "-q", "--orphan", "unborn"]);
  await expect(observe(world)).rejects.toThrow(/unborn does not exist/);
});

test("where a branch is named as the folder of ours is, nothing is observed or prepared, and it is said why", async () => {
  const world = await scratch();
  world.run(["branch", "traffic"]);
  const why = /a branch is named traffic.*git branch -m traffic /;
  await expect(observe(world)).rejects.toThrow(why);
  const ask = { task: "a", n: 1, slot: 0, ground: world.ground };
  await expect(world.git.prepare(ask)).rejects.toThrow(why);
  world.run(["pack-refs", "--all"]);
  await expect(observe(world)).rejects.toThrow(why);
  world.run(["branch", "-m", "traffic", "traffic-of-mine"]);
  expect(await observe(world)).toMatchObject({ branch: "main" });
  await world.git.prepare(ask);
});

test("where results would take the place of something else, nothing is observed, and it is said why", async () => {
  const world = await scratch();
  symlinkSync("/srv/data", join(world.repository.checkout, "results"));
  world.commit("data");
  await expect(observe(world)).rejects.toThrow(/^results is a link in main, .*traffic\.yaml/);
  world.write("kept/runs", "a file");
  world.commit("runs");
  const elsewhere = (results: string) => world.git.observe({ results });
  await expect(elsewhere("kept/runs/results")).rejects.toThrow(/^kept\/runs is no folder in main/);
  expect(await elsewhere("kept/results")).toMatchObject({ branch: "main" });
});

test("only the front matter says what came of it", () => {
  for (const text of [
    result("done"),
    result("'done'"),
    `\uFEFF${result("done")}`,
    result("done").replaceAll("\n", "\r\n"),
  ])
    expect(wordOf(text)).toBe("done");
  for (const text of [
    result("failed"),
    result("donе"),
    result('"done'),
    "outcome: done",
    "---\n  outcome: done\n---",
    "",
  ])
    expect(wordOf(text)).not.toBe("done");
});

test("definitions come from the checkout while it stands for the target", async () => {
  const world = await scratch();
  const { git } = world;
  expect(await git.definitions({ target: "main" })).toEqual({ from: "checkout" });
  world.run(["switch", "-q", "-c", "side"]);
  expect(await git.definitions({ target: "main" })).toEqual({
    from: "tree",
    why: `${world.repository.checkout} is on side, not on main`,
  });
});

test("an operation under way sends to the tree", async () => {
  const world = await scratch();
  world.run(["commit", "-q", "--allow-empty", "-m", "two"]);
  world.run(["bisect", "start"]);
  expect(await world.git.definitions({ target: "main" })).toMatchObject({ from: "tree" });
  world.run(["bisect", "reset"]);
  const side = world.run(["commit-tree", "-p", "HEAD~1", "-m", "side", "HEAD^{tree}"]);
  world.run(["merge", "-q", "--no-commit", "--no-ff", side]);
  const found = await world.git.definitions({ target: "main" });
  expect(found.from === "tree" && found.why).toContain("a merge is under way");
});

test("task, roadmap and agent files and the configuration, as the tree holds them", async () => {
  const world = await scratch();
  const texts = {
    ".claude/agents/dev.md": "dev",
    "agents/qa.md": "qa\r\n",
    "roadmaps/core.md": "",
    "tasks/deep/ünï [x].md": "é\n\n",
    "traffic.yaml": "slots: {}\n",
  };
  for (const [path, text] of Object.entries({ ...texts, "tasks/no.txt": "no", "docs/no.md": "no" }))
    world.write(path, text);
  const tip = world.commit("definitions");
  const found = await world.git.treeFiles(tip, defaultConfig.folders);
  expect(Object.fromEntries(found.map(({ path, text }) => [path, text]))).toEqual(texts);
});

test("what git is in the middle of bringing in is committed somewhere; what nobody added is not", async () => {
  const world = await scratch();
  const committed = async (): Promise<readonly string[]> =>
    (await world.git.committedFiles(defaultConfig.folders)).toSorted();
  world.write("tasks/here.md", "here");
  world.write("shared", "one");
  const base = world.commit("here");
  world.write("tasks/theirs.md", "theirs");
  world.write("shared", "two");
  const theirs = world.commit("theirs");
  world.run(["reset", "-q", "--hard", base]);
  world.write("shared", "three");
  world.commit("ours");
  world.write("tasks/new.md", "new");
  expect(await committed()).toEqual(["tasks/here.md"]);
  expect(() => world.run(["cherry-pick", theirs])).toThrow("conflict");
  expect(await committed()).toEqual(["tasks/here.md", "tasks/theirs.md"]);
});

test("the watch tells when the target moves, packed or loose, and stays quiet otherwise", async () => {
  const world = await scratch();
  let calls = 0;
  let wake: () => void = () => undefined;
  const stop = world.git.watchTarget("main", () => {
    calls += 1;
    wake();
  });
  const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  for (const move of [
    ["commit", "-q", "--allow-empty", "-m", "two"],
    ["switch", "-q", "-c", "side"],
    ["pack-refs", "--all"],
  ]) {
    const called = next();
    world.run(move);
    await called;
  }
  stop();
  const before = calls;
  runGit(world.repository.checkout, ["commit", "-q", "--allow-empty", "-m", "unheard"]);
  await world.git.observe({ results: "results" });
  expect(calls).toBe(before);
});
