import type { Terms } from "../core/attempt.ts";
import { isExact, worth, type Meter } from "../core/meter.ts";
import type { MicroUsd } from "../core/prices.ts";
import { moneyGate, purseOf, type Day } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { until } from "./duration.ts";
import { count, list } from "./words.ts";

/** A sum for people: whole cents from ten cents on, fractions of a cent below. */
export const dollars = (sum: MicroUsd): string =>
  `$${(sum / 1e6).toFixed(sum === 0 || sum >= 100_000 ? 2 : 4)}`;

/** What was spent, never told as less than it is: what was cut off may have cost more than is known. */
const costText = (meter: Meter): string => {
  const sum = isExact(meter) ? dollars(worth(meter)) : `at least ${dollars(meter.microUsd)}`;
  return meter.payer === "subscription" ? `${sum} of a subscription` : sum;
};

/** An attempt's turns, cost and how full its model is, in one line. */
export const meterText = (meter: Meter): string => {
  const { turns, context, window } = meter;
  const fill = window === undefined ? "" : `, context ${Math.round((100 * context) / window)} %`;
  return `${count(turns, "turn")}, ${costText(meter)}${fill}`;
};

/** What an attempt may use. */
export const limitText = ({ microUsd, tokens, turns }: Terms): string =>
  [
    microUsd === undefined ? "no limit in dollars" : dollars(microUsd),
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
    count(turns, "turn"),
  ].join(", ");

const holders = (state: State): string => {
  const keys = [...state.attempts.values()]
    .filter(({ spec }) => spec.terms !== undefined)
    .map(({ key }) => key);
  return keys.length === 0 ? "" : ` for ${list(keys)}`;
};

const dayText = (state: State, { spent, reserved, cap, until: end }: Day, now: number): string => {
  const free = end === undefined ? "the next run begins a day" : `until midnight, ${until(end, now)}`;
  return `today's cap of ${dollars(cap)} has no room (${dollars(spent)} spent, ${dollars(reserved)} reserved${holders(state)}), ${free}`;
};

/** What of its money keeps a ready task waiting, in words; undefined when nothing does. */
export const moneyReason = (state: State, task: Task, now: number): string | undefined => {
  const gate = moneyGate(state, task, purseOf(state, now));
  if (gate === undefined) return undefined;
  if (gate.kind === "agreement") return "nobody has agreed to its cost yet: traffic run asks";
  return `it wants ${dollars(gate.wanted)}, and ${dayText(state, gate.day, now)}`;
};

/** How the day's money stands, in one line. */
export const dayLine = ({ spent, reserved, cap }: Day): string => {
  const kept = reserved === 0 ? "" : `, ${dollars(reserved)} reserved`;
  return `${dollars(spent)} of ${dollars(cap)} spent today${kept}`;
};
