import { expect, test } from "vitest";
import { scratch, type Scratch } from "./scratch.ts";

const attempt = { task: "x", n: 1 } as const;

const begun = async () => {
  const world = await scratch();
  const { path } = await world.git.prepare({ ...attempt, slot: 0, ground: world.ground });
  const commit = (name: string): string => {
    world.write(name, name, path);
    world.run(["add", "-A"], path);
    world.run(["commit", "-q", "-m", name], path);
    return world.run(["rev-parse", "HEAD"], path);
  };
  const slipped = () => world.git.slipped({ ...attempt, ground: world.ground });
  return { world, path, commit, slipped };
};

/** Another has committed on the target meanwhile. */
const otherWork = (world: Scratch): string => {
  world.write("other.txt", "other");
  return world.commit("somebody else's");
};

test.each<[string, (world: Scratch, path: string) => void]>([
  ["a reference written", (world, path) => world.run(["update-ref", "refs/heads/main", "HEAD"], path)],
  ["a merge in the checkout", (world) => world.run(["merge", "-q", "--ff-only", "traffic/x@1"])],
  ["a merge with a commit", (world) => world.run(["merge", "-q", "--no-ff", "--no-edit", "traffic/x@1"])],
  [
    "a push to a target that nobody has checked out",
    (world, path) => {
      world.run(["switch", "-q", "-c", "elsewhere"]);
      world.run(["push", "-q", ".", "HEAD:main"], path);
    },
  ],
])("commits of an attempt that reached the target past us are told: %s", async (_, move) => {
  const { world, path, commit, slipped } = await begun();
  const made = [commit("one.txt"), commit("two.txt")];
  expect(await slipped()).toEqual([]);
  move(world, path);
  const later = commit("three.txt");
  expect(await slipped()).toEqual(made);
  const proposal = await world.git.propose({ ...attempt, head: later, ground: world.ground });
  expect(proposal).toMatchObject({ kind: "candidate", slipped: made });
});

test("what was rebased onto the target and pushed there is told as what it became", async () => {
  const { world, path, commit, slipped } = await begun();
  const before = commit("one.txt");
  otherWork(world);
  world.run(["rebase", "-q", "main"], path);
  const after = world.run(["rev-parse", "HEAD"], path);
  world.run(["update-ref", "refs/heads/main", after]);
  expect(after).not.toBe(before);
  expect(await slipped()).toEqual([after]);
});

test.each<[string, readonly string[]]>([
  ["merged", ["merge", "-q", "--no-edit", "main"]],
  ["rebased onto", ["rebase", "-q", "main"]],
  ["gone over to", ["reset", "-q", "--hard", "main"]],
])("the target's own commits, %s by an agent, are not its work", async (_, how) => {
  for (const works of [true, false]) {
    const { world, path, commit, slipped } = await begun();
    if (works) commit("one.txt");
    otherWork(world);
    world.run(how, path);
    expect(await slipped()).toEqual([]);
  }
});
