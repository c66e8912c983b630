import { expect, test } from "vitest";
import { looseIn, openPacker } from "../../src/git/pack.ts";
import { readObject } from "../../src/git/reading.ts";
import { VirtualClock } from "../world/clock.ts";
import { scratch, type Scratch } from "./scratch.ts";

/** Writes so many objects that no ref reaches. */
const write = (world: Scratch, round: number, count = 300): readonly string[] => {
  const paths = Array.from({ length: count }, (_, at) => `objects/${at}`);
  for (const path of paths) world.write(path, `${round} ${path}`);
  return world.run(["hash-object", "-w", ...paths]).split("\n");
};

test("however much is written, no more objects than so many stay a file each, and each is still there", async () => {
  const world = await scratch();
  const clock = new VirtualClock();
  const packSoon = openPacker(world.repository, clock, { loose: 256, packs: 50 });
  const written: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    written.push(...write(world, round));
    await packSoon();
    clock.wake(clock.now() + 60_000, () => {});
    clock.tick();
    // A git that stays and has looked before finds them where they are now.
    for (const oid of written.slice(-3))
      expect(await readObject(world.repository.checkout, oid)).toBeDefined();
  }
  await packSoon();
  expect(looseIn(world.repository).length).toBeLessThan(600);
  expect(world.run(["cat-file", "--batch-check", "--batch-all-objects"]).split("\n").length).toBeGreaterThan(
    written.length,
  );
  expect(world.run(["fsck", "--no-dangling", "--no-progress"])).toBe("");
});

test("few objects are left alone, and what was packed a moment ago is not packed again", async () => {
  const world = await scratch();
  const clock = new VirtualClock();
  await openPacker(world.repository, clock)();
  const before = looseIn(world.repository).length;
  expect(before).toBeGreaterThan(0);
  const packSoon = openPacker(world.repository, clock, { loose: 0, packs: 50 });
  await packSoon();
  expect(looseIn(world.repository)).toEqual([]);
  write(world, 0, 1);
  await packSoon();
  expect(looseIn(world.repository)).toHaveLength(1);
});
