import { appendFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import type { ProcessEnd } from "../../core/driver.ts";
import type { Awake } from "../../engine/ports/clock.ts";
import type { Notice } from "../../engine/ports/model-agents.ts";
import { attemptFolder, errorsLog, outputLog, runsFolder } from "../places.ts";
import type { Ending } from "../processes/ending.ts";
import { endGroup, sweep } from "../processes/ending.ts";
import { markName, markOf } from "../processes/mark.ts";
import { until } from "../processes/poll.ts";
import { type Identity, isAlive } from "../processes/table.ts";
import type { Bell } from "./bell.ts";
import { createBell, ringOnChange } from "./bell.ts";
import type { Run, Turned } from "./run-files.ts";
import { endedFor, lastRun, noteReason, settledClaim } from "./run-files.ts";
import { takeTime } from "./run-time.ts";
import type { Start } from "./start.ts";
import { startRun } from "./start.ts";
import { layNotice } from "./told.ts";
import { tailOf } from "./tail.ts";
import { goesOn, hearsMore, meterTeller, overseer, startOf, type Voice } from "./voice.ts";
import { unwatchedEnd, watchRun } from "./watch.ts";

/** One attempt's agent: started, or found running or ended by its key. */
export type AgentRequest = Pick<Start, "env" | "path"> & {
  readonly key: string;
  /** The command, or an agent that tells what it does. */
  readonly agent:
    | { readonly kind: "command"; readonly argv: readonly string[] }
    | ({ readonly kind: "voice" } & Voice);
  /** Limit of the time awake, counted from the start of the run that is adopted. */
  readonly minutes: number;
  readonly signal: AbortSignal;
  /** Makes the worktree as it was, before an interrupted agent is started again. */
  readonly reset: () => Promise<void>;
};

/** How it ended, and the last of its output. */
type AgentEnd = { readonly end: ProcessEnd; readonly tail: string };

/** The agents of this machine. */
export type Agents = {
  /** Runs the agent to its end. At most one run of a key is ever alive, whoever asks and however often. */
  run(request: AgentRequest): Promise<AgentEnd>;
  /** Ends whatever of these keys still runs and forgets their runs; the logs stay. */
  end(...keys: readonly string[]): Promise<void>;
  /** Lays down what an agent of a program's is to hear at the edge of its turn, in the place of what lay there. */
  tell(key: string, notice: Notice): void;
};

/** An attempt whose run vanishes more often than this breaks the machine rather than being broken by it. */
const interruptions = 5;

/** How many of the runs up to this one ended by nobody's wish. */
const interrupted = (folder: string, number: number): number => {
  const runs = Array.from({ length: number }, (_, before) => ({ folder, number: before + 1 }));
  return runs.filter((run) => !endedFor(run, "stopped") && !endedFor(run, "turned")).length;
};

/** Where what an agent prints for people goes: of one that prints a stream, only what it prints beside it. */
const printedBy = ({ agent }: AgentRequest, folder: string): string =>
  agent.kind === "voice" ? errorsLog(folder) : outputLog(folder);

type Place = { readonly state: string; readonly ending: Ending; readonly awake: Awake };

/** Gives a wrapper that has told its exit code the moment it needs to leave, then ends what it left behind. */
const settle = async (run: Run, mark: string, ending: Ending): Promise<void> => {
  const claim = await settledClaim(run);
  if (claim !== undefined) await until(async () => !(await isAlive(ending.table, claim)), ending.grace);
  await sweep([mark], ending);
};

/** Starts run `number`, on a worktree without traces of the run before, unless it goes on with that one's session. */
const begin = async (run: Run, request: AgentRequest, bell: Bell): Promise<Identity> => {
  const { agent, env, path } = request;
  if (run.number > 1) {
    if (agent.kind === "command" || !goesOn(agent, run)) await request.reset();
    const isTurned = endedFor({ ...run, number: run.number - 1 }, "turned");
    const why = isTurned ? "goes on" : "interrupted";
    appendFileSync(printedBy(request, run.folder), `\n--- ${why}; run ${run.number} ---\n`);
  }
  const start =
    agent.kind === "command" ? { argv: agent.argv, env, path } : startOf(agent, { run, env, path });
  return startRun(run, start, bell);
};

/** Whether the agent has said that its work is done. */
const hasFinished = (voice: Voice | undefined): boolean => {
  voice?.listener.hear();
  const ending = voice?.listener.memory.ending;
  return ending !== undefined && ending.failure === undefined;
};

/** Follows one run; `undefined` when it had been interrupted before we came. */
const follow = async (run: Run, request: AgentRequest, place: Place & { bell: Bell }) => {
  const { bell, ending, awake } = place;
  const voice = request.agent.kind === "voice" ? request.agent : undefined;
  voice?.listener.turnTo(run.number);
  // Looked at in this order: a claim made between the two looks is then watched, not taken for a dead one's.
  const wasClaimed = run.number <= lastRun(run.folder);
  const found = await settledClaim(run);
  const isOver = wasClaimed && !(found !== undefined && (await isAlive(ending.table, found)));
  if (isOver) return unwatchedEnd(run, hasFinished(voice));
  if (request.signal.aborted && found === undefined) return { kind: "stopped" } as const;
  const claim = found ?? (await begin(run, request, bell));
  const time = takeTime(run, request.minutes * 60_000, awake);
  const oversee = voice && overseer(voice, run, awake);
  return watchRun(run, { claim, time, signal: request.signal, bell, oversee }, ending);
};

/** The last words of a run come when its last process is gone. */
const hearOut = ({ agent }: AgentRequest): void => {
  if (agent.kind !== "voice") return;
  agent.listener.over();
  meterTeller(agent)();
};

/** How an attempt ended with a run; undefined where another run goes on although this one was not interrupted. */
const lastWord = (
  run: Run,
  end: ProcessEnd | Turned,
  { agent, signal }: AgentRequest,
): ProcessEnd | undefined => {
  const voice = agent.kind === "voice" ? agent : undefined;
  const isDone = hasFinished(voice);
  const isTurned = end.kind === "turned";
  if (signal.aborted) return isTurned ? { kind: "stopped" } : end;
  if (isTurned && !isDone) return undefined;
  if (voice !== undefined && isDone && hearsMore(voice, run)) {
    noteReason(run, { kind: "turned", fresh: false });
    return undefined;
  }
  // It was done before we could end it: its own word counts.
  return isTurned ? { kind: "lost" } : end;
};

const runToEnd = async (request: AgentRequest, place: Place & { bell: Bell }): Promise<ProcessEnd> => {
  const folder = attemptFolder(place.state, request.key);
  const mark = markOf(place.state, request.key);
  for (let number = Math.max(1, lastRun(folder)); ; number++) {
    const run = { folder, number };
    const end = await follow(run, request, place);
    await settle(run, mark, place.ending);
    hearOut(request);
    const last = end && lastWord(run, end, request);
    if (last !== undefined) return last;
    if (interrupted(folder, number) > interruptions) return { kind: "lost" };
  }
};

/** Ends the group of the last run, if one was ever claimed. */
const endRun = async (folder: string, ending: Ending): Promise<void> => {
  const isKnown = existsSync(runsFolder(folder));
  const claim = isKnown ? await settledClaim({ folder, number: lastRun(folder) }) : undefined;
  if (claim !== undefined) await endGroup(claim, ending);
};

/** Agents that run detached under the wrapper; all that is known of them is in the state folder and the process table. */
export const createAgents = ({ state, ending, awake }: Place): Agents => ({
  run: async (request) => {
    const folder = attemptFolder(state, request.key);
    mkdirSync(runsFolder(folder), { recursive: true });
    const bell = createBell();
    const watcher = ringOnChange(runsFolder(folder), bell);
    const ring = () => bell.ring();
    request.signal.addEventListener("abort", ring);
    try {
      const marked = { ...request, env: { ...request.env, [markName]: markOf(state, request.key) } };
      const end = await runToEnd(marked, { state, ending, awake, bell });
      return { end, tail: tailOf(printedBy(request, folder)) };
    } finally {
      watcher.close();
      request.signal.removeEventListener("abort", ring);
    }
  },
  tell: (key, notice) => layNotice(attemptFolder(state, key), notice),
  end: async (...keys) => {
    const folders = keys.map((key) => attemptFolder(state, key));
    for (const folder of folders) await endRun(folder, ending);
    // All of them at once: each look goes through every process of the machine.
    await sweep(
      keys.map((key) => markOf(state, key)),
      ending,
    );
    for (const folder of folders) rmSync(runsFolder(folder), { recursive: true, force: true });
  },
});
