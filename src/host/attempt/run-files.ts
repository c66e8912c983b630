import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../core/failure.ts";
import type { ProcessEnd } from "../../core/driver.ts";
import { runsFolder } from "../places.ts";
import { until } from "../processes/poll.ts";
import type { Identity } from "../processes/table.ts";

/** One run of an attempt's agent: an attempt that was interrupted has more than one, counted from 1. */
export type Run = { readonly folder: string; readonly number: number };

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

/** Who has claimed the run; `undefined` when nobody has, or when the claim's one line is not written yet. */
export const readClaim = (run: Run): Identity | undefined => {
  const [, pid, started] = /^(\d+) +(\S.*\S) *\n/.exec(read(file(run, "claim")) ?? "") ?? [];
  if (pid === undefined || started === undefined) return undefined;
  return { pid: Number(pid), started };
};

/** How long a claim may stand without its line, in milliseconds: its wrapper died between making and writing it. */
const patience = 1000;

/** The run's claim, waited for when it has just been made. */
export const settledClaim = async (run: Run): Promise<Identity | undefined> => {
  const isUnwritten = () => existsSync(file(run, "claim")) && readClaim(run) === undefined;
  await until(() => Promise.resolve(!isUnwritten()), patience);
  return readClaim(run);
};

/** The run's exit; `undefined` until it ended by itself, and its one line is written. */
export const readExit = (run: Run): Exit | undefined => {
  const [, code, signal] = /^(\d+) (\w*)\n/.exec(read(file(run, "exit")) ?? "") ?? [];
  return code === undefined ? undefined : { code: Number(code), signalled: signal !== "" };
};

/** A run that is ended at the edge of a turn, for another to go on: with its conversation, or afresh. */
export type Turned = { readonly kind: "turned"; readonly fresh: boolean };

/** Why we end a run ourselves. */
export type Reason = Extract<ProcessEnd, { kind: "timed_out" | "stopped" | "curbed" }> | Turned;

const noteOf = (reason: Reason): string => {
  if (reason.kind === "curbed") return JSON.stringify(reason.failure);
  return reason.kind === "turned" && reason.fresh ? "fresh" : "";
};

/** Notes why we end a run, before we do: one who finds it must not take it for the machine's doing. */
export const noteReason = (run: Run, reason: Reason): void =>
  writeFileSync(file(run, reason.kind), noteOf(reason));

export const endedFor = (run: Run, kind: Reason["kind"]): boolean => existsSync(file(run, kind));

/** Whether what goes on after a run begins afresh. */
export const wantsFresh = (run: Run): boolean => read(file(run, "turned")) === "fresh";

/** The failure for which we ended a run; a note that a crash cut short is none. */
export const curbedFor = (run: Run): Failure | undefined => {
  const text = read(file(run, "curbed")) ?? "";
  try {
    return text === "" ? undefined : (JSON.parse(text) as Failure);
  } catch {
    return undefined;
  }
};

/** How long a run had been awake when the steady clock stood there, in milliseconds. */
export type Spell = { readonly awake: number; readonly steady: number };

/** The last spell noted of a run; `undefined` where none was. */
export const readSpell = (run: Run): Spell | undefined => {
  const [, awake, steady] = /^(\d+) (\d+)\n$/.exec(read(file(run, "awake")) ?? "") ?? [];
  return awake === undefined ? undefined : { awake: Number(awake), steady: Number(steady) };
};

/** Notes a spell, whole or not at all: whoever adopts the run goes on counting from it. */
export const noteSpell = (run: Run, { awake, steady }: Spell): void => {
  const draft = `${file(run, "awake")}.new`;
  writeFileSync(draft, `${Math.round(awake)} ${Math.round(steady)}\n`);
  renameSync(draft, file(run, "awake"));
};
