import type { Quota } from "../core/signal.ts";

const known: Readonly<Record<string, string>> = {
  five_hour: "the 5-hour limit",
  seven_day: "the weekly limit",
  primary: "the limit of the next hours",
  secondary: "the limit of the week",
};

/** A window of rate limits as people call it. */
export const quotaName = ({ name }: Pick<Quota, "name">): string => {
  const week = /^seven_day_(\w+)$/.exec(name)?.[1];
  return week === undefined ? (known[name] ?? `the limit of ${name}`) : `the weekly limit for ${week}`;
};
