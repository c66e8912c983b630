import { statfsSync } from "node:fs";
import { messageOf } from "../../core/message-of.ts";
import type { StepOrder } from "../../core/order.ts";
import type { Told, Tools } from "./tools.ts";

/** With less than this left on a disk, in bytes, nothing begins there, and what could not be done could not for want of room. */
const least = 16 * 1024 * 1024;

const isFull = (folder: string): boolean => {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    // One that does not tell has no blocks at all.
    return blocks > 0 && bavail * bsize < least;
  } catch {
    return false;
  }
};

/** What the machine has no more of, by what it says to us when a program is to be started, and to a git that would start one. */
const scarce = [
  { code: "EAGAIN", words: "Resource temporarily unavailable", what: "processes (ulimit -u)" },
  { code: "EMFILE", words: "Too many open files", what: "open files (ulimit -n)" },
  { code: "ENOMEM", words: "Cannot allocate memory", what: "memory" },
];

/** Why nothing can be started just now; undefined where it was not for want of something. */
const wantOf = (cause: Error): string | undefined => {
  const { code, syscall = "" } = cause as NodeJS.ErrnoException;
  const found = scarce.find((one) =>
    cause.name === "GitError"
      ? cause.message.includes(one.words)
      : syscall.startsWith("spawn") && one.code === code,
  );
  if (found === undefined) return undefined;
  return `the machine lets us have no more ${found.what}: raise that, or lower slots.agents in traffic.yaml`;
};

type Places = Pick<Tools, "worktrees" | "state">;

/** Which of the disks that are worked on is full, and how to mend it. */
export const fullDisk = ({ worktrees, state }: Places): string | undefined => {
  const full = [worktrees, state].find(isFull);
  return full && `the disk of ${full} is full: make room (traffic clean shows what may go)`;
};

/** Why nothing can begin here just now. */
export const refusal = (places: Places): Told | undefined => {
  const message = fullDisk(places);
  return message === undefined ? undefined : { kind: "faulted", message, outside: true };
};

/**
 * A step that failed otherwise than work fails: what outside of us kept it from being done, if the repository cannot be worked with,
 * as whoever looked found, or the machine has no room for more; else a fault of our own. Work whose worktree is gone has to begin anew in another.
 */
export const faultOf = (kind: StepOrder["kind"], cause: unknown, places: Places): Told => {
  const message = messageOf(cause);
  const name = cause instanceof Error ? cause.name : "";
  if (name === "RepositoryError") return { kind: "faulted", message, outside: true };
  const want = cause instanceof Error ? wantOf(cause) : undefined;
  if (want !== undefined) return { kind: "faulted", message: want, outside: true };
  if (name === "WorktreeGone" && kind === "work")
    return { kind: "failed", failure: { kind: "transient", why: message } };
  return refusal(places) ?? { kind: "faulted", message };
};

/** Where there is no room, an agent that crashed did not fail at its task, and neither a setup nor checks tell anything. */
export const excused = (kind: StepOrder["kind"], told: Told, places: Places): Told => {
  if (told.kind !== "failed") return told;
  if (kind === "prepare" || kind === "verify") return refusal(places) ?? told;
  const why = told.failure.kind === "crashed" ? fullDisk(places) : undefined;
  return why === undefined ? told : { ...told, failure: { ...told.failure, kind: "transient", why } };
};
