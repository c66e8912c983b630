import { waitForService } from "../policy.ts";

/** A service that fails who asks it, or that nobody can reach. */
export type Outage = {
  readonly why: string;
  /** When it was first noticed, and until when nobody begins, in milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** How often one began in vain. */
  readonly tries: number;
};

/** By account: what a driver is signed in with. */
export type Outages = Readonly<Record<string, Outage>>;

/** The outage after one more failed by it. Those who had begun before it was known, or with whom it was tried, tell nothing new. */
export const outageAfter = (
  outages: Outages,
  account: string,
  { why, at }: { readonly why: string; readonly at: number },
): Outages => {
  const before = outages[account];
  if (before !== undefined && at < before.until) return outages;
  const tries = (before?.tries ?? 0) + 1;
  const outage = { why, since: before?.since ?? at, until: at + waitForService(tries, account), tries };
  return { ...outages, [account]: outage };
};

/** What is left once somebody of the account had an answer. */
export const answered = (outages: Outages, account: string): Outages => {
  const { [account]: _, ...rest } = outages;
  return rest;
};
