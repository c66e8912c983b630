import type { Stamped } from "../core/event.ts";
import type { State } from "../core/state.ts";
import { eventLine } from "../views/event-line.ts";
import { openDoors } from "./doors/open.ts";

const log = (line: string): void => void process.stdout.write(`${new Date().toISOString()}  ${line}\n`);

const logEvents = (events: readonly Stamped[], state: State): void => {
  for (const stamped of events) {
    const line = eventLine(stamped, state);
    if (line !== undefined) log(`${line.who}  ${line.text}`);
  }
};

/** The life of the background engine: it stays until it is told to leave, and writes what happens to its log. */
export const liveAsEngine = async (
  entry: string,
  onInterrupt: (call: () => void) => () => void,
): Promise<number> => {
  const leave = new AbortController();
  onInterrupt(() => leave.abort());
  log(`engine ${process.pid} starts`);
  const doors = await openDoors(process.cwd(), entry);
  await doors.run({
    signal: leave.signal,
    forever: true,
    onEvents: logEvents,
    onProblems: (problems) => {
      for (const { file, line, message } of problems) log(`${file}:${line}  ${message}`);
    },
    onTrouble: log,
  });
  log(`engine ${process.pid} leaves`);
  return 0;
};
