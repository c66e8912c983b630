import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Check } from "../../src/core/config.ts";
import { AwakeTime } from "../../src/engine/awake.ts";
import type { Awake } from "../../src/engine/ports/clock.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { FakeMachine } from "../world/machine.ts";
import { bench } from "./world.ts";

const check = (run: string, more: Partial<Check> = {}): Check => ({
  name: "unit",
  run,
  minutes: 1,
  own: "repository",
  ...more,
});

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const world = (awake?: Awake) => {
  const w = bench(awake);
  const run = (...checks: Check[]) => createVerifier(w.runner).run({ ...w.place, checks });
  return { ...w, run };
};

test("a green check is evidence: command, exit, seconds, digest of its output", async () => {
  const w = world();
  const [finding] = await w.run(check("echo fine; exit 0"));
  expect(finding?.tail).toBe("fine\n");
  expect(finding?.run).toMatchObject({
    name: "unit",
    command: "echo fine; exit 0",
    outcome: "passed",
    exit: 0,
    digest: sha256("fine\n"),
  });
  expect(finding?.run.seconds).toBeGreaterThan(0);
});

test("a red check is run once more and stays red; both runs are in the log", async () => {
  const w = world();
  const [finding] = await w.run(check("echo x >>../runs; echo no; exit 3"));
  expect(finding?.run).toMatchObject({ outcome: "failed", exit: 3, digest: sha256("no\n") });
  expect(readFileSync(join(w.root, "runs"), "utf8")).toBe("x\nx\n");
  expect(readFileSync(w.place.log, "utf8").match(/^no$/gm)).toHaveLength(2);
});

test("a check that passes its rerun is flaky, and says so", async () => {
  const w = world();
  const [finding] = await w.run(check("[ -e ../seen ] || { touch ../seen; exit 1; }"));
  expect(finding?.run).toMatchObject({ outcome: "flaky", exit: 0 });
});

test("a check at its limit has timed out, and is not run again", async () => {
  const machine = new FakeMachine();
  const w = world(new AwakeTime(machine, { pace: 1000, patience: 10_000, late: "stopped" }));
  const ran = w.run(check("echo x >>../runs; sleep 60"));
  await expect.poll(() => existsSync(join(w.root, "runs"))).toBe(true);
  // From now on its time flies.
  const flying = setInterval(() => machine.live({ kind: "awake", ms: 60_000 }), 5);
  onTestFinished(() => clearInterval(flying));
  const [finding] = await ran;
  expect(finding?.run).toMatchObject({ outcome: "timeout", exit: null });
  expect(readFileSync(join(w.root, "runs"), "utf8")).toBe("x\n");
});

test("all checks run, in order, whatever the ones before say", async () => {
  const w = world();
  const findings = await w.run(check("exit 1", { name: "one" }), check("true", { name: "two" }));
  expect(findings.map(({ run }) => [run.name, run.outcome])).toEqual([
    ["one", "failed"],
    ["two", "passed"],
  ]);
});

test("dir is where it runs", async () => {
  const w = world();
  w.write("packages/a/file", "");
  const [finding] = await w.run(check("pwd", { dir: "packages/a" }));
  expect(finding?.tail).toBe(`${w.path}/packages/a\n`);
});

test.each([
  ["missing", "is not a folder"],
  ["file", "is not a folder"],
  ["../outside", "leads out"],
  ["/etc", "leads out"],
  ["link", "leads out"],
])("dir: %s fails the check and says why", async (dir, words) => {
  const w = world();
  w.write("file", "");
  mkdirSync(join(w.root, "outside"));
  symlinkSync(join(w.root, "outside"), join(w.path, "link"));
  const [finding] = await w.run(check("true", { dir }));
  expect(finding?.run).toMatchObject({ outcome: "failed", exit: null });
  expect(finding?.tail).toContain(words);
});

test("stopped, it tells what ended before", async () => {
  const w = world();
  const ran = w.run(check("true"), check("touch ../up; sleep 60"), check("true"));
  await expect.poll(() => readFileSync(w.place.log, "utf8")).toContain("sleep 60");
  w.stop.abort();
  expect(await ran).toHaveLength(1);
});
