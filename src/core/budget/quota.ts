import type { Quota } from "../signal.ts";

/** A window of an account's rate limits as it was last seen, and until when it lets nobody in. */
export type Seen = Quota & {
  /** In milliseconds since the epoch; missing while it is open. */
  readonly shutUntil?: number;
};

/** Windows by account and name: an account is what a driver is signed in with. */
export type Quotas = Readonly<Record<string, Readonly<Record<string, Seen>>>>;

/** For so long a window is shut that does not say when it begins anew, in milliseconds. */
const unsaid = 15 * 60_000;

/** The one that must not stop: a window that is used up, where nothing beyond it is billed for. */
const shutUntil = ({ state, billed, resetsAt }: Quota, at: number): number | undefined =>
  state !== "hit" || billed ? undefined : Math.max(at, resetsAt ?? at + unsaid);

/** What is known of an account's windows after some of them were told of. */
export const see = (
  quotas: Quotas,
  account: string,
  { told, at }: { readonly told: readonly Quota[]; readonly at: number },
): Quotas => {
  if (told.length === 0) return quotas;
  const seen = told.map((quota) => {
    const until = shutUntil(quota, at);
    return [quota.name, until === undefined ? quota : { ...quota, shutUntil: until }] as const;
  });
  return { ...quotas, [account]: { ...quotas[account], ...Object.fromEntries(seen) } };
};

/** Lines of models that have windows of their own, as their names have it: `seven_day_opus`. */
const lines = ["haiku", "sonnet", "opus", "fable", "mythos"];

/** Whether a window is over requests to a model. */
const concerns = ({ name, model }: Quota, asked: string): boolean => {
  if (model !== undefined) return model === asked;
  const line = lines.find((one) => name.includes(one));
  return line === undefined || asked.includes(line);
};

/** The window that keeps requests of an account to a model out now: the one that is shut longest. */
export const shutFor = (
  quotas: Quotas,
  { account, model }: { readonly account: string; readonly model: string },
  now: number,
): (Seen & { readonly shutUntil: number }) | undefined => {
  let found: (Seen & { readonly shutUntil: number }) | undefined;
  for (const quota of Object.values(quotas[account] ?? {})) {
    const { shutUntil: until = 0 } = quota;
    if (until <= now || !concerns(quota, model)) continue;
    if (found === undefined || until > found.shutUntil) found = { ...quota, shutUntil: until };
  }
  return found;
};

/** When windows open again, each of them. */
export const openings = (quotas: Quotas): readonly number[] =>
  Object.values(quotas).flatMap((windows) => Object.values(windows).flatMap((one) => one.shutUntil ?? []));

const openWindow = (seen: Seen): Seen => {
  const { shutUntil: _, ...quota } = seen;
  return quota;
};

/** The windows that a person wants tried at once, whatever was told of them. */
export const reopened = (quotas: Quotas): Quotas =>
  Object.fromEntries(
    Object.entries(quotas).map(([account, windows]) => [
      account,
      Object.fromEntries(Object.entries(windows).map(([name, seen]) => [name, openWindow(seen)])),
    ]),
  );
