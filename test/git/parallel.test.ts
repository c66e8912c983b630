import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { exclusive } from "../../src/git/exclusive.ts";
import { compiled } from "../world/compiled.ts";
import { runGit, scratch } from "./scratch.ts";

test("twenty attempts at once, while the person collects garbage", async () => {
  const world = await scratch();
  const gc = spawn("git", ["gc", "-q", "--prune=now"], { cwd: world.repository.checkout, stdio: "ignore" });
  const ended = once(gc, "exit");
  const slots = Array.from({ length: 20 }, (_, i) => i + 1);
  for (const round of [1, 2]) {
    const ready = await Promise.all(
      slots.map((slot) => world.git.prepare({ task: `t${slot}`, n: round, slot, ground: world.ground })),
    );
    expect(new Set(ready.map(({ path }) => path)).size).toBe(20);
    for (const [i, { path }] of ready.entries()) {
      expect(runGit(path, ["status", "--porcelain", "--branch"])).toBe(`## traffic/t${i + 1}@${round}`);
      world.write("work.txt", `work ${i}`, path);
    }
    await Promise.all(
      ready.map(({ path }, i) =>
        world.git.save({ task: `t${i + 1}`, n: round, path, message: "work", ground: world.ground }),
      ),
    );
    await Promise.all(
      slots.map((slot) => world.git.end({ task: `t${slot}`, n: round, landed: false, ground: world.ground })),
    );
  }
  await ended;
  expect(world.run(["for-each-ref", "refs/traffic/attempts"]).split("\n")).toHaveLength(40);
  expect(world.run(["for-each-ref", "refs/heads"]).split("\n")).toHaveLength(1);
  expect(world.run(["fsck", "--no-dangling"])).toBe("");
});

test("attempts begin while worktrees are pruned again and again: git takes one that is being made for a broken one", async () => {
  const world = await scratch();
  const stop = join(world.root, "stop");
  const prune = spawn("sh", ["-c", 'until [ -e "$0" ]; do git worktree prune; sleep 0.005; done', stop], {
    cwd: world.repository.checkout,
    stdio: "ignore",
  });
  const ended = once(prune, "exit");
  try {
    for (let n = 1; n <= 12; n += 1)
      await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map(async (slot) => {
          const attempt = { task: `t${slot}`, n, ground: world.ground };
          const { path } = await world.git.prepare({ ...attempt, slot });
          await world.git.end({ ...attempt, landed: false });
          rmSync(path, { recursive: true });
        }),
      );
  } finally {
    writeFileSync(stop, "");
    await ended;
  }
  expect(world.run(["for-each-ref", "refs/traffic/rescue"])).toBe("");
});

test("one at a time, in the order asked, whatever fails", async () => {
  const alone = exclusive();
  const seen: string[] = [];
  const work = (name: string) =>
    alone(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === "a") throw new Error("a failed");
      return name;
    });
  const settled = await Promise.allSettled([work("a"), work("b"), work("c")]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

const module = (name: string): string =>
  JSON.stringify(join(import.meta.dirname, `../../src/git/${name}.ts`));

test("killed for real at any moment of a life, the next life finishes it", async () => {
  const world = await scratch();
  for (let i = 0; i < 60; i += 1) world.write(`many/${i}.txt`, `${i}`.repeat(2_000));
  world.commit("many");
  const script = join(world.root, "life.mts");
  writeFileSync(
    script,
    `import { writeFileSync } from "node:fs";
    const { openGit } = await import(${module("open")});
    const { findRepository } = await import(${module("repository")});
    const { removeStaleLocks } = await import(${module("stale-locks")});
    const ground = ${JSON.stringify(world.ground)};
    const repository = await findRepository(${JSON.stringify(world.repository.checkout)});
    const git = openGit({ repository });
    // As a host does before its first order: the git that was killed may have held a lock on a ref.
    await removeStaleLocks(repository.common);
    process.stdout.write("alive");
    for (const n of [1, 2]) {
      const { path, base } = await git.prepare({ task: "x", n, slot: 1, ground });
      await git.reset({ path, base });
      writeFileSync(path + "/work.txt", "work " + n);
      const { head } = await git.save({ task: "x", n, path, message: "work", ground });
      await git.propose({ task: "x", n, head, ground });
      await git.keepResult({ task: "x", n, text: "result", ground });
      await git.end({ task: "x", n, landed: false, ground });
    }`,
  );
  const live = async (limit: number): Promise<number | null> => {
    const child = spawn(process.execPath, [script], {
      detached: true,
      env: { ...process.env, ...compiled },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const exit = once(child, "exit");
    const stop = new AbortController();
    const timer = pause(limit, undefined, { signal: stop.signal }).then(
      () => process.kill(-(child.pid ?? Number.NaN), "SIGKILL"),
      () => undefined,
    );
    const [code] = (await exit) as [number | null];
    stop.abort();
    await timer.catch(() => undefined);
    return code;
  };
  for (const limit of [10, 40, 70, 100, 140, 180, 230, 300]) await live(limit);
  expect(await live(60_000)).toBe(0);
  for (const n of [1, 2])
    expect(world.run(["show", `refs/traffic/attempts/x/${n}:work.txt`])).toBe(`work ${n}`);
  expect(world.run(["for-each-ref", "--format=%(refname)", "refs/heads"])).toBe("refs/heads/main");
  const path = join(world.repository.worktrees, "agent-1");
  expect(runGit(path, ["status", "--porcelain", "--ignored"])).toBe("");
  expect(readFileSync(join(path, "many/7.txt"), "utf8")).toBe("7".repeat(2_000));
  expect(world.run(["status", "--porcelain"])).toBe("");
});
