import type { Event, Stamped } from "../core/event.ts";
import { tallyKey } from "../core/route/tally.ts";
import { toJson } from "./json.ts";

/** A key as scripts want it: the task and the number apart. */
const apart = (key: string): { task: string; attempt: number } => {
  const at = key.lastIndexOf("@");
  return { task: key.slice(0, at), attempt: Number(key.slice(at + 1)) };
};

const content = (event: Event): object => {
  if (event.kind === "tasks.changed") return { set: event.set.map(({ id }) => id), gone: event.gone };
  if (event.kind === "tallies.changed") return { ...event, set: event.set.map(tallyKey) };
  if (event.kind === "attempt.claimed") {
    const { n, ...rest } = event;
    return { ...rest, attempt: n };
  }
  if (!("key" in event)) return event;
  const { key, ...rest } = event;
  return { ...apart(key), ...rest };
};

/** An event as `run --json` prints it, one on a line. */
export const eventJson = ({ seq, at, event }: Stamped): unknown =>
  toJson({ schema: "traffic/event@1", seq, at, kind: event.kind, ...content(event) });
