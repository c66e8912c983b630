import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Limits } from "../../../src/core/allowance.ts";
import { meterOf } from "../../../src/core/memory.ts";
import type { Meter } from "../../../src/core/meter.ts";
import type { Signal } from "../../../src/core/signal.ts";
import type { AgentDriver, AgentJob } from "../../../src/core/driver.ts";
import type { Awake } from "../../../src/engine/ports.ts";
import { createAgents } from "../../../src/host/attempt/attempt.ts";
import { Listener } from "../../../src/host/attempt/listener.ts";
import { attemptFolder, errorsLog, outputLog, runsFolder, streamLog } from "../../../src/host/places.ts";
import { send } from "../../../src/host/processes/ending.ts";
import { awake, ending, eventually, linesOf, marked, scratch } from "../world.ts";

const key = "task@1";

/** An agent whose every line is a signal, as JSON. */
const driver: AgentDriver = {
  kind: "agent",
  name: "codex",
  program: "sh",
  install: "",
  keys: [],
  needs: [],
  reads: [],
  resumes: true,
  launch: () => ({ argv: [], env: {} }),
  read: (line) => {
    try {
      return [JSON.parse(line) as Signal];
    } catch {
      return [];
    }
  },
  judge: () => ({}),
};

const session: Signal = { kind: "session", id: "s" };
const turn = (n: number): Signal => ({
  kind: "used",
  use: {
    of: "request",
    id: `r${n}`,
    usage: { input: 1000, cacheWrite: 0, cacheRead: 0, output: 100 },
    whole: true,
    main: true,
  },
});
const tool = (id: string): Signal => ({ kind: "tool_began", id, name: "Bash", subject: "" });
const say = (text: string): Signal => ({ kind: "said", text });
const finished: Signal = { kind: "finished" };

/** Shell commands that print signals. */
const print = (...signals: readonly Signal[]): string =>
  signals.map((one) => `echo '${JSON.stringify(one)}'`).join("; ");

type Over = {
  readonly limits?: Limits;
  readonly resumes?: boolean;
  readonly awake?: Awake;
  readonly minutes?: number;
};

/** An agent's attempt, by hosts that come and go: each knows nothing of those before. */
const world = (command: string, over: Over = {}) => {
  const root = scratch();
  const [state, path] = [join(root, "state"), join(root, "worktree")];
  for (const folder of [state, path]) mkdirSync(folder);
  const folder = attemptFolder(state, key);
  const resets: number[] = [];
  const launched: Pick<AgentJob, "session" | "limits">[] = [];
  const meters: Meter[] = [];
  const mine = { ...driver, resumes: over.resumes ?? true };
  const agents = createAgents({ state, ending, awake: over.awake ?? awake });
  const hire = () => {
    const listener = new Listener({
      folder,
      driver: mine,
      model: "gpt-6-luna",
      at: 0,
      env: {},
      words: (signal) => (signal.kind === "said" ? [signal.text] : []),
    });
    const stop = new AbortController();
    const launch = ({
      session: of,
      limits,
      folder: given,
    }: Pick<AgentJob, "folder" | "session" | "limits">) => {
      launched.push({ session: of, limits });
      const argv = ["/bin/sh", "-c", `cat >../prompt; echo beside >&2\n${command}`];
      return { argv, env: { OWN: given }, input: "the prompt", files: { "secret.json": "token" } };
    };
    const voice = { driver: mine, listener, limits: over.limits ?? { turns: 99 }, launch };
    const ended = agents.run({
      key,
      path,
      env: { PATH: process.env["PATH"] ?? "" },
      minutes: over.minutes ?? 1,
      signal: stop.signal,
      reset: () => Promise.resolve(void resets.push(launched.length)),
      agent: { kind: "voice", ...voice, metered: (meter) => meters.push(meter) },
    });
    return { ended, listener, stop };
  };
  onTestFinished(() => agents.end(key));
  const wrapper = (): number =>
    Number(readFileSync(join(runsFolder(folder), "claim.1"), "utf8").split(" ")[0]);
  return { root, state, path, folder, agents, resets, launched, meters, hire, wrapper };
};

test("it reads its prompt, finds its files, and what it tells is heard, metered and written down", async () => {
  const w = world(`${print(session, turn(1), say("Hello."), turn(2), finished)}; ls -l $OWN >../given`);
  const { ended, listener } = w.hire();
  expect(await ended).toEqual({ end: { kind: "exited", code: 0 }, tail: "beside\n" });
  expect(readFileSync(join(w.root, "prompt"), "utf8")).toBe("the prompt");
  expect(readFileSync(join(w.root, "given"), "utf8")).toMatch(/^-rw------- .* secret\.json$/m);
  expect(listener.memory).toMatchObject({ session: "s", said: "Hello.", ending: {} });
  expect(w.meters.at(-1)).toMatchObject({ turns: 2, final: true, usage: { input: 2000, output: 200 } });
  expect(linesOf(outputLog(w.folder))).toEqual(["Hello."]);
  expect(linesOf(errorsLog(w.folder))).toEqual(["beside"]);
});

test.each([
  ["turns", { turns: 2 }, "timeout"],
  ["tokens", { turns: 99, tokens: 3000 }, "budget"],
  ["dollars", { turns: 99, microUsd: 400 }, "budget"],
] as const)("its %s are held to, and why is known to whoever asks again", async (_what, limits, kind) => {
  const loop = `n=0; while :; do n=$((n + 1)); echo '${JSON.stringify(turn(0)).replace("r0", "r'$n'")}'; sleep 0.1; done`;
  const w = world(`${print(session)}; ${loop}`, { limits });
  const { end } = await w.hire().ended;
  expect(end).toMatchObject({ kind: "curbed", failure: { kind } });
  expect(await w.hire().ended).toMatchObject({ end });
  expect(w.launched).toHaveLength(1);
  expect(await marked(w.state, key)).toEqual([]);
});

test("a refused sign-in ends it at once", async () => {
  const w = world(`${print(session, { kind: "retrying", failure: "auth", why: "401" })}; sleep 60`);
  const { end } = await w.hire().ended;
  expect(end).toMatchObject({ kind: "curbed", failure: { kind: "auth" } });
});

/** Time that passes a thousand times as fast. */
const fast: Awake = {
  now: () => awake.now() * 1000,
  steady: () => awake.steady(),
  after: awake.after.bind(awake),
  listen: awake.listen.bind(awake),
};

test("one that says nothing for a quarter of an hour is ended, unless a tool of its is at work", async () => {
  const hangs = world(`${print(session)}; sleep 60`, { awake: fast, minutes: 1000 });
  const { end } = await hangs.hire().ended;
  expect(end).toMatchObject({ kind: "curbed", failure: { kind: "transient" } });
  const works = world(`${print(session, tool("t"))}; sleep 60`, { awake: fast, minutes: 20 });
  expect((await works.hire().ended).end).toEqual({ kind: "timed_out" });
});

test("one that says something now and then is not", async () => {
  const words = Array.from({ length: 6 }, () => `${print(say("On it."))}; sleep 0.3; `).join("");
  const talks = world(`${words}${print(session, finished)}`, { awake: fast, minutes: 1000 });
  expect((await talks.hire().ended).end).toEqual({ kind: "exited", code: 0 });
});

test("a host that comes later knows the same, and writes no line twice", async () => {
  const w = world(
    `${print(session, turn(1), say("One."))}; while [ ! -e go ]; do sleep 0.01; done; ${print(say("Two."), turn(2), finished)}`,
  );
  const first = w.hire();
  await eventually(() => linesOf(outputLog(w.folder)).length === 1);
  const second = w.hire();
  writeFileSync(join(w.path, "go"), "");
  await Promise.all([first.ended, second.ended]);
  expect(meterOf(second.listener.memory)).toEqual(meterOf(first.listener.memory));
  // Two hosts at once, which a lock keeps from being, would both write the end of it.
  expect(new Set(linesOf(outputLog(w.folder)))).toEqual(new Set(["One.", "Two."]));
  const third = w.hire();
  await third.ended;
  expect(third.listener.memory).toEqual(second.listener.memory);
  expect(w.launched).toHaveLength(1);
});

test("a log that was cut off anywhere is completed from the stream", async () => {
  const w = world(print(session, say("One, äöü."), say("Two."), finished));
  await w.hire().ended;
  const whole = readFileSync(outputLog(w.folder));
  for (let size = 0; size <= whole.length; size += 1) {
    truncateSync(outputLog(w.folder), size);
    await w.hire().ended;
    expect(readFileSync(outputLog(w.folder))).toEqual(whole);
  }
});

/** The agent, its wrapper and its host die at once. */
const interrupt = (w: ReturnType<typeof world>, ...signals: readonly Signal[]): void => {
  mkdirSync(runsFolder(w.folder), { recursive: true });
  writeFileSync(join(runsFolder(w.folder), "claim.1"), `${process.pid} not-our-start\n`);
  writeFileSync(streamLog(w.folder, "codex", 1), signals.map((one) => `${JSON.stringify(one)}\n`).join(""));
};

test("interrupted, it goes on with its session on the files as they are, with what is left of its limits", async () => {
  const w = world(print(session, turn(2), finished), {
    limits: { turns: 5, tokens: 10_000, microUsd: 1_000_000 },
  });
  interrupt(w, session, turn(1), tool("t"));
  const { ended } = w.hire();
  await ended;
  expect(w.resets).toEqual([]);
  expect(w.launched).toEqual([
    { session: { kind: "resumed", id: "s" }, limits: { turns: 4, tokens: 8900, microUsd: 999_850 } },
  ]);
  expect(w.meters.at(-1)).toMatchObject({ turns: 2, unsure: 0 });
  expect(linesOf(outputLog(w.folder))).toEqual(["--- interrupted; run 2 ---"]);
});

test("what it said when it was stopped is no word on the run that follows", async () => {
  const w = world(`${print(turn(2), turn(3))}; sleep 60`, { limits: { turns: 2 } });
  interrupt(w, session, turn(1), { kind: "finished", failure: { why: "It was interrupted." } });
  writeFileSync(join(runsFolder(w.folder), "stopped.1"), "");
  expect((await w.hire().ended).end).toMatchObject({ kind: "curbed", failure: { kind: "timeout" } });
});

test.each([
  ["cannot go on with a session", { resumes: false }, [session, turn(1), tool("t")]],
  ["had none yet", {}, []],
] as const)(
  "interrupted, one that %s begins anew on a worktree without traces",
  async (_why, over, before) => {
    const w = world(print({ ...session, id: "new" }, finished), over);
    interrupt(w, ...before);
    await w.hire().ended;
    expect(w.resets).toEqual([0]);
    expect(w.launched).toMatchObject([{ session: { kind: "new" } }]);
  },
);

test("one that has said it is done is not begun again for want of an exit code", async () => {
  const w = world("exit 1");
  interrupt(w, session, turn(1), finished);
  expect((await w.hire().ended).end).toEqual({ kind: "lost" });
  expect(w.launched).toEqual([]);
});

test("a wrapper that vanishes is lost, and what its agent said until then is known", async () => {
  const w = world(`${print(session, turn(1))}; sleep 60`);
  const { ended } = w.hire();
  await eventually(() => w.meters.some(({ turns }) => turns === 1));
  send(w.wrapper(), "SIGKILL");
  expect((await ended).end).toEqual({ kind: "lost" });
  expect(w.meters.at(-1)?.unsure).toBeGreaterThan(0);
});

test("ended, its streams and logs stay, and what it was given does not", async () => {
  const w = world(print(session, finished));
  await w.hire().ended;
  expect(readdirSync(join(runsFolder(w.folder), "given.1")).sort()).toEqual(["input", "secret.json"]);
  await w.agents.end(key);
  expect(existsSync(runsFolder(w.folder))).toBe(false);
  expect(statSync(streamLog(w.folder, "codex", 1)).size).toBeGreaterThan(0);
});
