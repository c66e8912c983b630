import { markName } from "./mark.ts";
import { until } from "./poll.ts";
import type { Identity, ProcessTable } from "./table.ts";
import { isAlive } from "./table.ts";

/** How processes are found and how long each signal is given, in milliseconds, before the next. */
export type Ending = { readonly table: ProcessTable; readonly grace: number };

/** Sends a signal to a process, or to a group by its negative id; one that is gone already is as wanted. */
export const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    // Gone between the look and the signal: what was wanted. Anything else (not permitted) shows as a survivor.
    if (
      (cause as NodeJS.ErrnoException).code !== "ESRCH" &&
      (cause as NodeJS.ErrnoException).code !== "EPERM"
    )
      throw cause;
  }
};

/** Ends a process group by its leader: asked to (SIGINT), told to (SIGTERM), made to (SIGKILL). */
export const endGroup = async (leader: Identity, { table, grace }: Ending): Promise<void> => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    if (!(await isAlive(table, leader))) return;
    send(-leader.pid, signal);
    await until(async () => !(await isAlive(table, leader)), grace);
  }
};

/** Ourselves and the process that started us: a fleet started by one of its own agents inherits the agent's mark. */
const isOurs = ({ pid }: Identity): boolean => pid === process.pid || pid === process.ppid;

/** So long what was killed may take to go, in milliseconds: on a busy machine, or one that waits for its disk, it has no turn to. */
const longest = 15_000;

/** Ends every process that carries one of the marks, wherever it went. Throws when some cannot be ended. */
export const sweep = async (marks: readonly string[], { table, grace }: Ending): Promise<void> => {
  const entries = marks.map((mark) => `${markName}=${mark}`);
  const left = async () => (await table.holding(entries)).filter((found) => !isOurs(found));
  const end = performance.now() + longest;
  // More rounds than one, because what is being ended may start more.
  for (let signal: "SIGTERM" | "SIGKILL" = "SIGTERM"; performance.now() < end; signal = "SIGKILL") {
    const found = await left();
    if (found.length === 0) return;
    for (const one of found) if (await isAlive(table, one)) send(one.pid, signal);
    if (await until(async () => (await left()).length === 0, grace)) return;
  }
  const pids = (await left()).map(({ pid }) => pid).join(", ");
  throw new Error(`These processes do not end although they were killed: ${pids}.`);
};
