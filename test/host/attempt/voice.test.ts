import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Limits } from "../../../src/core/allowance.ts";
import { meterOf } from "../../../src/core/memory.ts";
import type { Meter } from "../../../src/core/meter.ts";
import type { Signal } from "../../../src/core/signal.ts";
import type { AgentDriver, AgentJob } from "../../../src/core/driver.ts";
import type { Awake } from "../../../src/engine/ports/clock.ts";
import { createAgents } from "../../../src/host/attempt/attempt.ts";
import { Listener } from "../../../src/host/attempt/listener.ts";
import { noteReason } from "../../../src/host/attempt/run-files.ts";
import { takeTime } from "../../../src/host/attempt/run-time.ts";
import { heardIn, layNotice, noteTold, unheard } from "../../../src/host/attempt/told.ts";
import type { Opening, Voice } from "../../../src/host/attempt/voice.ts";
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
  const openings: Opening[] = [];
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
    const launch = ({ session: of, limits, folder: given, opening }: Parameters<Voice["launch"]>[0]) => {
      launched.push({ session: of, limits });
      openings.push(opening);
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
  return { root, state, path, folder, agents, resets, launched, openings, meters, hire, wrapper };
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

test("a limit that is lowered while it works ends it at the edge of its turn, for whoever looks after it then", async () => {
  const until = (file: string): string => `while [ ! -e ${file} ]; do sleep 0.01; done`;
  const w = world(
    `${print(session, turn(1), tool("t"))}; ${until("go")}; ${print(say("Still."))}; ${until("on")}; ${print({ kind: "tool_ended", id: "t", ok: true, output: "" })}; sleep 60`,
  );
  const first = w.hire();
  await eventually(() => Object.keys(first.listener.memory.tools).length === 1);
  layNotice(w.folder, { messages: [], halt: false, limit: { tokens: 1000 } });
  const second = w.hire();
  writeFileSync(join(w.path, "go"), "");
  await eventually(() => second.listener.memory.said === "Still.");
  writeFileSync(join(w.path, "on"), "");
  const { end } = await second.ended;
  expect(end).toMatchObject({ kind: "curbed", failure: { kind: "budget" } });
  expect(second.listener.memory.tools).toEqual({});
  expect(await w.hire().ended).toMatchObject({ end });
  expect(w.launched).toHaveLength(1);
  await first.ended;
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

/** What an agent has said in its first run. */
const saidBy = ({ folder }: ReturnType<typeof world>): string[] => linesOf(streamLog(folder, "codex", 1));

test("one that says nothing for a quarter of an hour is ended, unless a tool of its is at work", async () => {
  const hangs = world(`${print(session)}; sleep 60`, { awake: fast, minutes: 1000 });
  const { end } = await hangs.hire().ended;
  expect(end).toMatchObject({ kind: "curbed", failure: { kind: "transient" } });
  let since: number | undefined;
  /** Its time begins with its tool, however late the machine lets it say so. */
  const now = (): number => {
    if (since === undefined && saidBy(works).length === 2) since = fast.now();
    return since === undefined ? 0 : fast.now() - since;
  };
  const works = world(`${print(session, tool("t"))}; sleep 60`, { awake: { ...fast, now }, minutes: 20 });
  expect((await works.hire().ended).end).toEqual({ kind: "timed_out" });
});

test("one that says something now and then is not", async () => {
  const words = Array.from({ length: 6 }, () => `${print(say("On it."))}; sleep 0.3; `).join("");
  /** Ten minutes pass with each word of its. */
  const now = (): number => saidBy(talks).length * 10 * 60_000;
  const talks = world(`${words}${print(session, finished)}`, { awake: { ...fast, now }, minutes: 1000 });
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

/** A program that does another thing in each of its runs: the last of them again and again. */
const inTurn = (...commands: readonly string[]): string =>
  `n=$(cat ../runs 2>/dev/null || echo 0); n=$((n + 1)); echo $n >../runs; case $n in ${commands
    .map((command, at) => `${at + 1 === commands.length ? "*" : at + 1}) ${command} ;;`)
    .join(" ")} esac`;

const words = (text: string) => ({ id: text, text });

const heard = ({ folder }: ReturnType<typeof world>, listener: Listener): string[] =>
  heardIn(folder, listener.answered).map(({ id }) => id);

test("what it is told while it works ends its run where no tool is at work, and begins the next one with it, once", async () => {
  const waits = `${print(session, turn(1), tool("t"))}; while [ ! -e go ]; do sleep 0.01; done; ${print({ kind: "tool_ended", id: "t", ok: true, output: "" })}; sleep 60`;
  const w = world(inTurn(waits, print(session, turn(2), finished)));
  const { ended, listener } = w.hire();
  await eventually(() => w.meters.some(({ turns }) => turns === 1));
  w.agents.tell(key, { messages: [words("one"), words("two")], halt: false });
  expect(w.launched).toHaveLength(1);
  writeFileSync(join(w.path, "go"), "");
  expect((await ended).end).toEqual({ kind: "exited", code: 0 });
  expect(w.launched[1]?.session).toEqual({ kind: "resumed", id: "s" });
  expect(w.openings.map(({ why, messages }) => [why, messages.map(({ id }) => id)])).toEqual([
    ["first", []],
    ["told", ["one", "two"]],
  ]);
  expect(heard(w, listener)).toEqual(["one", "two"]);
  expect(w.resets).toEqual([]);
  expect(linesOf(outputLog(w.folder))).toEqual([
    "--- hears what it is told; run 2 ---",
    "--- a person says: one",
    "--- a person says: two",
  ]);
});

test("what comes with its last word makes it go on, unless that cannot be paid any more", async () => {
  const before = (w: ReturnType<typeof world>) =>
    w.agents.tell(key, { messages: [words("late")], halt: false });
  const run = print(session, turn(1), finished);
  const told = "while [ ! -e go ]; do sleep 0.01; done";
  const w = world(inTurn(run, print(session, turn(2), finished)));
  before(w);
  const { ended, listener } = w.hire();
  await ended;
  expect(w.openings.map(({ messages }) => messages.length)).toEqual([1]);
  const later = world(inTurn(`${told}; ${run}`, print(session, turn(2), finished)));
  const second = later.hire();
  await eventually(() => later.launched.length === 1);
  before(later);
  writeFileSync(join(later.path, "go"), "");
  await second.ended;
  expect(later.openings.map(({ why }) => why)).toEqual(["first", "told"]);
  expect([heard(w, listener), heard(later, second.listener)]).toEqual([["late"], ["late"]]);
  const poor = world(inTurn(`${told}; ${run}`), { limits: { turns: 2, microUsd: 500 } });
  const third = poor.hire();
  await eventually(() => poor.launched.length === 1);
  before(poor);
  writeFileSync(join(poor.path, "go"), "");
  expect((await third.ended).end).toEqual({ kind: "exited", code: 0 });
  expect(heard(poor, third.listener)).toEqual([]);
});

test("what was told to a run in which no model answered is told again", async () => {
  const w = world(inTurn(`${print(session)}; kill -9 $PPID`, print(session, turn(1), finished)));
  w.agents.tell(key, { messages: [words("one")], halt: false });
  expect((await w.hire().ended).end).toEqual({ kind: "lost" });
  const again = w.hire();
  await again.ended;
  expect(w.openings.map(({ messages }) => messages.length)).toEqual([1, 1]);
  expect(heard(w, again.listener)).toEqual(["one"]);
});

/** A request whose prompt has so many tokens, of the 1,050,000 that its model can hold. */
const prompted = (id: string, input: number): Signal => ({
  kind: "used",
  use: {
    of: "request",
    id,
    usage: { input, cacheWrite: 0, cacheRead: 0, output: 100 },
    whole: true,
    main: true,
  },
});

const done: Signal = { kind: "tool_ended", id: "t", ok: false, output: "expected 2, got 3" };
const runs: Signal = { kind: "tool_began", id: "t", name: "Bash", subject: "npm test", command: "npm test" };

test("a conversation that fills 45 % of what its model can hold is begun afresh, on the files as they are", async () => {
  const filled = print(session, prompted("a", 100_000), runs, done, prompted("b", 480_000));
  const w = world(
    inTurn(`${filled}; sleep 60`, print({ ...session, id: "new" }, prompted("c", 9000), finished)),
  );
  const { ended, listener } = w.hire();
  expect((await ended).end).toEqual({ kind: "exited", code: 0 });
  expect(w.openings.map(({ why }) => why)).toEqual(["first", "full"]);
  expect(w.launched[1]?.session).toMatchObject({ kind: "new" });
  expect(w.resets).toEqual([]);
  expect(meterOf(listener.memory)).toMatchObject({ peak: 480_000, context: 9000, turns: 3 });
  expect(listener.memory.failed).toEqual([{ command: "npm test", output: "expected 2, got 3" }]);
  expect(linesOf(outputLog(w.folder))).toEqual([
    "--- its conversation became too full: a fresh start; run 2 ---",
  ]);
});

test("one that began so full already goes on: another start would be no better", async () => {
  const w = world(
    `${print(session, prompted("a", 480_000), prompted("b", 490_000))}; sleep 0.6; ${print(finished)}`,
  );
  expect((await w.hire().ended).end).toEqual({ kind: "exited", code: 0 });
  expect(w.launched).toHaveLength(1);
});

test("one that has made its conversation shorter by itself goes on in it", async () => {
  const filled = print(session, prompted("a", 1000), prompted("b", 480_000), runs);
  const shorter = print({ kind: "compacted", before: 480_000, after: 2000 }, done);
  const w = world(`${filled}; sleep 0.4; ${shorter}; sleep 0.6; ${print(prompted("c", 3000), finished)}`);
  const { ended, listener } = w.hire();
  expect((await ended).end).toEqual({ kind: "exited", code: 0 });
  expect(w.launched).toHaveLength(1);
  expect(meterOf(listener.memory)).toMatchObject({ compactions: 1, peak: 480_000, context: 3000 });
});

test("runs that follow each other at the edge of a turn share one limit of time; an interruption begins it anew", () => {
  const folder = join(scratch(), "attempt");
  mkdirSync(runsFolder(folder), { recursive: true });
  let now = 0;
  const clock: Awake = { ...fast, now: () => now, steady: () => now };
  const first = takeTime({ folder, number: 1 }, 60_000, clock);
  now = 40_000;
  first.note();
  noteReason({ folder, number: 1 }, { kind: "turned", fresh: false });
  expect(takeTime({ folder, number: 2 }, 60_000, clock).left()).toBe(20_000);
  expect(takeTime({ folder, number: 3 }, 60_000, clock).left()).toBe(60_000);
});

test("whatever is said and whenever a run dies, each message is in the prompt of one run in which a model answered, or still waits", () => {
  type Move = { readonly say: boolean; readonly answered: boolean };
  const moves = fc.array(fc.record({ say: fc.boolean(), answered: fc.boolean() }), { maxLength: 12 });
  const law = fc.property(moves, (all: readonly Move[]) => {
    const folder = mkdtempSync(join(tmpdir(), "traffic-told-"));
    const said: string[] = [];
    const answered: number[] = [];
    const prompts = new Map<number, readonly string[]>();
    for (const [at, move] of all.entries()) {
      if (move.say) {
        said.push(`m${at}`);
        // The engine lists all that has not been reported as heard; its reports may be late.
        layNotice(folder, { messages: said.map(words), halt: false });
      }
      const messages = unheard(folder, heardIn(folder, answered));
      noteTold(folder, at + 1, { why: "told", messages });
      prompts.set(
        at + 1,
        messages.map(({ id }) => id),
      );
      if (move.answered) answered.push(at + 1);
    }
    const delivered = answered.flatMap((run) => prompts.get(run) ?? []);
    const waits = unheard(folder, heardIn(folder, answered)).map(({ id }) => id);
    rmSync(folder, { recursive: true });
    expect([...delivered, ...waits].toSorted()).toEqual(said.toSorted());
  });
  fc.assert(law, { numRuns: 60 });
});
