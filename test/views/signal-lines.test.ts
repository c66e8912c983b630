import { expect, test } from "vitest";
import { openMemory, remember } from "../../src/core/memory.ts";
import type { Signal } from "../../src/core/signal.ts";
import { signalLines } from "../../src/views/signal-lines.ts";

/** The lines of a stream of signals. */
const lines = (...signals: readonly Signal[]): string[] => {
  let memory = openMemory("claude-haiku-5-5", Date.parse("2026-11-21"));
  return signals.flatMap((signal) => {
    const before = memory;
    memory = remember(memory, signal);
    return signalLines(signal, before);
  });
};

const session: Signal = { kind: "session", id: "s", payer: "subscription" };
const began: Signal = { kind: "tool_began", id: "t", name: "Bash", subject: "npm test", command: "npm test" };

test("a session is told once, words as they are, tools with what they were used on and printed", () => {
  const output = Array.from({ length: 9 }, (_, n) => `line ${n}`).join("\n\n");
  expect(
    lines(session, session, { kind: "said", text: "One.\nTwo.\n" }, began, began, {
      kind: "tool_ended",
      id: "t",
      ok: false,
      output,
    }),
  ).toEqual([
    "--- session s, paid by a subscription",
    "One.",
    "Two.",
    "> Bash npm test",
    "✗ Bash failed",
    ...[0, 1, 2, 3, 4, 5].map((n) => `    line ${n}`),
    "    … 3 more",
  ]);
});

test("each reply tells what was used so far; limits, refusals, failures and the end are told apart", () => {
  const usage = { input: 15_500, cacheWrite: 0, cacheRead: 0, output: 1 };
  const quota = { name: "five_hour", state: "near", used: 0.83, billed: false } as const;
  expect(
    lines(
      session,
      { kind: "used", use: { of: "request", id: "m", usage, whole: false, main: true } },
      { kind: "used", use: { of: "reply", usage: { ...usage, output: 100 } } },
      { kind: "quota", quota },
      { kind: "quota", quota: { ...quota, state: "open" } },
      { kind: "denied", id: "d", tool: "Write", subject: "a.txt" },
      { kind: "denied", id: "d", tool: "Write", subject: "a.txt" },
      { kind: "retrying", failure: "transient", why: "overloaded (529)" },
      { kind: "finished" },
      { kind: "finished", failure: { why: "It was interrupted." } },
    ).slice(1),
  ).toEqual([
    "--- 1 turn, $0.0016 of a subscription, context 2 %",
    "--- limit five_hour: near, 83 % used",
    "✗ Write was refused a.txt",
    "--- a request failed (transient), it tries again: overloaded (529)",
    "--- finished",
    "--- failed: It was interrupted.",
  ]);
});
