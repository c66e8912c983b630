import { meterOf, remember, type Memory } from "../core/memory.ts";
import type { Signal } from "../core/signal.ts";
import { meterText } from "./money.ts";

type Of<K extends Signal["kind"]> = Extract<Signal, { kind: K }>;
type Words = { readonly [K in Signal["kind"]]: (signal: Of<K>, before: Memory) => readonly string[] };

/** So many lines of what a tool printed are shown. */
const most = 6;

/** What a tool printed, set in below it. */
const printed = (output: string): string[] => {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const left = lines.length - most;
  return [...lines.slice(0, most), ...(left > 0 ? [`… ${left} more`] : [])].map((line) => `    ${line}`);
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const words: Words = {
  session: ({ id, payer }, { session }) =>
    session === id ? [] : [`--- session ${id}${payer === "subscription" ? ", paid by a subscription" : ""}`],
  said: ({ text }) => text.trim().split("\n"),
  tool_began: ({ id, name, subject }, { tools }) =>
    Object.hasOwn(tools, id) ? [] : [`> ${name} ${subject}`.trimEnd()],
  tool_ended: ({ id, ok, output }, { tools }) => [
    ...(ok ? [] : [`✗ ${tools[id]?.name ?? "a tool"} failed`]),
    ...printed(output),
  ],
  used: (signal, before) =>
    signal.use.of === "reply" ? [`--- ${meterText(meterOf(remember(before, signal)))}`] : [],
  window: () => [],
  compacted: ({ before, after }) => {
    const sizes =
      before === undefined ? "" : `, from ${before} tokens${after === undefined ? "" : ` to ${after}`}`;
    return [`--- it made its conversation shorter${sizes}`];
  },
  quota: ({ quota: { name, state, used } }) =>
    state === "open"
      ? []
      : [`--- limit ${name}: ${state}${used === undefined ? "" : `, ${percent(used)} used`}`],
  denied: ({ tool, subject, id }, { denied }) =>
    Object.hasOwn(denied, id) ? [] : [`✗ ${tool} was refused ${subject}`.trimEnd()],
  retrying: ({ failure, why }) => [`--- a request failed (${failure}), it tries again: ${why}`],
  finished: ({ failure }) => [failure === undefined ? "--- finished" : `--- failed: ${failure.why}`],
};

/** What a signal says, in lines for people; `before` is what was known until then. */
export const signalLines = (signal: Signal, before: Memory): readonly string[] => {
  const say = words[signal.kind] as (signal: Signal, before: Memory) => readonly string[];
  return say(signal, before);
};
