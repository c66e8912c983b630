import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Limits } from "../../core/allowance.ts";
import type { Failure } from "../../core/failure.ts";
import { meterOf } from "../../core/memory.ts";
import { isLater, type Meter } from "../../core/meter.ts";
import { curbOf, leftOf } from "../../core/oversee.ts";
import type { AgentDriver, AgentJob, Launch } from "../../core/driver.ts";
import type { Awake } from "../../engine/ports.ts";
import { errorsLog, runsFolder, streamLog } from "../places.ts";
import type { Pass } from "../endpoint/endpoint.ts";
import type { Listener } from "./listener.ts";
import type { Run } from "./run-files.ts";
import type { Start } from "./start.ts";

/** An agent that tells what it does: how it is started, heard, and held to its limits. */
export type Voice = {
  readonly driver: AgentDriver;
  readonly listener: Listener;
  /** What the whole attempt may use. */
  readonly limits: Limits;
  readonly launch: (given: Pick<AgentJob, "folder" | "session" | "limits" | "mcp">) => Launch;
  /** Where it reaches us; missing where it cannot. */
  readonly pass?: Pass;
  readonly metered: (meter: Meter) => void;
};

/** Tells what has been used, whenever that is more than what was told. */
export const meterTeller = ({ listener, metered }: Voice): (() => void) => {
  let told: Meter | undefined;
  return () => {
    const meter = meterOf(listener.memory);
    if (!isLater(meter, told)) return;
    told = meter;
    metered(meter);
  };
};

/** Hears what is new, and says why the agent has to be ended. */
export const overseer = (voice: Voice, awake: Awake): (() => Failure | undefined) => {
  const tell = meterTeller(voice);
  let heard = awake.now();
  return () => {
    if (voice.listener.hear()) {
      heard = awake.now();
      tell();
    }
    return curbOf(voice.listener.memory, { limits: voice.limits, silence: awake.now() - heard });
  };
};

/** The session that was interrupted, where the agent can go on with one. */
const interrupted = ({ driver, listener }: Voice): string | undefined =>
  driver.resumes ? listener.memory.session : undefined;

/** Whether the next run goes on where the last one was interrupted, on the worktree as it left it. */
export const goesOn = (voice: Voice): boolean => interrupted(voice) !== undefined;

/** What a run is started with. Its files hold what only it may read. */
export const startOf = (
  voice: Voice,
  { run, env, path }: Pick<Start, "env" | "path"> & { readonly run: Run },
): Start => {
  const before = interrupted(voice);
  const session = { kind: before === undefined ? "new" : "resumed", id: before ?? randomUUID() } as const;
  const folder = join(runsFolder(run.folder), `given.${run.number}`);
  const limits = leftOf(voice.limits, meterOf(voice.listener.memory));
  // Each run counts its requests anew: the same count in another is another request.
  const mcp = voice.pass && { mcp: { ...voice.pass, url: `${voice.pass.url}/${run.number}` } };
  const { argv, env: own, input, files } = voice.launch({ folder, session, limits, ...mcp });
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
