import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellDriver } from "../../src/agents/shell.ts";
import { driverNamed } from "../../src/agents/drivers.ts";
import { driverNames } from "../../src/core/drivers.ts";
import { meterOf, nextRun, openMemory, remember, runOver, type Memory } from "../../src/core/memory.ts";
import { isLater, type Meter } from "../../src/core/meter.ts";
import { curbOf } from "../../src/core/oversee.ts";
import { promptTokens } from "../../src/core/usage.ts";
import type { AgentDriver, AgentJob, ProcessEnd } from "../../src/core/driver.ts";
import { entries, linesOf, streamText, type Entry, type Recorded } from "./contract.ts";

const at = Date.parse("2026-11-21");

const hear = (driver: AgentDriver, memory: Memory, lines: Iterable<string>): Memory => {
  let after = memory;
  for (const line of lines) for (const signal of driver.read(line)) after = remember(after, signal);
  return after;
};

/** An attempt heard from its first line to its last. */
const heard = ({ driver, model }: Entry, { runs, record }: Recorded): Memory => {
  const all = runs.reduce(
    (memory, name, index) => hear(driver, index === 0 ? memory : nextRun(memory), linesOf(name)),
    openMemory(model, at),
  );
  return runOver(record === undefined ? all : hear(driver, all, linesOf(record)));
};

const tokensOf = ({ usage }: Meter): [number, number] => [promptTokens(usage), usage.output];

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

const job = (over: Partial<AgentJob> = {}): AgentJob =>
  freeze({
    path: "/worktree",
    folder: "/given",
    model: "a-model",
    system: "the system's words",
    prompt: "the task's words",
    limits: { turns: 7, microUsd: 1_500_000 },
    session: { kind: "new", id: "5f3759df-0000-4000-8000-000000000001" },
    ...over,
  });

const ends: readonly ProcessEnd[] = [
  { kind: "exited", code: 0 },
  { kind: "exited", code: 1 },
  { kind: "exited", code: 127 },
  { kind: "signalled", signal: "SIGKILL" },
  { kind: "timed_out" },
  { kind: "stopped" },
  { kind: "lost" },
  { kind: "curbed", failure: { kind: "budget", why: "used up" } },
];

const meant: Readonly<Partial<Record<ProcessEnd["kind"], string>>> = {
  timed_out: "timeout",
  stopped: "cancelled",
  curbed: "budget",
};

describe.each(entries.map((entry) => [entry.driver.name, entry] as const))("%s", (name, entry) => {
  const { driver, model, recorded } = entry;

  test("is known by its name", () => {
    expect(driverNames).toContain(name);
    expect(driverNamed(name)).toBe(driver);
  });

  test("its launch is a pure function of its job", () => {
    expect(driver.launch(job())).toEqual(driver.launch(job()));
    expect(driver.launch(job()).argv[0]).toBe(driver.program);
    expect(driver.launch(job()).argv.join(" ")).toContain("a-model");
  });

  test("texts and tokens stand on no command line", () => {
    const mcp = { url: "http://127.0.0.1:1/mcp", token: "s3cret" };
    for (const kind of ["new", "resumed"] as const) {
      const session = { kind, id: "5f3759df-0000-4000-8000-000000000001" };
      const { argv, env, input, files } = driver.launch(job({ session, mcp }));
      expect(argv.join("\0")).not.toMatch(/words|s3cret/);
      expect(JSON.stringify([env, input, files])).toContain("s3cret");
      expect(JSON.stringify([input, files])).toContain("the task's words");
      if (kind === "new") expect(JSON.stringify([input, files])).toContain("the system's words");
    }
  });

  test("a session is gone on with where it can be", () => {
    const id = "5f3759df-0000-4000-8000-000000000002";
    const { argv } = driver.launch(job({ session: { kind: "resumed", id } }));
    expect(argv.includes(id)).toBe(driver.resumes);
  });

  test.each(recorded.map((one) => [one.runs.join(" + "), one.end.kind, one] as const))(
    "%s (%s) means what it says",
    (_runs, _end, one) => {
      const memory = heard(entry, one);
      const verdict = driver.judge(one.end, { memory, tail: one.tail ?? "" });
      const meter = meterOf(memory);
      expect({
        outcome: verdict.failure?.kind ?? "done",
        retryAt: verdict.failure?.retryAt,
        service: verdict.failure?.service,
        session: memory.session,
        turns: meter.turns,
        tokens: tokensOf(meter),
        cost: [meter.microUsd, meter.unsure],
        payer: meter.payer,
        compactions: meter.compactions,
        priced: meter.priced,
      }).toEqual({
        outcome: one.outcome,
        retryAt: one.retryAt,
        service: one.service,
        session: one.session,
        turns: one.turns,
        tokens: one.tokens,
        cost: one.cost,
        payer: one.payer,
        compactions: one.compactions,
        priced: true,
      });
      expect(verdict.failure?.why ?? "").toContain(one.why ?? "");
      if (one.outcome === "done") expect(verdict.claims?.summary).not.toBe("");
    },
  );

  test.each(recorded.map((one) => [one.runs.join(" + "), one] as const))(
    "%s, cut at any line, counts no more than the whole, and grows as it goes",
    (_runs, one) => {
      const whole = meterOf(heard(entry, one));
      const lines = one.runs.flatMap(linesOf);
      let memory = openMemory(model, at);
      let before: Meter | undefined;
      for (const line of lines) {
        memory = hear(driver, memory, [line]);
        const meter = meterOf(memory);
        expect(meter.turns).toBeLessThanOrEqual(whole.turns);
        for (const [index, tokens] of tokensOf(meter).entries())
          expect(tokens).toBeLessThanOrEqual(tokensOf(whole)[index] ?? 0);
        expect(before !== undefined && isLater(before, meter) && !isLater(meter, before)).toBe(false);
        before = meter;
      }
    },
  );

  test("cut at any byte it never throws, and half a line says nothing", () => {
    for (const run of new Set(recorded.flatMap(({ runs, record = [] }) => [...runs, record].flat()))) {
      for (const line of linesOf(run)) {
        for (let byte = 0; byte < line.length; byte += 1 + (byte >> 6))
          expect(driver.read(line.slice(0, byte))).toEqual([]);
      }
    }
  });

  test("heard again from the first line after any interruption, it comes to the same", () => {
    const run = recorded.at(0)?.runs[0];
    const lines = run === undefined ? [] : linesOf(run);
    for (let cut = 0; cut <= lines.length; cut += 1) {
      const first = hear(driver, openMemory(model, at), lines.slice(0, cut));
      const rest = hear(driver, first, lines.slice(cut));
      expect(rest).toEqual(hear(driver, openMemory(model, at), lines));
    }
  });

  test("nonsense on its output is not understood, and does no harm", () => {
    const known = recorded.flatMap(({ runs, record = [] }) => [...runs, record].flat()).flatMap(linesOf);
    const bent = fc
      .tuple(fc.constantFrom(...known, "{}"), fc.jsonValue(), fc.nat())
      .map(([line, value, at]) => {
        const paths = [...line.matchAll(/"[^"]*":/g)];
        const found = paths[at % Math.max(1, paths.length)];
        if (found === undefined) return line;
        const end = found.index + found[0].length;
        return (
          line.slice(0, end) +
          JSON.stringify(value) +
          line.slice(end).replace(/^("[^"]*"|[\d.]+|true|false|null)/, "")
        );
      });
    const line = fc.oneof(fc.string(), fc.json(), bent, fc.constantFrom(...known, "{}"));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const memory = runOver(hear(driver, nextRun(hear(driver, openMemory(model, at), lines)), lines));
        const meter = meterOf(memory);
        for (const sum of [...tokensOf(meter), meter.microUsd, meter.unsure, meter.turns])
          expect(Number.isFinite(sum) && sum >= 0).toBe(true);
        for (const end of ends) driver.judge(end, { memory, tail: lines.join("\n") });
      }),
      { numRuns: 300 },
    );
  });

  test("why we ended it ourselves comes before its own word, and an end without one is a failure", () => {
    const silent = openMemory(model, at);
    const memories = [silent, ...recorded.map((one) => heard(entry, one))];
    for (const end of ends) {
      const judged = memories.map((memory) => driver.judge(end, { memory, tail: "last words\n" }));
      expect(judged[0]?.failure).toBeDefined();
      const ours = meant[end.kind];
      if (ours !== undefined)
        expect(new Set(judged.map(({ failure }) => failure?.kind))).toEqual(new Set([ours]));
    }
  });

  test("without its program a person is asked to install it", () => {
    const told = { memory: openMemory(model, at), tail: `sh: 1: ${driver.program}: not found\n` };
    const { failure } = driver.judge({ kind: "exited", code: 127 }, told);
    expect(failure).toMatchObject({ kind: "invalid" });
    expect(failure?.why).toContain(`\`${driver.program}\``);
  });

  test("a refused sign-in ends it at its first line", () => {
    const refused = recorded.filter(({ outcome }) => outcome === "auth");
    for (const { runs } of refused) {
      const lines = runs.flatMap(linesOf);
      const curbs = lines.map((_, index) => {
        const memory = hear(driver, openMemory(model, at), lines.slice(0, index + 1));
        return curbOf(memory, { limits: { turns: 9 }, silence: 0 })?.kind;
      });
      const first = lines.findIndex((line) => line.includes("401"));
      expect(curbs.findIndex((kind) => kind === "auth")).toBe(first);
    }
  });
});

test("every recorded stream of a driver's is in its table", () => {
  const files = readdirSync(join(import.meta.dirname, "streams")).map((name) => name.replace(".jsonl", ""));
  const named = entries.flatMap(({ recorded }) =>
    recorded.flatMap(({ runs, record = [] }) => [runs, record].flat()),
  );
  expect([...new Set(named)].sort()).toEqual(files.sort());
  expect(streamText("claude-edit").endsWith("\n")).toBe(true);
});

describe("shell", () => {
  test("its launch is a pure function of the command", () => {
    const order = freeze({ command: "npm test", path: "/worktree" });
    expect(shellDriver.launch(order)).toEqual(shellDriver.launch(order));
  });

  test.each(ends)("%j means the same as with any agent", (end) => {
    const { failure } = shellDriver.judge(end, "last words\n");
    if (end.kind === "exited" && end.code === 0) expect(failure).toBeUndefined();
    else expect(failure?.kind).toBe(meant[end.kind] ?? "crashed");
  });
});
