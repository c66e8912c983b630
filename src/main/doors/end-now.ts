import { openDesk } from "../../agents/builtin/desk.ts";
import { send, sweep } from "../../host/processes/ending.ts";
import { markOf } from "../../host/processes/mark.ts";
import { processTable } from "../../host/processes/platform.ts";
import { lockHolder } from "../../journal/lock.ts";
import { filesIn } from "../files.ts";
import { until } from "./background.ts";
import type { Opened } from "./opened.ts";
import { journalState } from "./journal.ts";

/** How long an engine is given to leave by itself, and each signal before the next, in milliseconds. */
const [patience, grace] = [1500, 300];

/** Ends the process that holds a lock; one that held it before is not mistaken for it. */
const endHolder = async (lock: string): Promise<boolean> => {
  const pid = lockHolder(lock)?.pid;
  if (pid === undefined) return false;
  send(pid, "SIGKILL");
  return until(() => lockHolder(lock) === undefined, patience);
};

/**
 * Ends all that runs for this repository within seconds: the worker of the paid agents first, then engine and host, so
 * that nobody starts anything again, then what is left of every attempt. Nothing is lost but the turn that was cut.
 */
export const endNow = async (opened: Opened): Promise<{ stopped: boolean }> => {
  const { state } = opened.repository;
  const { engineLock, hostLock, workerLock, desk: folder } = filesIn(state);
  const desk = openDesk(folder);
  for (const { place } of desk.list()) desk.take(place);
  const worker = await endHolder(workerLock);
  const engine = lockHolder(engineLock)?.pid;
  if (engine !== undefined) {
    send(engine, "SIGTERM");
    if (!(await until(() => lockHolder(engineLock) === undefined, patience))) await endHolder(engineLock);
  }
  const host = await endHolder(hostLock);
  const keys = [...journalState(opened).state.attempts.keys()].flatMap((key) => [
    key,
    `${key}/check`,
    `${key}/setup`,
  ]);
  await sweep(
    keys.map((key) => markOf(state, key)),
    { table: processTable, grace },
  );
  await endHolder(workerLock);
  return { stopped: worker || host || engine !== undefined };
};
