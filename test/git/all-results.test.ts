import fc from "fast-check";
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
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

test("a file where results should be holds none", async () => {
  const world = await scratch();
  world.write("results", "no folder");
  world.commit("odd");
  expect(await named(world)).toEqual([]);
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

const files = fc.array(
  fc.record({
    task: fc.constantFrom("a", "ü"),
    attempt: fc.integer({ min: 1, max: 2 }),
    text: fc.constantFrom("one", "two", null),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Lands these results; those without a text are taken away. */
const land = (world: Scratch, files: readonly { task: string; attempt: number; text: string | null }[]) => {
  for (const { task, attempt, text } of files) {
    const path = `results/${task}/${attempt}.md`;
    if (text === null) rmSync(join(world.repository.checkout, path), { force: true });
    else world.write(path, text);
  }
  world.commit("land");
};

test("whoever looks again and again finds what one who looks for the first time does", async () => {
  const world = await scratch();
  const { ground } = world;
  const first = world.run(["rev-parse", "HEAD"]);
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("land" as const), files }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("keep" as const),
        task: fc.constantFrom("a", "w"),
        n: fc.nat(3),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom({ kind: "drop" as const }, { kind: "undo" as const }) },
  );
  const look = async (git: Scratch["git"]) => {
    const tip = world.run(["rev-parse", "HEAD"]);
    const files = await (await git.allResults({ tip, folder: "results" })).list();
    return files.map(({ task, attempt, oid }) => `${task}@${attempt} ${oid}`).sort();
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      for (const one of steps) {
        if (one.kind === "undo") world.run(["reset", "-q", "--hard", first]);
        else if (one.kind === "drop") world.run(["update-ref", "-d", "refs/traffic/results/w"]);
        else if (one.kind === "keep") await world.git.keepResult({ ...one, text: String(one.n), ground });
        else land(world, one.files);
        expect(await look(world.git)).toEqual(await look(world.reopen()));
      }
    }),
    { numRuns: 5 },
  );
});

test("another look starts as many gits where six results wait as where one does", async () => {
  const world = await scratch();
  const trace = join(world.repository.common, "trace");
  appendFileSync(String(process.env["GIT_CONFIG_GLOBAL"]), `[trace2]\n\tnormalTarget = ${trace}\n`);
  const { git, ground } = world;
  const keep = (task: string): Promise<void> => git.keepResult({ task, n: 1, text: task, ground });
  const started = async (): Promise<number> => {
    rmSync(trace, { force: true });
    await (await shelfOf(world)).list();
    return readFileSync(trace, "utf8").match(/ start git (?!cat-file)/g)?.length ?? 0;
  };
  await keep("a");
  const alone = await started();
  for (const task of ["b", "c", "d", "e", "f"]) await keep(task);
  expect(await started()).toBe(alone);
  expect(await named(world)).toHaveLength(6);
});
