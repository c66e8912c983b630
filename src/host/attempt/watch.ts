import { constants } from "node:os";
import type { ProcessEnd } from "../../core/driver.ts";
import { overtime } from "../../core/oversee.ts";
import type { Ending } from "../processes/ending.ts";
import { endGroup } from "../processes/ending.ts";
import { type Identity, isAlive } from "../processes/table.ts";
import type { Bell } from "./bell.ts";
import type { Exit, Reason, Run, Turned } from "./run-files.ts";
import { endedFor, curbedFor, noteReason, readExit } from "./run-files.ts";
import type { RunTime } from "./run-time.ts";
import { limitLaid } from "./told.ts";

/** A wrapper that was killed leaves nothing that a watched folder would tell: how often to look, in milliseconds. */
const look = 1000;

/** How often to hear what an agent tells. */
const hearing = 250;

/** A shell tells a signal as 128 and its number. */
const endOf = (code: number): ProcessEnd => {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return code > 128 && signal !== undefined ? { kind: "signalled", signal } : { kind: "exited", code };
};

type Watched = {
  readonly claim: Identity;
  readonly time: RunTime;
  readonly signal: AbortSignal;
  readonly bell: Bell;
  /** Hears what the agent tells, and says why its run has to be ended; missing where it tells nothing. */
  readonly oversee: (() => Reason | undefined) | undefined;
};

/** Its minutes were lowered while it worked, and are used up. */
const outworked = ({ folder }: Run, { time }: Watched): Reason | undefined => {
  const { ms = Infinity } = limitLaid(folder) ?? {};
  return time.passed() < ms ? undefined : { kind: "curbed", failure: overtime(ms) };
};

const reasonToEnd = (run: Run, watched: Watched, left: number): Reason | undefined => {
  const { signal, oversee } = watched;
  const reason = oversee?.() ?? outworked(run, watched);
  if (signal.aborted) return { kind: "stopped" };
  if (reason?.kind === "curbed") return reason;
  return left <= 0 ? { kind: "timed_out" } : reason;
};

/** Of two that look after one run, which was ended by the other, the reason counts and not the signal. */
const curbedByAnother = (run: Run): ProcessEnd | undefined => {
  const failure = curbedFor(run);
  return failure && { kind: "curbed", failure };
};

/** Waits for a run that is claimed, and ends it when it is stopped or at its time limit. */
export const watchRun = async (run: Run, watched: Watched, ending: Ending): Promise<ProcessEnd | Turned> => {
  const { claim, time, bell, oversee } = watched;
  const pace = oversee === undefined ? look : hearing;
  for (;;) {
    const alive = await isAlive(ending.table, claim);
    const exit = readExit(run);
    if (exit !== undefined) return curbedByAnother(run) ?? endOf(exit.code);
    if (!alive) return { kind: "lost" };
    const left = time.left();
    const reason = reasonToEnd(run, watched, left);
    if (reason !== undefined) {
      time.note();
      noteReason(run, reason);
      await endGroup(claim, ending);
      return reason;
    }
    await bell.heard(Math.min(pace, left));
  }
};

/** By its own signals a machine that shuts down ends agents too, and so do we when we die while stopping one. */
const wasInterrupted = ({ code, signalled }: Exit): boolean => signalled && code > 128;

/**
 * How a run ended that nobody watched to its end; `undefined` when it was interrupted, and so counts for nothing. An
 * agent that has said how its work ended is not begun anew for want of an exit code.
 */
export const unwatchedEnd = (run: Run, hasFinished: boolean): ProcessEnd | undefined => {
  const failure = curbedFor(run);
  if (failure !== undefined) return { kind: "curbed", failure };
  if (endedFor(run, "timed_out")) return { kind: "timed_out" };
  const exit = readExit(run);
  if (exit === undefined && hasFinished && !endedFor(run, "stopped")) return { kind: "lost" };
  if (hasFinished && endedFor(run, "turned")) return { kind: "lost" };
  // What an agent says when it is stopped is no end of its work, even if it leaves with 0.
  const isUnfinished =
    exit === undefined || endedFor(run, "stopped") || endedFor(run, "turned") || wasInterrupted(exit);
  return isUnfinished ? undefined : endOf(exit.code);
};
