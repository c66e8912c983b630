import { expect, test } from "vitest";
import { openStashes } from "../../src/git/stashes.ts";
import { runGit, scratch, type Scratch } from "./scratch.ts";

const at = (world: Scratch, seconds: number, ...args: readonly string[]): string =>
  runGit(world.repository.checkout, args, { env: { GIT_COMMITTER_DATE: `${seconds} +0000` } });

/** Looks again and again, as a host does. */
const looking = ({ repository }: Scratch) => {
  const look = openStashes(repository);
  return async () => (await look("tasks")).toSorted(([a], [b]) => (a < b ? -1 : 1));
};

test("what was put away and no commit holds is told with the last time; what is tracked is not", async () => {
  const world = await scratch();
  const stashed = looking(world);
  expect(await stashed()).toEqual([]);
  world.write("tasks/known.md", "known");
  world.commit("known");
  world.write("tasks/known.md", "changed");
  at(world, 1_700_000_001, "stash", "-q");
  expect(await stashed()).toEqual([]);
  world.write("tasks/a b.md", "nobody's");
  world.write("tasks/deep/ü.md", "staged");
  world.write("elsewhere.md", "nobody's");
  world.run(["add", "tasks/deep"]);
  at(world, 1_700_000_002, "stash", "-q", "-u");
  world.write("tasks/a b.md", "again");
  at(world, 1_700_000_003, "stash", "-q", "-u");
  expect(await stashed()).toEqual([
    ["tasks/a b.md", 1_700_000_003_000],
    ["tasks/deep/ü.md", 1_700_000_002_000],
  ]);
  world.run(["stash", "pop", "-q"]);
  expect(await stashed()).toEqual([
    ["tasks/a b.md", 1_700_000_002_000],
    ["tasks/deep/ü.md", 1_700_000_002_000],
  ]);
});
