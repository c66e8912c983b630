import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { recover } from "../../src/git/landing/settle.ts";
import { killedAtEachStep, scratch } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

/** A target that a task has landed on as attempt 1: two files of code, its result, its file's status. */
const landed = async (): Promise<Scratch> => {
  const world = await scratch();
  world.write("tasks/x.md", "---\nstatus: todo\n---\n");
  world.commit("a task");
  world.run(["switch", "-q", "-C", "work"]);
  world.write("src/a.txt", "a\nof x\n");
  world.write("src/new.txt", "new\n");
  world.commit("work");
  world.run(["switch", "-q", "main"]);
  world.run(["merge", "-q", "--no-ff", "--no-commit", "work"]);
  world.write("tasks/x.md", "---\nstatus: done\n---\n");
  world.write("results/x/1.md", "---\noutcome: done\n---\n");
  world.commit("Do x\n\nTraffic-Task: x\nTraffic-Attempt: x@1\n");
  return world;
};

const revert = (world: Scratch) =>
  world.git.revert({ task: "x", n: 2, of: 1, title: "Do x", ground: world.ground });

const headOf = async (world: Scratch): Promise<string> => (await revert(world))?.head ?? "";

const tree = (world: Scratch, commit: string): string[] =>
  world.run(["ls-tree", "-r", "--name-only", commit]).split("\n");

test("the work of an undo stands on the landing, without its code and with all that was recorded", async () => {
  const world = await landed();
  const head = await headOf(world);
  expect(world.run(["rev-parse", `${head}^`])).toBe(world.run(["rev-parse", "main"]));
  expect(world.run(["diff", "--name-only", "main^1", head]).split("\n")).toEqual([
    "results/x/1.md",
    "tasks/x.md",
  ]);
  expect(world.run(["diff", "--name-only", "main", head]).split("\n")).toEqual(["src/a.txt", "src/new.txt"]);
  expect(world.run(["rev-parse", "traffic/x@2"])).toBe(head);
  expect(await headOf(world)).toBe(head);
  expect(existsSync(join(world.repository.common, "traffic", "landing"))).toBe(false);
});

test("merged with a later target it takes back only what the task landed", async () => {
  const world = await landed();
  const head = await headOf(world);
  world.write("src/later.txt", "later\n");
  world.write("README.md", "hello again\n");
  world.commit("others go on");
  const proposal = await world.git.propose({ task: "x", n: 2, head, ground: world.ground });
  if (proposal.kind !== "candidate") throw new Error(proposal.kind);
  expect(tree(world, proposal.tree)).toEqual([
    ".gitignore",
    "README.md",
    "results/x/1.md",
    "src/a.txt",
    "src/later.txt",
    "tasks/x.md",
  ]);
  expect(world.run(["show", `${proposal.tree}:src/a.txt`])).toBe("a");
  expect(readFileSync(join(world.repository.checkout, "src/a.txt"), "utf8")).toBe("a\nof x\n");
});

test("what was built on since is a conflict that names it", async () => {
  const world = await landed();
  world.write("src/a.txt", "a\nof x, and more\n");
  world.commit("built on");
  const proposal = await world.git.propose({
    task: "x",
    n: 2,
    head: await headOf(world),
    ground: world.ground,
  });
  expect(proposal).toMatchObject({ kind: "conflict", paths: ["src/a.txt"] });
});

test("a landing that nobody can find is not guessed at", async () => {
  const world = await scratch();
  world.write("results/x/1.md", "---\noutcome: done\n---\n");
  world.commit("somebody else's, without a trailer");
  expect(await revert(world)).toBeUndefined();
});

test("what another landing finds and clears away is never the undo that is being made beside it", async () => {
  const world = await landed();
  const others = setInterval(() => void recover(world.repository.common), 1);
  onTestFinished(() => clearInterval(others));
  const head = await headOf(world);
  expect(world.run(["rev-parse", "traffic/x@2"])).toBe(head);
});

test("killed at each step, the same commit comes of it", async () => {
  const steps = await killedAtEachStep(
    landed,
    (git, world) => git.revert({ task: "x", n: 2, of: 1, title: "Do x", ground: world.ground }),
    async (world) => expect(world.run(["rev-parse", "traffic/x@2"])).toBe(await headOf(world)),
  );
  expect(steps).toEqual(["reverted"]);
});
