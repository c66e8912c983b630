import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readProgress } from "../../../src/agents/builtin/desk.ts";
import { costOf, priceOf } from "../../../src/core/prices.ts";
import type { Failure } from "../../../src/core/failure.ts";
import { tries } from "../../../src/agents/builtin/trouble.ts";
import { work } from "../../../src/agents/builtin/work.ts";
import type { Stall } from "../../../src/core/meter.ts";
import type { ModelEnd } from "../../../src/engine/ports/model-agents.ts";
import { startModel, type Act } from "../../world/model.ts";
import { inTurn, patience, say, stage, still, use, type Stage } from "./world.ts";

let s: Stage | undefined;

afterEach(() => s?.close());

/** What one scripted turn costs at the model's list price. */
const turn = { input: 1200, cacheWrite: 300, cacheRead: 9000, output: 80 };
const price = priceOf("claude-sonnet-5-5", Date.now());
const cost = price === undefined ? 0 : costOf(price, turn);

const failureOf = (end: ModelEnd): Failure | undefined => (end.kind === "failed" ? end.failure : undefined);

const results = (heard: { messages: readonly { role: string; content: unknown }[] } | undefined): string =>
  JSON.stringify(heard?.messages.at(-1));

test("it writes, edits, runs and reports; every turn is metered", async () => {
  s = await stage(
    inTurn(
      use("write", { file_path: "a.txt", content: "one\n" }),
      use("edit", { file_path: "a.txt", old_string: "one", new_string: "two" }),
      use("bash", { command: "grep two a.txt" }),
      use("bash", { command: "false" }),
      use("report_work", { summary: "It says two.", changed: ["a.txt"], checked: ["grep two a.txt"] }),
      say(),
    ),
  );
  const end = await s.run();
  expect(end).toMatchObject({
    kind: "finished",
    claims: { summary: "It says two.", changed: ["a.txt"] },
    commands: [
      { command: "grep two a.txt", ok: true },
      { command: "false", ok: false },
    ],
    meter: { turns: 6, microUsd: 6 * cost, unsure: 0, priced: true, context: 10_500, window: 1_000_000 },
  });
  expect(s.read("a.txt")).toBe("two\n");
  expect(s.log()).toContain("✓ bash grep two a.txt\n");
  expect(s.log()).toContain("✗ bash false\n");
});

test("requests carry our own conversation, cached, and no thread of the service's", async () => {
  s = await stage(inTurn(say()));
  await s.run();
  const [request] = s.model.heard;
  expect(request).toMatchObject({ model: "claude-sonnet-5-5", cache_control: { type: "ephemeral" } });
  expect(request).not.toHaveProperty("thread");
  expect(request).not.toHaveProperty("context_management");
});

test("the agent's commands see no variable but those of the job", async () => {
  process.env["SOME_TOKEN"] = "secret";
  s = await stage(inTurn(use("bash", { command: "env | sort" }), say()));
  await s.run({ env: { PATH: process.env["PATH"] ?? "", TRAFFIC_TASK: "a" } });
  delete process.env["SOME_TOKEN"];
  const seen = results(s.model.heard[1]);
  expect(seen).toContain("TRAFFIC_TASK=a");
  expect(seen).not.toMatch(/SOME_TOKEN|ANTHROPIC|sk-test|HOME=/);
});

test.each([
  ["read", { file_path: "../../outside.txt" }],
  ["read", { file_path: "/etc/passwd" }],
  ["write", { file_path: "../escaped.txt", content: "x" }],
  ["edit", { file_path: "link/outside.txt", old_string: "secret", new_string: "x" }],
  ["read", { file_path: "link/outside.txt" }],
] as const)("file tools do not leave the worktree: %s %o", async (tool, input) => {
  s = await stage(inTurn(use("bash", { command: "ln -s .. link" }), use(tool, input), say()));
  writeFileSync(join(s.job.path, "..", "outside.txt"), "secret\n");
  await s.run();
  const seen = results(s.model.heard[2]);
  expect(seen).toContain('"is_error":true');
  expect(seen).not.toContain("secret");
  expect(existsSync(join(s.job.path, "..", "escaped.txt"))).toBe(false);
});

test("a tool that the agent was not given is refused, and it goes on", async () => {
  s = await stage(inTurn(use("bash", { command: "touch made" }), say()));
  expect(await s.run({ tools: ["read"] })).toMatchObject({ kind: "finished", meter: { turns: 2 } });
  expect(results(s.model.heard[1])).toContain('"is_error":true');
  expect(existsSync(join(s.job.path, "made"))).toBe(false);
});

const limited = (retryAfter?: number): Act => ({
  status: 429,
  type: "rate_limit_error",
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

test.each([
  ["a short limit", limited(1), 0],
  ["a limit without a time", limited(), 0],
  ["an overload", { status: 529, type: "overloaded_error" }, 0],
  ["a fault of the service", { status: 500, type: "api_error" }, 0],
  ["an overload in mid-stream", { breaks: "overloaded" }, 1],
  ["a cut socket", { breaks: "socket" }, 1],
  ["a stream that ends early", { breaks: "early" }, 1],
  ["a garbled stream", { breaks: "garbage" }, 1],
] as const)("%s is sat out; what was cut is counted at its most", async (_, act, cuts) => {
  s = await stage(inTurn(use("bash", { command: "echo once >> log" }), act, say()));
  const end = await s.run();
  expect(end).toMatchObject({ kind: "finished", meter: { turns: 2, microUsd: 2 * cost } });
  expect(end.meter.unsure > 0 ? 1 : 0).toBe(cuts);
  expect(s.read("log")).toBe("once\n");
  expect(s.model.heard).toHaveLength(3);
});

test("a stream that falls silent is sat out; what was cut is counted at its most", async () => {
  const { machine, awake } = still();
  s = await stage((_, at) => {
    if (at !== 1) return at === 0 ? use("bash", { command: "echo once >> log" }) : say();
    afterwards(() => machine.live({ kind: "awake", ms: 1.5 * patience.silence }));
    return { breaks: "silence" };
  }, awake);
  const end = await s.run();
  expect(end).toMatchObject({ kind: "finished", meter: { turns: 2, microUsd: 2 * cost } });
  expect(end.meter.unsure).toBeGreaterThan(0);
  expect(s.read("log")).toBe("once\n");
  expect(s.model.heard).toHaveLength(3);
});

test.each([
  ["a long limit is not slept through", limited(3600), "rate_limited", 1],
  ["an overload that stays", { status: 529, type: "overloaded_error" }, "transient", 5],
  ["a stream that is always cut", { breaks: "early" }, "transient", 5],
  ["a refused key", { status: 401, type: "authentication_error" }, "auth", 1],
  ["a key without leave", { status: 403, type: "permission_error" }, "auth", 1],
  ["an unknown model", { status: 404, type: "not_found_error" }, "invalid", 1],
  [
    "a conversation that is too long",
    { status: 400, type: "invalid_request_error", message: "prompt is too long: 1000001 tokens" },
    "context",
    1,
  ],
  ["a refusal", { blocks: [{ text: "No." }], stop: "refusal" }, "denied", 1],
] as const)("%s ends the attempt", async (...row) => {
  const [, act, kind, asked] = row;
  s = await stage(inTurn(act));
  const before = Date.now();
  const end = await s.run();
  expect(failureOf(end)?.kind).toBe(kind);
  expect(s.model.heard).toHaveLength(asked);
  if (kind === "rate_limited") expect(failureOf(end)?.retryAt).toBeGreaterThan(before + 3_590_000);
});

test("while its service does not answer it tells what it waits for, since when and until when", async () => {
  const stalls: unknown[] = [];
  const script = inTurn({ status: 529, type: "overloaded_error" }, { status: 500, type: "api_error" }, say());
  s = await stage((heard, at) => {
    stalls.push(readProgress(s?.place as Stage["place"])?.meter.stalled);
    return script(heard, at);
  });
  const before = Date.now();
  await s.run();
  const overloaded = { why: expect.stringMatching(/^The service failed: 529/) as string };
  expect(stalls).toMatchObject([undefined, overloaded, { why: expect.stringMatching(/500/) as string }]);
  const [, first, second] = stalls as [unknown, Stall, Stall];
  expect(first.since).toBeGreaterThanOrEqual(before);
  expect(second).toMatchObject({ since: first.since });
  expect(second.until).toBeGreaterThan(first.until);
  expect(readProgress(s.place)?.meter).not.toHaveProperty("stalled");
});

test("a service that nobody reaches is told with what happened, and costs nothing", async () => {
  s = await stage(inTurn(say()));
  await s.model.close();
  const service = { ...s.service, patience: { ...s.service.patience, longest: 5 } };
  const end = await work(s.place, s.job, { service, signal: AbortSignal.any([]), awake: still().awake });
  expect(failureOf(end)).toMatchObject({
    kind: "transient",
    why: expect.stringMatching(
      /^The service cannot be reached: .*ECONNREFUSED.*, 24 times in a row$/,
    ) as string,
    service: "away",
  });
  expect(end.meter).toMatchObject({ microUsd: 0, unsure: 0 });
});

/** A bash call that ends once the service is gone. */
const untilGone = use("bash", { command: "touch begun; until [ -e gone ]; do sleep 0.01; done" });

const goAway = async ({ job, model }: Stage): Promise<void> => {
  await expect.poll(() => existsSync(join(job.path, "begun"))).toBe(true);
  await model.close();
  writeFileSync(join(job.path, "gone"), "");
};

const tried = (of: Stage): number => of.log().split("The service cannot be reached").length - 1;

test("work that has begun waits until the service is there again, and goes on where it was", async () => {
  s = await stage(inTurn(untilGone));
  const working = s.run();
  await goAway(s);
  const { place, model } = s;
  await expect.poll(() => tried(s as Stage)).toBeGreaterThan(tries);
  expect(readProgress(place)?.meter.stalled?.why).toMatch(/^The service cannot be reached/);
  const again = await startModel(inTurn(say()), Number(new URL(model.url).port));
  expect(await working).toMatchObject({
    kind: "finished",
    meter: { turns: 2, microUsd: 2 * cost, unsure: 0 },
  });
  expect(again.heard).toHaveLength(1);
  await again.close();
});

test("what a service offers is found out once it is there, though nobody reached it before", async () => {
  s = await stage(inTurn(say()), still().awake, true);
  const port = Number(new URL(s.model.url).port);
  await s.model.close();
  const working = s.run();
  await expect.poll(() => existsSync(s?.place.log ?? "") && tried(s as Stage)).toBeGreaterThan(1);
  const again = await startModel(inTurn(say()), port, true);
  expect(await working).toMatchObject({ kind: "finished" });
  expect(again.heard).toMatchObject([{ context_management: { edits: [{ type: "compact_20260112" }] } }]);
  await again.close();
});

test("minutes that are over while its service gives no answer are not its own", async () => {
  const { machine, awake } = still();
  s = await stage(inTurn(untilGone), awake);
  const working = s.run({ minutes: 1 });
  await goAway(s);
  await expect.poll(() => tried(s as Stage)).toBeGreaterThan(0);
  machine.live({ kind: "awake", ms: 60_000 });
  expect(failureOf(await working)).toMatchObject({ kind: "transient", service: "away" });
});

test("a refusal is told in the service's own words, without their wrapping", async () => {
  const message = "the scripted model knows the demonstration's own tasks";
  s = await stage(inTurn({ status: 400, type: "invalid_request_error", message }));
  expect(failureOf(await s.run())).toEqual({
    kind: "invalid",
    why: `The service refused the request: ${message}`,
  });
});

test("turns and time are limits", async () => {
  s = await stage(inTurn(use("bash", { command: "true" })));
  expect(failureOf(await s.run({ limits: { turns: 3 } }))).toMatchObject({ kind: "timeout" });
  expect(s.model.heard).toHaveLength(3);
  await s.close();
  const { machine, awake } = still();
  s = await stage(inTurn(use("bash", { command: "touch reached; sleep 30" })), awake);
  const ended = s.run({ minutes: 0.5 });
  const reached = join(s.job.path, "reached");
  await expect.poll(() => existsSync(reached)).toBe(true);
  machine.live({ kind: "awake", ms: 30_000 });
  const end = await ended;
  expect(failureOf(end)).toMatchObject({ kind: "timeout", why: "It reached its limit of 0.5 minutes." });
  expect(end.meter.turns).toBe(1);
});

test("dollars and tokens are limits before each turn, and a turn is made to fit what is left", async () => {
  s = await stage(inTurn(use("bash", { command: "true" })));
  const end = await s.run({ limits: { turns: 100, microUsd: 100_000 } });
  expect(failureOf(end)).toMatchObject({ kind: "budget" });
  expect(end.meter.microUsd).toBeLessThanOrEqual(100_000);
  expect(s.model.heard.length).toBeGreaterThan(1);
  const asked = s.model.heard.map(({ max_tokens }) => max_tokens);
  expect(asked).toEqual([...asked].sort((a, b) => b - a));
  expect(asked.at(-1)).toBeLessThan(10_000);
  await s.close();
  s = await stage(inTurn(use("bash", { command: "true" })));
  const ended = await s.run({ limits: { turns: 100, tokens: 4000 } });
  expect(failureOf(ended)).toMatchObject({ kind: "budget" });
  expect(ended.meter.turns).toBe(2);
});

test("stopped in the middle of a turn or of a tool, it goes on from the last boundary and runs nothing twice", async () => {
  let release = (): void => {};
  const reached = new Promise<void>((resolve) => (release = resolve));
  s = await stage((_, at) => {
    if (at === 0) return use("bash", { command: "echo first >> log" });
    if (at === 1) return use("bash", { command: "echo second >> log; touch reached; sleep 30" });
    return say();
  });
  const stop = new AbortController();
  const poll = setInterval(() => existsSync(join(s?.job.path ?? "", "reached")) && release(), 10);
  const first = s.run({}, stop.signal);
  await reached;
  clearInterval(poll);
  stop.abort();
  expect(await first).toMatchObject({ kind: "stopped", meter: { turns: 2 } });
  expect(await s.run()).toMatchObject({
    kind: "finished",
    meter: { turns: 3, microUsd: 3 * cost, unsure: 0 },
  });
  expect(s.read("log")).toBe("first\nsecond\n");
  expect(results(s.model.heard[2])).toContain("interrupted while this ran");
});

test("a half line at a transcript's end did not happen; its open request counts at its most", async () => {
  s = await stage(inTurn(say()));
  writeFileSync(join(s.place.folder, "transcript.jsonl"), '\n{"kind":"asked","worst":7000}\n{"kind":"repl');
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 1, unsure: 7000 } });
});

test("an answer that reached its limit of tokens runs no half call and goes on", async () => {
  const cut: Act = { blocks: [{ tool: "bash", input: { command: "touch made" } }], stop: "max_tokens" };
  s = await stage(inTurn(cut, { blocks: [{ text: "…" }], stop: "max_tokens" }, say()));
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 3 } });
  expect(existsSync(join(s.job.path, "made"))).toBe(false);
});

const asleep = { kind: "slept", ms: 8 * 3_600_000 } as const;

/** After what has been answered has been heard. */
const afterwards = (call: () => void): void => void setTimeout(call, 50);

test("a stream that the machine slept through has seconds to speak, and what sleep cut is no try", async () => {
  const { machine, awake } = still();
  const cut: Act = { breaks: "early" };
  s = await stage((_, at) => {
    if (at === 0)
      afterwards(() => {
        machine.live(asleep);
        machine.live({ kind: "awake", ms: 10_000 });
      });
    return at === 0 ? { breaks: "silence" } : at < 8 ? cut : say();
  }, awake);
  const end = await s.run({ minutes: 1 });
  expect(end).toMatchObject({ kind: "finished", meter: { turns: 1, microUsd: cost } });
  expect(end.meter.unsure).toBeGreaterThan(0);
  expect(s.model.heard).toHaveLength(9);
  expect(s.log()).toContain("--- the machine slept for 28800 s\n");
});

test("long after a sleep failures count again", async () => {
  const { machine, awake } = still();
  s = await stage((_, at) => {
    if (at === 2) machine.live(asleep);
    if (at === 6) machine.live({ kind: "awake", ms: 121_000 });
    return { breaks: "early" };
  }, awake);
  expect(failureOf(await s.run({ minutes: 60 }))).toMatchObject({ kind: "transient" });
  expect(s.model.heard).toHaveLength(7);
});

test("a stream that goes on after a sleep is not cut", async () => {
  const { machine, awake } = still();
  let release = (): void => undefined;
  const slept = new Promise<void>((resolve) => (release = resolve));
  s = await stage(async () => {
    afterwards(() => {
      machine.live(asleep);
      release();
    });
    await slept;
    return say();
  }, awake);
  expect(await s.run()).toMatchObject({ kind: "finished", meter: { turns: 1, unsure: 0 } });
  expect(s.model.heard).toHaveLength(1);
});

test("minutes are minutes awake", async () => {
  const { machine, awake } = still();
  s = await stage((_, at) => {
    if (at === 1) machine.live(asleep);
    if (at === 2) afterwards(() => machine.live({ kind: "awake", ms: 60_000 }));
    return use("bash", { command: at === 2 ? "sleep 30" : "true" });
  }, awake);
  expect(failureOf(await s.run({ minutes: 1 }))).toMatchObject({ kind: "timeout" });
  expect(s.model.heard).toHaveLength(3);
});
