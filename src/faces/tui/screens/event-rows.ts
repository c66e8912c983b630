import type { Stamped } from "../../../core/event.ts";
import type { State } from "../../../core/state.ts";
import { eventLine, type EventLine, type Tone } from "../../../views/event-line.ts";
import { clockTime } from "../../cli/when.ts";
import { row, type Ink, type Row } from "../compose/span.ts";

const inks: Readonly<Record<Tone, Ink>> = { plain: "plain", good: "good", bad: "bad", person: "warn" };

const known = new WeakMap<Stamped, EventLine | "untold">();

/** An event in words, which do not change; undefined for what people need not read. */
export const lineOf = (stamped: Stamped, state: State): EventLine | undefined => {
  const before = known.get(stamped);
  if (before !== undefined) return before === "untold" ? undefined : before;
  const line = eventLine(stamped, state);
  known.set(stamped, line ?? "untold");
  return line;
};

/** An event as a row: when, who, what. */
export const eventRow = ({ at }: Stamped, { who, text, tone }: EventLine): Row =>
  row([clockTime(at), "dim"], " ", [who, "strong"], "  ", [text, inks[tone]]);

/** The last events that are told, at most `most` of them, the oldest first. */
export const lastRows = (events: readonly Stamped[], state: State, most: number): readonly Row[] => {
  const rows: Row[] = [];
  for (let at = events.length - 1; at >= 0 && rows.length < most; at -= 1) {
    const stamped = events[at] as Stamped;
    const line = lineOf(stamped, state);
    if (line !== undefined) rows.push(eventRow(stamped, line));
  }
  return rows.reverse();
};
