import type { Failure, FailureKind } from "../core/failure.ts";
import type { ProcessEnd } from "../core/driver.ts";

/** Lines of output that a failure quotes. */
const quoted = 20;

/** The last lines of an output that hold anything. */
export const lastLines = (text: string): readonly string[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-quoted);

type Unasked = Exclude<ProcessEnd, { kind: "curbed" }>;

const kindOf = (end: Unasked): FailureKind => {
  if (end.kind === "timed_out") return "timeout";
  return end.kind === "stopped" ? "cancelled" : "crashed";
};

const howOf = (end: Unasked): string => {
  if (end.kind === "exited") return `ended with exit code ${end.code}.`;
  if (end.kind === "signalled") return `was ended by ${end.signal}.`;
  if (end.kind === "timed_out") return "reached its time limit and was ended.";
  if (end.kind === "stopped") return "was stopped.";
  return "vanished without an exit code: it was killed, or the machine ran out of memory.";
};

/** The failure that the end of a process alone tells of. `what` names who ended; `tail` is the last it printed. */
export const failureOf = (
  end: ProcessEnd,
  { what, tail }: { readonly what: string; readonly tail: string },
): Failure =>
  end.kind === "curbed"
    ? end.failure
    : { kind: kindOf(end), why: `${what} ${howOf(end)}`, details: lastLines(tail) };
