import { existsSync, watch } from "node:fs";
import { Crew } from "../agents/builtin/crew.ts";
import { openDesk, transcriptOf } from "../agents/builtin/desk.ts";
import { openService } from "../agents/builtin/service.ts";
import { usualPatience } from "../agents/builtin/trouble.ts";
import { work } from "../agents/builtin/work.ts";
import { sweep } from "../host/processes/ending.ts";
import { markOf } from "../host/processes/mark.ts";
import { processTable } from "../host/processes/platform.ts";
import { tryLock } from "../journal/lock.ts";
import { awakeHere } from "./clock.ts";
import { filesIn } from "./files.ts";
import type { WorkerSettings } from "./models.ts";

/** How often the desk is looked at, and for how long a worker stays with nothing to do, in milliseconds. */
const [interval, patience] = [250, 3000];

/**
 * The life of the worker: all built-in agents of one repository. It outlives engine and host, goes on with what one
 * before it left unfinished, and leaves when there is nothing on the desk.
 */
export const liveAsWorker = async ({ state }: WorkerSettings): Promise<void> => {
  const { workerLock, desk: folder } = filesIn(state);
  const lock = tryLock(workerLock);
  if (lock === undefined) return;
  const ending = { table: processTable, grace: 2000 };
  const apiKey = process.env["ANTHROPIC_API_KEY"] ?? "";
  const service = openService({
    apiKey,
    baseUrl: process.env["ANTHROPIC_BASE_URL"],
    patience: usualPatience,
  });
  const awake = awakeHere();
  const desk = openDesk(folder);
  const crew = new Crew(desk, async (place, job, signal) => {
    // What a worker that was killed left running would change files under the hands of the one that goes on.
    if (existsSync(transcriptOf(place))) await sweep([markOf(state, job.key)], ending);
    return work(place, job, { service, signal, awake });
  });
  const leave = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => leave.abort());
  const watcher = watch(folder, () => crew.look());
  for (let [idle, begun] = [0, 0]; idle < patience && !leave.signal.aborted;) {
    crew.look();
    await new Promise((resolve) => setTimeout(resolve, interval));
    idle = crew.idle && crew.begun === begun ? idle + interval : 0;
    begun = crew.begun;
  }
  watcher.close();
  await crew.stop();
  lock.release();
};
