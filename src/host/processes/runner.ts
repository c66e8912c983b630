import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { ProcessEnd } from "../../core/driver.ts";
import type { Awake } from "../../engine/ports/clock.ts";
import type { ProcessRunner } from "../../engine/ports/processes.ts";
import type { Ending } from "./ending.ts";
import { endGroup, send, sweep } from "./ending.ts";
import { markName, markOf } from "./mark.ts";

/** Runs commands that end with us: checks, setup. Nothing of them is adopted; what is left of them is ended first. */
export type Runner = ProcessRunner & {
  /** Kills what runs, at once; for the moment before we leave. */
  abandon(): void;
};

type Request = Parameters<ProcessRunner["run"]>[0];

const launch = (request: Request, mark: string): ChildProcess => {
  mkdirSync(dirname(request.log), { recursive: true });
  const output = openSync(request.log, "a");
  const [program = "", ...rest] = request.argv;
  const child = spawn(program, rest, {
    cwd: request.path,
    env: { ...request.env, [markName]: mark },
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  return child;
};

/** What runners work with. */
type Place = { readonly state: string; readonly ending: Ending; readonly awake: Awake };

/** Why it was ended, if it was not by itself. */
const interruption = (
  request: Request,
  { exited, awake }: { readonly exited: Promise<unknown>; readonly awake: Awake },
): Promise<"stopped" | "timed_out" | undefined> =>
  new Promise((resolve) => {
    const callOff = awake.after(request.minutes * 60_000, () => resolve("timed_out"));
    const stop = () => resolve("stopped");
    if (request.signal.aborted) stop();
    request.signal.addEventListener("abort", stop);
    void exited.finally(() => {
      callOff();
      request.signal.removeEventListener("abort", stop);
      resolve(undefined);
    });
  });

const endOf = (child: ChildProcess): ProcessEnd =>
  child.signalCode === null
    ? { kind: "exited", code: child.exitCode ?? 0 }
    : { kind: "signalled", signal: child.signalCode };

const follow = async (
  request: Request,
  child: ChildProcess,
  { ending, awake }: Place,
): Promise<ProcessEnd> => {
  const pid = child.pid ?? 0;
  const exited =
    child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
  const started = await ending.table.started(pid);
  const reason = await interruption(request, { exited, awake });
  if (reason === undefined || started === undefined) {
    await exited;
    return endOf(child);
  }
  await endGroup({ pid, started }, ending);
  return { kind: reason };
};

/** The runner that checks and setup are given. */
export const createRunner = (place: Place): Runner => {
  const { state, ending } = place;
  const live = new Set<ChildProcess>();
  return {
    run: async (request) => {
      const mark = markOf(state, request.key);
      await sweep([mark], ending);
      const child = launch(request, mark);
      live.add(child);
      try {
        await once(child, "spawn");
        return await follow(request, child, place);
      } finally {
        live.delete(child);
        await sweep([mark], ending);
      }
    },
    abandon: () => {
      // Not reaped yet, so their pids cannot be anyone else's.
      const unreaped = [...live].filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      );
      for (const { pid } of unreaped) if (pid !== undefined) send(-pid, "SIGKILL");
    },
  };
};
