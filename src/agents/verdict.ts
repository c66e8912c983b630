import type { Failure } from "../core/failure.ts";
import type { Denied, Memory } from "../core/memory.ts";
import type { ProcessEnd, Verdict } from "../core/driver.ts";
import { failureOf, lastLines } from "./ending.ts";

/** What makes one agent's end differ from another's. */
export type Manner = {
  readonly program: string;
  /** The command that installs it. */
  readonly install: string;
  /** What its last words beside its lines mean, where they mean something. */
  readonly knows: (tail: string) => Failure | undefined;
};

const deniedOf = ({ denied }: Memory): readonly Denied[] =>
  Object.values(denied).filter((one): one is Denied => one !== "got");

const refusal = ([first, ...rest]: readonly Denied[], { tool, subject }: Denied): Failure => ({
  kind: "denied",
  why: `It was refused ${tool}${subject === "" ? "" : ` (${subject})`} and did not get it another way: allow it in the \`tools\` of its agent's file, or change the task.`,
  details: [first, ...rest].flatMap((one) =>
    one === undefined ? [] : [`${one.tool} ${one.subject}`.trim()],
  ),
});

const said = ({ said: summary }: Memory): Verdict =>
  summary.trim() === "" ? {} : { claims: { summary, changed: [], checked: [] } };

/** Words for a service that no request got to, or that has no answer for anybody: no request is the cause of these. */
const away =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ConnectionRefused|FailedToOpenSocket|connection error|connect to (?:the )?API|error sending request|could not resolve|failed to lookup|dns error|overloaded|\b(?:502|503|529)\b/i;

/** What passes is the service's doing: an agent says so of nothing else. */
const ofService = (failure: Failure): Failure =>
  failure.kind === "transient"
    ? { ...failure, service: away.test(failure.why) ? "away" : "failing" }
    : failure;

/** How a run ended by its own word: what it was refused counts more than that it says all is well. */
const told = (memory: Memory, failure: Failure | undefined): Verdict => {
  if (failure !== undefined) return { ...said(memory), failure: ofService(failure) };
  const denied = deniedOf(memory);
  const [first] = denied;
  return first === undefined ? said(memory) : { ...said(memory), failure: refusal(denied, first) };
};

const missing = ({ program, install }: Manner): Failure => ({
  kind: "invalid",
  why: `There is no \`${program}\` on the PATH of this run: install it (${install}), start the fleet again, and retry the task.`,
});

const unfinished = (end: ProcessEnd, { memory, tail }: { memory: Memory; tail: string }): Failure => {
  const plain = failureOf(end, { what: "The agent", tail });
  const { trouble } = memory;
  if (trouble !== undefined) return ofService({ ...plain, ...trouble });
  return end.kind === "exited" && end.code === 0
    ? { ...plain, why: "The agent left without saying how its work ended." }
    : plain;
};

/** The shell's word for a program that it does not find, or may not run. */
const notFound = new Set([126, 127]);

/**
 * What the end of an agent's run means. Why we ended it comes first; then its own word, which neither an exit code nor
 * the name of its result outweighs; then what it printed beside its lines.
 */
export const judgeBy =
  (manner: Manner) =>
  (end: ProcessEnd, found: { readonly memory: Memory; readonly tail: string }): Verdict => {
    const { memory, tail } = found;
    const isOurs = end.kind === "stopped" || end.kind === "timed_out" || end.kind === "curbed";
    if (isOurs) return { failure: failureOf(end, { what: "The agent", tail }) };
    if (memory.ending !== undefined) return told(memory, memory.ending.failure);
    if (end.kind === "exited" && notFound.has(end.code) && memory.session === undefined)
      return { failure: { ...missing(manner), details: lastLines(tail) } };
    return { failure: manner.knows(tail) ?? unfinished(end, found) };
  };
