import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AgentRequest } from "../../../src/host/attempt/attempt.ts";
import { createAgents } from "../../../src/host/attempt/attempt.ts";
import { noteSpell } from "../../../src/host/attempt/run-files.ts";
import { layNotice } from "../../../src/host/attempt/told.ts";
import { attemptFolder, outputLog, runsFolder } from "../../../src/host/places.ts";
import { send } from "../../../src/host/processes/ending.ts";
import { markName, markOf } from "../../../src/host/processes/mark.ts";
import { awake, ending, eventually, linesOf, marked, scratch } from "../world.ts";

const key = "odd name #1@1";

/** A state folder, a worktree with a file `started` that counts the agent's starts, and requests for one key. */
const world = (command: string, over: Partial<AgentRequest> = {}) => {
  const root = scratch();
  const [state, path] = [join(root, "state"), join(root, "worktree")];
  for (const folder of [state, path]) mkdirSync(folder);
  const stop = new AbortController();
  const resets: number[] = [];
  const request: AgentRequest = {
    key,
    agent: { kind: "command", argv: ["/bin/sh", "-c", `echo x >>${root}/started\n${command}`] },
    env: { PATH: process.env["PATH"] ?? "", TRAFFIC_ATTEMPT: key },
    path,
    minutes: 1,
    signal: stop.signal,
    reset: () => Promise.resolve(void resets.push(linesOf(join(root, "started")).length)),
    ...over,
  };
  const run = (more: Partial<AgentRequest> = {}) =>
    createAgents({ state, ending, awake }).run({ ...request, ...more });
  const folder = attemptFolder(state, key);
  const end = () => createAgents({ state, ending, awake }).end(key);
  onTestFinished(end);
  const starts = () => linesOf(join(root, "started")).length;
  const wrapperPid = (number = 1) =>
    Number(readFileSync(join(runsFolder(folder), `claim.${number}`), "utf8").split(" ")[0]);
  return { root, state, path, stop, resets, run, folder, end, starts, wrapperPid };
};

const programs = (name: string) => join(import.meta.dirname, "..", "programs", name);

test("minutes that are lowered while a command works end it as a budget does, which no time limit is", async () => {
  const w = world("sleep 60");
  const ended = w.run();
  await eventually(() => w.starts() === 1);
  layNotice(w.folder, { messages: [], halt: false, limit: { ms: 100 } });
  expect((await ended).end).toMatchObject({ kind: "curbed", failure: { kind: "budget" } });
  expect(await w.run()).toMatchObject({ end: { kind: "curbed" } });
  expect(w.starts()).toBe(1);
});

/** Abandons a run as a host does that dies: nothing of it is stopped. */
const abandoned = async (w: ReturnType<typeof world>, ready: () => unknown) => {
  void w.run();
  await eventually(ready);
};

test.each([
  ["exit 0", { kind: "exited", code: 0 }],
  ["exit 3", { kind: "exited", code: 3 }],
  ["kill -9 $$", { kind: "signalled", signal: "SIGKILL" }],
  ["kill -TERM $$", { kind: "signalled", signal: "SIGTERM" }],
  ["kill -INT 0; sleep 5", { kind: "signalled", signal: "SIGINT" }],
])("%s is told as it was", async (command, end) => {
  const w = world(command);
  expect((await w.run()).end).toEqual(end);
});

test("the output goes to a file, its last 4 KiB are told", async () => {
  const w = world("yes line | head -n 5000; echo last >&2");
  const { tail } = await w.run();
  expect(tail).toHaveLength(4096);
  expect(tail.endsWith("line\nlast\n")).toBe(true);
  expect(linesOf(outputLog(w.folder))).toHaveLength(5001);
});

test("a flood of output does not pass through our memory", async () => {
  const w = world("head -c 100000000 /dev/zero");
  const before = process.memoryUsage().rss;
  await w.run();
  expect(statSync(outputLog(w.folder)).size).toBe(100_000_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(30_000_000);
});

test("the command runs in the worktree, with signals as they should be", async () => {
  const w = world("pwd; trap; grep SigIgn /proc/self/status || true");
  await w.run();
  const [pwd, ...rest] = linesOf(outputLog(w.folder));
  expect(pwd).toBe(w.path);
  // Bits 1, 2, 15: SIGHUP, SIGINT, SIGTERM.
  const ignored = Number.parseInt(rest.join("").replace(/\D*/, ""), 16) || 0;
  expect(ignored & 0x4003).toBe(0);
});

test("asked again, an ended run is told and not repeated", async () => {
  const w = world("exit 4");
  await w.run();
  expect((await w.run()).end).toEqual({ kind: "exited", code: 4 });
  expect(w.starts()).toBe(1);
});

test("a running agent is adopted", async () => {
  const w = world("while [ ! -e go ]; do sleep 0.01; done; exit 7");
  await abandoned(w, () => w.starts() === 1);
  const adopted = w.run();
  writeFileSync(join(w.path, "go"), "");
  expect((await adopted).end).toEqual({ kind: "exited", code: 7 });
  expect(w.starts()).toBe(1);
});

test("of two hosts that start one key at once, one starts it and the other adopts: 20 races", async () => {
  for (let race = 0; race < 20; race++) {
    const w = world("sleep 0.05; exit 5");
    const ends = await Promise.all([w.run(), w.run()]);
    expect(ends.map(({ end }) => end)).toEqual([
      { kind: "exited", code: 5 },
      { kind: "exited", code: 5 },
    ]);
    expect(w.starts()).toBe(1);
  }
});

test("a wrapper that vanishes while watched is lost, with its agent ended", async () => {
  const w = world("sleep 60");
  const ended = w.run();
  await eventually(() => w.starts() === 1);
  send(w.wrapperPid(), "SIGKILL");
  expect((await ended).end).toEqual({ kind: "lost" });
  expect(await marked(w.state, key)).toEqual([]);
});

/** The agent and its wrapper die while nobody watches: the claim is of a process that is no more. */
const interrupt = (folder: string, number: number) => {
  mkdirSync(runsFolder(folder), { recursive: true });
  writeFileSync(join(runsFolder(folder), `claim.${number}`), `${process.pid} not-our-start\n`);
};

test("an interrupted attempt is reset and run again; its output follows after a line that says so", async () => {
  const w = world("echo again");
  interrupt(w.folder, 1);
  appendFileSync(outputLog(w.folder), "first\n");
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
  expect(w.resets).toEqual([0]);
  expect(linesOf(outputLog(w.folder))).toEqual(["first", "--- interrupted; run 2 ---", "again"]);
});

test("an agent that a shutting down machine signalled was interrupted", async () => {
  const w = world("exit 0");
  interrupt(w.folder, 1);
  writeFileSync(join(runsFolder(w.folder), "exit.1"), "143 TERM\n");
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
  expect(w.starts()).toBe(1);
});

test("after five interruptions it is lost", async () => {
  const w = world("exit 0");
  for (let number = 1; number <= 5; number++) interrupt(w.folder, number);
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
  await w.end();
  for (let number = 1; number <= 6; number++) interrupt(w.folder, number);
  expect((await w.run()).end).toEqual({ kind: "lost" });
  expect(w.starts()).toBe(1);
});

test("what an interrupted agent left running is gone before the worktree is reset", async () => {
  const left: unknown[] = [];
  const w = world("exit 0", { reset: async () => void left.push(await marked(w.state, key)) });
  const env = { PATH: process.env["PATH"], [markName]: markOf(w.state, key) };
  const orphan = once(spawn("sleep", ["69"], { env, detached: true }), "exit");
  interrupt(w.folder, 1);
  await w.run();
  expect(left).toEqual([[]]);
  expect(await orphan).toEqual([null, "SIGTERM"]);
});

test("a claim without its line does not hold for ever", async () => {
  const w = world("exit 0");
  mkdirSync(runsFolder(w.folder), { recursive: true });
  writeFileSync(join(runsFolder(w.folder), "claim.1"), "");
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
  expect(linesOf(join(runsFolder(w.folder), "claim.2"))).toHaveLength(1);
});

test("a missing worktree is told", async () => {
  const w = world("exit 0");
  await expect(w.run({ path: "/nowhere/at/all" })).rejects.toThrow("/nowhere/at/all is gone");
});

const stubborn = [
  ["ignores signals", "trap '' INT TERM HUP; while :; do sleep 0.05; done"],
  [
    "left the session",
    "setsid sleep 61 & setsid sh -c 'trap \"\" TERM INT; while :; do sleep 0.05; done' & wait",
  ],
  ["forked twice", "(setsid sh -c '(sleep 62 &) ; sleep 63' &) ; sleep 64"],
] as const;

test.each(stubborn)("the time limit ends what %s", async (_name, command) => {
  const w = world(command);
  expect((await w.run({ minutes: 0.005 })).end).toEqual({ kind: "timed_out" });
  expect(await marked(w.state, key)).toEqual([]);
});

test.each(stubborn)("a stop ends what %s", async (_name, command) => {
  const w = world(command);
  const ended = w.run();
  await eventually(() => w.starts() === 1);
  w.stop.abort();
  expect((await ended).end).toEqual({ kind: "stopped" });
  expect(await marked(w.state, key)).toEqual([]);
});

test("daemons of an agent that ended well are ended too", async () => {
  const w = world("setsid sleep 65 >/dev/null 2>&1 & (setsid sleep 66 &) ; exit 0");
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
  expect(await marked(w.state, key)).toEqual([]);
});

/** A host before us noted that the run had been awake so long, and that so long ago. */
const noted = (w: ReturnType<typeof world>, minutes: number, ago: number) =>
  noteSpell(
    { folder: w.folder, number: 1 },
    { awake: minutes * 60_000, steady: awake.steady() - ago * 60_000 },
  );

test.each([
  ["worked while it was watched", 0.6, 0],
  ["worked while nobody watched it", 0.1, 0.5],
])("the time limit of an adopted agent counts what it %s", async (_, watched, ago) => {
  const w = world("sleep 60");
  await abandoned(w, () => w.starts() === 1 && existsSync(join(runsFolder(w.folder), "awake.1")));
  noted(w, watched, ago);
  expect((await w.run({ minutes: 0.5 })).end).toEqual({ kind: "timed_out" });
  expect((await w.run()).end).toEqual({ kind: "timed_out" });
  expect(w.starts()).toBe(1);
});

test("a host that was stopped ends no agent for the time it missed, and goes on counting", async () => {
  const w = world("while :; do sleep 0.05; done");
  const host = spawn(process.execPath, [programs("follow.ts"), w.root, "0.03"], { stdio: "pipe" });
  const end = once(host, "exit");
  const told = host.stdout.toArray();
  const noted = join(runsFolder(w.folder), "awake.1");
  await eventually(() => existsSync(noted));
  // Its limit counts from there, however late we come to stop it.
  const began = statSync(noted).mtimeMs;
  process.kill(Number(host.pid), "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  process.kill(Number(host.pid), "SIGCONT");
  expect(await end).toEqual([0, null]);
  expect(JSON.parse(Buffer.concat(await told).toString())).toEqual({ kind: "timed_out" });
  expect(Date.now() - began).toBeGreaterThan(3000 + 1500);
});

test("ended, nothing runs, the logs stay and the runs are forgotten", async () => {
  const w = world("echo told; setsid sleep 67 & sleep 68");
  const run = w.run();
  await eventually(() => linesOf(outputLog(w.folder)).length === 1);
  await w.end();
  await run;
  expect(await marked(w.state, key)).toEqual([]);
  // A shell whose command was ended before it may say so.
  const said = linesOf(outputLog(w.folder));
  expect(said.filter((line) => line !== "Terminated")).toEqual(["told"]);
  await w.end();
});

test("a run that we stopped is taken up again, however often, and is no interruption", async () => {
  const w = world("[ -e ../go ] || sleep 60");
  for (let times = 1; times <= 8; times++) {
    const stop = new AbortController();
    const ended = w.run({ signal: stop.signal });
    await eventually(() => w.starts() === times);
    stop.abort();
    expect((await ended).end).toEqual({ kind: "stopped" });
  }
  writeFileSync(join(w.root, "go"), "");
  expect((await w.run()).end).toEqual({ kind: "exited", code: 0 });
});
