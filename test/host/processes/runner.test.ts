import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { markName, markOf } from "../../../src/host/processes/mark.ts";
import { createRunner } from "../../../src/host/processes/runner.ts";
import { awake, ending, eventually, linesOf, marked, scratch } from "../world.ts";

const key = "a@1/check";

const world = () => {
  const state = scratch();
  const log = join(state, "deep", "checks.log");
  const runner = createRunner({ state, ending, awake });
  const stop = new AbortController();
  const run = (command: string, minutes = 1) =>
    runner.run({
      key,
      argv: ["/bin/sh", "-c", command],
      path: state,
      env: { PATH: process.env["PATH"] ?? "" },
      log,
      minutes,
      signal: stop.signal,
    });
  onTestFinished(async () => {
    await run("exit 0");
  });
  return { state, log, runner, stop, run };
};

test.each([
  ["exit 0", { kind: "exited", code: 0 }],
  ["exit 9", { kind: "exited", code: 9 }],
  ["kill -9 $$", { kind: "signalled", signal: "SIGKILL" }],
])("%s", async (command, end) => {
  expect(await world().run(command)).toEqual(end);
});

test("output is appended to the log", async () => {
  const w = world();
  await w.run("echo one");
  await w.run("echo two >&2; pwd");
  expect(linesOf(w.log)).toEqual(["one", "two", w.state]);
});

const stubborn = "trap '' INT TERM; (setsid sleep 71 &); echo up; while :; do sleep 0.05; done";

test("its limit ends it, with all it started", async () => {
  const w = world();
  expect(await w.run(stubborn, 0.003)).toEqual({ kind: "timed_out" });
  expect(await marked(w.state, key)).toEqual([]);
});

test("a stop ends it, with all it started", async () => {
  const w = world();
  const ended = w.run(stubborn);
  await eventually(() => linesOf(w.log).length === 1);
  w.stop.abort();
  expect(await ended).toEqual({ kind: "stopped" });
  expect(await marked(w.state, key)).toEqual([]);
});

test("stopped before it began, it does nothing lasting", async () => {
  const w = world();
  w.stop.abort();
  expect(await w.run("sleep 70")).toEqual({ kind: "stopped" });
});

test("what a check leaves running is ended when it ends", async () => {
  const w = world();
  expect(await w.run("setsid sleep 72 & exit 0")).toEqual({ kind: "exited", code: 0 });
  expect(await marked(w.state, key)).toEqual([]);
});

test("what ran before under the key, left by a host that died, is ended first", async () => {
  const w = world();
  const beats = join(w.state, "beats");
  const left = spawn("/bin/sh", ["-c", `while :; do echo x >>${beats}; sleep 0.01; done`], {
    env: { PATH: process.env["PATH"], [markName]: markOf(w.state, key) },
  });
  const exited = once(left, "exit");
  await eventually(() => linesOf(beats).length > 1);
  const isStill = "before=$(wc -c <beats); sleep 0.1; [ $before = $(wc -c <beats) ]";
  expect(await w.run(isStill)).toEqual({ kind: "exited", code: 0 });
  expect(await exited).toEqual([null, "SIGTERM"]);
});

test("abandoned, everything in the group dies at once", async () => {
  const w = world();
  const ended = w.run("trap '' INT TERM; echo up; sleep 74");
  await eventually(() => linesOf(w.log).length === 1);
  w.runner.abandon();
  expect(await ended).toEqual({ kind: "signalled", signal: "SIGKILL" });
});

test("a flood goes to the file", async () => {
  const w = world();
  await w.run("head -c 50000000 /dev/zero");
  expect(statSync(w.log).size).toBe(50_000_000);
});

test("a program that does not exist is told", async () => {
  const w = world();
  const { runner, state, log, stop } = w;
  const request = { key, path: state, env: {}, log, minutes: 1, signal: stop.signal };
  await expect(runner.run({ ...request, argv: ["/no/such/program"] })).rejects.toThrow("/no/such/program");
  expect(readFileSync(log, "utf8")).toBe("");
});

test("a limit longer than a timer can count is no limit of nothing", async () => {
  expect(await world().run("exit 5", 1e9)).toEqual({ kind: "exited", code: 5 });
});
