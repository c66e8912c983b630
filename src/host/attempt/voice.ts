import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loweredTo, type Limits } from "../../core/allowance.ts";
import { worstOfNext } from "../../core/books.ts";
import { fills, needsFreshStart } from "../../core/fill.ts";
import { meterOf, type Memory } from "../../core/memory.ts";
import { isLater, type Meter } from "../../core/meter.ts";
import { isSame } from "../../core/same.ts";
import { curbOf, leftOf, usedUp } from "../../core/oversee.ts";
import type { AgentDriver, AgentJob, Launch } from "../../core/driver.ts";
import type { Awake } from "../../engine/ports/clock.ts";
import { errorsLog, runsFolder, streamLog } from "../places.ts";
import type { Pass } from "../endpoint/endpoint.ts";
import type { Listener } from "./listener.ts";
import { endedFor, wantsFresh, type Reason, type Run } from "./run-files.ts";
import type { Start } from "./start.ts";
import { heardIn, limitLaid, noteTold, unheard, type Telling, type Why } from "./told.ts";

/** What a run begins with. */
export type Opening = {
  readonly why: Why;
  /** What it has not heard yet. */
  readonly messages: Telling;
  /** All that was heard before, for one that begins afresh. */
  readonly heard: Telling;
};

/** An agent that tells what it does: how it is started, heard, and held to its limits. */
export type Voice = {
  readonly driver: AgentDriver;
  readonly listener: Listener;
  /** What the whole attempt was claimed with. */
  readonly limits: Limits;
  readonly launch: (
    given: Pick<AgentJob, "folder" | "session" | "limits" | "mcp" | "compactAt"> & {
      readonly opening: Opening;
    },
  ) => Launch;
  /** Where it reaches us; missing where it cannot. */
  readonly pass?: Pass;
  readonly metered: (meter: Meter) => void;
};

/** Tells what has been used, whenever that is more than what was told. */
export const meterTeller = ({ listener, metered }: Voice): (() => void) => {
  let told: Meter | undefined;
  return () => {
    const meter = meterOf(listener.memory);
    if (!isLater(meter, told) && isSame(meter.quotas, told?.quotas)) return;
    told = meter;
    metered(meter);
  };
};

/** Nothing is at work and it has said something in this run: what is cut off here is at most one request. */
const isAtEdge = ({ answered, ending, session, tools }: Memory): boolean =>
  answered && ending === undefined && session !== undefined && Object.keys(tools).length === 0;

/** Whether a run began with nothing in its conversation. */
const beganFresh = ({ folder, number }: Run): boolean =>
  number === 1 || wantsFresh({ folder, number: number - 1 });

/** What the whole attempt may use as limits stand now. */
const limitsNow = ({ limits }: Voice, folder: string): Limits => loweredTo(limits, limitLaid(folder));

/** A limit that was lowered while it worked: what it does is paid for, so it ends at the edge of its turn. */
const outgrown = (voice: Voice, { folder }: Run): Reason | undefined => {
  const { memory } = voice.listener;
  const failure = isAtEdge(memory) ? usedUp(meterOf(memory), limitsNow(voice, folder)) : undefined;
  return failure && { kind: "curbed", failure };
};

/** What an attempt's agent is to hear and has not yet. */
const waiting = ({ listener }: Voice, folder: string): Telling =>
  unheard(folder, heardIn(folder, listener.answered));

/** Whether another run is to go on from here: it is to hear something, or its conversation is too full. */
const turning = (voice: Voice, run: Run): Reason | undefined => {
  const { memory } = voice.listener;
  if (!voice.driver.resumes || !isAtEdge(memory)) return undefined;
  const { prompts } = memory;
  const { window } = meterOf(memory);
  const isFull = prompts !== undefined && needsFreshStart({ window, ...prompts, isFresh: beganFresh(run) });
  return isFull || waiting(voice, run.folder).length > 0 ? { kind: "turned", fresh: isFull } : undefined;
};

/** Whether an agent that has done its work goes on because of what it was told meanwhile, as far as that can be paid. */
export const hearsMore = (voice: Voice, { folder }: Run): boolean => {
  const { listener, driver } = voice;
  const left = leftOf(limitsNow(voice, folder), meterOf(listener.memory));
  const { microUsd = Infinity, tokens = Infinity, turns } = left;
  const isPaid = microUsd > (worstOfNext(listener.memory.books) ?? 0) && tokens > 0 && turns > 1;
  return driver.resumes && isPaid && waiting(voice, folder).length > 0;
};

/** Hears what is new, and says why its run has to be ended. */
export const overseer = (voice: Voice, run: Run, awake: Awake): (() => Reason | undefined) => {
  const tell = meterTeller(voice);
  let heard = awake.now();
  return () => {
    if (voice.listener.hear()) {
      heard = awake.now();
      tell();
    }
    const { memory } = voice.listener;
    const failure = curbOf(memory, { limits: voice.limits, silence: awake.now() - heard });
    return failure === undefined
      ? (outgrown(voice, run) ?? turning(voice, run))
      : { kind: "curbed", failure };
  };
};

/** The session that was interrupted, where the agent can go on with one. */
const interrupted = ({ driver, listener }: Voice): string | undefined =>
  driver.resumes ? listener.memory.session : undefined;

/** Whether the next run goes on where the last one was interrupted, on the worktree as it left it. */
export const goesOn = (voice: Voice, run: Run): boolean =>
  interrupted(voice) !== undefined || wantsFresh({ folder: run.folder, number: run.number - 1 });

/** What a run is started with. Its files hold what only it may read. */
export const startOf = (
  voice: Voice,
  { run, env, path }: Pick<Start, "env" | "path"> & { readonly run: Run },
): Start => {
  const last = { folder: run.folder, number: run.number - 1 };
  const isFull = wantsFresh(last);
  const before = isFull ? undefined : interrupted(voice);
  const heard = heardIn(run.folder, voice.listener.answered);
  const messages = unheard(run.folder, heard);
  const why = isFull
    ? "full"
    : before === undefined
      ? "first"
      : endedFor(last, "turned")
        ? "told"
        : "interrupted";
  noteTold(run.folder, run.number, { why, messages });
  const session = { kind: before === undefined ? "new" : "resumed", id: before ?? randomUUID() } as const;
  const folder = join(runsFolder(run.folder), `given.${run.number}`);
  const meter = meterOf(voice.listener.memory);
  const limits = leftOf(voice.limits, meter);
  const compactAt =
    meter.window === undefined ? {} : { compactAt: Math.floor(fills.compress * meter.window) };
  // Each run counts its requests anew: the same count in another is another request.
  const mcp = voice.pass && { mcp: { ...voice.pass, url: `${voice.pass.url}/${run.number}` } };
  const {
    argv,
    env: own,
    input,
    files,
  } = voice.launch({
    folder,
    session,
    limits,
    ...compactAt,
    ...mcp,
    opening: { why, messages, heard },
  });
  mkdirSync(folder, { recursive: true });
  const all = { ...files, ...(input === undefined ? {} : { input }) };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return {
    argv,
    env: { ...env, ...own },
    path,
    files: { stream: streamLog(run.folder, voice.driver.name, run.number), errors: errorsLog(run.folder) },
    ...(input === undefined ? {} : { input: join(folder, "input") }),
  };
};
