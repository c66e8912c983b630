import type { Range } from "../core/estimate/range.ts";
import { usdText } from "../core/sums.ts";
import { duration } from "./duration.ts";

/** A range of US dollars. */
export const costText = ({ low, high }: Range): string => {
  if (high === 0) return "nothing";
  const [from, to] = [usdText(low), usdText(high)];
  return from === to ? from : `${from} to ${to}`;
};

/** A range of seconds; what may never end has no other end. */
export const timeText = ({ low, high }: Range): string => {
  if (low === Infinity) return "no end as things stand";
  if (high === Infinity) return `${duration(low * 1000)} or more`;
  const [from, to] = [duration(low * 1000), duration(high * 1000)];
  return from === to ? from : `${from} to ${to}`;
};
