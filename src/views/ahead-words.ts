import type { Range } from "../core/estimate/range.ts";
import { dollars } from "../core/sums.ts";
import { duration } from "./duration.ts";

/** US dollars as people read them. */
export const usdText = (usd: number): string => dollars(usd * 1e6);

/** A range of US dollars. */
export const costText = ({ low, high }: Range): string => {
  if (high === 0) return "nothing";
  return low === high ? usdText(low) : `${usdText(low)} to ${usdText(high)}`;
};

/** A range of seconds. */
export const timeText = ({ low, high }: Range): string => {
  if (low === Infinity) return "never as things stand";
  const [from, to] = [duration(low * 1000), high === Infinity ? "never" : duration(high * 1000)];
  return from === to ? from : `${from} to ${to}`;
};
