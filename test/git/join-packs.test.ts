import { readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { joinable, joinPacks } from "../../src/git/join-packs.ts";
import { openPacker } from "../../src/git/pack.ts";
import { VirtualClock } from "../world/clock.ts";
import { scratch, type Scratch } from "./scratch.ts";

/** So many packs of objects that no ref reaches. */
const packs = async (world: Scratch, count: number): Promise<void> => {
  const packSoon = () => openPacker(world.repository, new VirtualClock(), { loose: 0, packs: Infinity })();
  for (let at = 0; at < count; at += 1) {
    const paths = Array.from({ length: 5 }, (_, one) => `objects/${at}-${one}`);
    for (const path of paths) world.write(path, path);
    world.run(["hash-object", "-w", ...paths]);
    await packSoon();
  }
};

const objects = (world: Scratch): string => world.run(["cat-file", "--batch-check", "--batch-all-objects"]);

const inPacks = (world: Scratch): string => join(world.repository.common, "objects/pack");

test("beyond so many, packs are joined, and each object is still there, reached or not", async () => {
  const world = await scratch();
  await packs(world, 6);
  const before = objects(world);
  const clock = new VirtualClock();
  await openPacker(world.repository, clock, { loose: 5000, packs: 6 })();
  expect(joinable(world.repository)).toHaveLength(6);
  await openPacker(world.repository, clock, { loose: 5000, packs: 5 })();
  expect(joinable(world.repository).length).toBeLessThan(4);
  expect(objects(world)).toBe(before);
  expect(world.run(["fsck", "--no-dangling", "--no-progress"])).toBe("");
});

test("a pack that somebody keeps is left as it is; what a killed git left half written goes after a day", async () => {
  const world = await scratch();
  await packs(world, 5);
  const [kept = ""] = joinable(world.repository);
  writeFileSync(join(inPacks(world), kept.replace(".pack", ".keep")), "");
  const now = Date.now();
  for (const [name, hours] of [
    ["tmp_pack_old", 25],
    [".tmp-1-pack-old", 25],
    ["tmp_pack_new", 1],
  ] as const) {
    writeFileSync(join(inPacks(world), name), "half");
    utimesSync(join(inPacks(world), name), now / 1000, now / 1000 - hours * 3600);
  }
  await joinPacks(world.repository, 3, now);
  const left = readdirSync(inPacks(world));
  expect(left).toContain(kept);
  expect(joinable(world.repository).length).toBeLessThan(4);
  expect(left.filter((name) => name.includes("tmp"))).toEqual(["tmp_pack_new"]);
});

test.each<[string, (world: Scratch) => string]>([
  [
    "a collection of the person's runs",
    ({ repository }) => {
      const note = join(repository.common, "gc.pid");
      writeFileSync(note, `${process.pid} here`);
      return note;
    },
  ],
  [
    "a maintenance of theirs runs",
    ({ repository }) => {
      const lock = join(repository.common, "objects/maintenance.lock");
      writeFileSync(lock, "");
      return lock;
    },
  ],
  [
    "objects are borrowed from another repository",
    ({ repository }) => {
      const note = join(repository.common, "objects/info/alternates");
      writeFileSync(note, join(repository.common, "objects"));
      return note;
    },
  ],
])("no pack is joined while %s", async (_, begin) => {
  const world = await scratch();
  await packs(world, 4);
  const sign = begin(world);
  await joinPacks(world.repository, 2, Date.now());
  expect(joinable(world.repository)).toHaveLength(4);
  rmSync(sign);
  await joinPacks(world.repository, 2, Date.now());
  expect(joinable(world.repository).length).toBeLessThan(4);
});

test("a collection that was killed keeps nobody", async () => {
  const world = await scratch();
  await packs(world, 4);
  writeFileSync(join(world.repository.common, "gc.pid"), `${2 ** 22 + 1} here`);
  await joinPacks(world.repository, 2, Date.now());
  expect(joinable(world.repository).length).toBeLessThan(4);
});
