import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runsFolder } from "../places.ts";
import { until } from "../processes/poll.ts";
import type { Identity } from "../processes/table.ts";

/** One run of an attempt's agent: an attempt that was interrupted has more than one, counted from 1. */
export type Run = { readonly folder: string; readonly number: number };

/** Who runs it and since when (milliseconds since the epoch). */
export type Claim = { readonly by: Identity; readonly at: number };

/** What the wrapper left. `signalled`: the wrapper itself was sent a signal meanwhile. */
export type Exit = { readonly code: number; readonly signalled: boolean };

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
};

const file = ({ folder, number }: Run, name: string): string => join(runsFolder(folder), `${name}.${number}`);

/** The number of the last run that was claimed; 0 when none was. Claims are never taken back, so it only grows. */
export const lastRun = (folder: string): number => {
  const numbers = readdirSync(runsFolder(folder)).map((name) =>
    Number(/^claim\.(\d+)$/.exec(name)?.[1] ?? 0),
  );
  return Math.max(0, ...numbers);
};

/** The run's claim; `undefined` when there is none, or when its one line is not written yet. */
export const readClaim = (run: Run): Claim | undefined => {
  const [, pid, started] = /^(\d+) +(\S.*\S) *\n/.exec(read(file(run, "claim")) ?? "") ?? [];
  if (pid === undefined || started === undefined) return undefined;
  return { by: { pid: Number(pid), started }, at: statSync(file(run, "claim")).mtimeMs };
};

/** How long a claim may stand without its line, in milliseconds: its wrapper died between making and writing it. */
const patience = 1000;

/** The run's claim, waited for when it has just been made. */
export const settledClaim = async (run: Run): Promise<Claim | undefined> => {
  const isUnwritten = () => existsSync(file(run, "claim")) && readClaim(run) === undefined;
  await until(() => Promise.resolve(!isUnwritten()), patience);
  return readClaim(run);
};

/** The run's exit; `undefined` until it ended by itself. */
export const readExit = (run: Run): Exit | undefined => {
  const text = read(file(run, "exit"));
  if (text === undefined) return undefined;
  const [code, signal] = text.trim().split(" ");
  return { code: Number(code), signalled: signal !== undefined };
};

/** Why we end a run ourselves. */
export type Reason = "timed_out" | "stopped";

/** Notes why we end a run, before we do: one who finds it must not take it for the machine's doing. */
export const noteReason = (run: Run, reason: Reason): void => writeFileSync(file(run, reason), "");

export const endedFor = (run: Run, reason: Reason): boolean => existsSync(file(run, reason));
