import { expect, test } from "vitest";
import { scratch, type Scratch } from "./scratch.ts";

const shelfOf = async (world: Scratch) => {
  const tip = world.run(["rev-parse", "HEAD"]);
  return world.git.allResults({ tip, folder: "results" });
};

const named = async (world: Scratch): Promise<string[]> => {
  const files = await (await shelfOf(world)).list();
  const texts = await world.git.texts(files.map(({ oid }) => oid));
  return files.map(({ task, attempt }, at) => `${task}@${attempt} ${texts[at]}`).sort();
};

test("results are read where they landed and where they wait, each once", async () => {
  const world = await scratch();
  const { ground } = world;
  expect(await named(world)).toEqual([]);
  world.write("results/a b/1.md", "landed 1");
  world.write("results/a b/deeper/2.md", "not one");
  world.write("results/notes.md", "not one");
  world.commit("land");
  await world.git.keepResult({ task: "a b", n: 1, text: "waiting 1", ground });
  await world.git.keepResult({ task: "ünï", n: 2, text: "waiting 2", ground });
  await world.git.keepResult({ task: "ünï", n: 3, text: "waiting 3", ground });
  expect(await named(world)).toEqual(["a b@1 landed 1", "ünï@2 waiting 2", "ünï@3 waiting 3"]);
});

test("the key changes when a result comes or goes, and with nothing else", async () => {
  const world = await scratch();
  const key = async (): Promise<string> => (await shelfOf(world)).key;
  const before = await key();
  world.write("src/a.ts", "code");
  world.commit("code");
  expect(await key()).toBe(before);
  world.write("results/a/1.md", "one");
  world.commit("land");
  const landed = await key();
  expect(landed).not.toBe(before);
  await world.git.keepResult({ task: "b", n: 1, text: "one", ground: world.ground });
  expect(await key()).not.toBe(landed);
  world.run(["revert", "--no-edit", "HEAD"]);
  world.run(["update-ref", "-d", "refs/traffic/results/b"]);
  expect(await key()).toBe(before);
});
