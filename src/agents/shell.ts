import type { FailureKind } from "../core/failure.ts";
import type { Driver, ProcessEnd } from "../engine/ports.ts";

/** Lines of output that a failure quotes. */
const quoted = 20;

const lastLines = (text: string): readonly string[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-quoted);

const kindOf = (end: ProcessEnd): FailureKind => {
  if (end.kind === "timed_out") return "timeout";
  return end.kind === "stopped" ? "cancelled" : "crashed";
};

const whyOf = (end: ProcessEnd): string => {
  if (end.kind === "exited") return `The command ended with exit code ${end.code}.`;
  if (end.kind === "signalled") return `The command was ended by ${end.signal}.`;
  if (end.kind === "timed_out") return "The command reached its time limit and was ended.";
  if (end.kind === "stopped") return "The command was stopped.";
  return "The command vanished without an exit code: it was killed, or the machine ran out of memory.";
};

/** The agent that is a command of the task's own, run by `/bin/sh` in the worktree. */
export const shellDriver: Driver = {
  name: "shell",
  launch: ({ command }) =>
    command === undefined || command.trim() === ""
      ? {
          kind: "invalid",
          why: "The task is for the shell agent but has no command. Add `command: …` to its front matter, or name another agent.",
        }
      : { argv: ["/bin/sh", "-c", command], env: {} },
  outcome: (end, tail) =>
    end.kind === "exited" && end.code === 0
      ? undefined
      : { kind: kindOf(end), why: whyOf(end), details: lastLines(tail) },
};
