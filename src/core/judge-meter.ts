import { partsOf, type Attempt, type AttemptKey, type PastAttempt } from "./attempt.ts";
import { accountOf } from "./budget/service.ts";
import type { Event } from "./event.ts";
import { passed, peakFill } from "./fill.ts";
import type { Report } from "./input.ts";
import { isLater, type Meter } from "./meter.ts";
import { isSame } from "./same.ts";
import type { State } from "./state.ts";

/** Whether a window of the account stands otherwise than the fleet knows. An attempt that has ended tells no news of it. */
const isNews = (
  { fleet: { quotas = {} } }: State,
  known: Attempt | PastAttempt,
  { quotas: told = [] }: Meter,
): boolean => {
  if (!("spec" in known)) return false;
  const seen = quotas[accountOf(known.spec)] ?? {};
  return told.some((quota) => {
    const { shutUntil: _, ...before } = seen[quota.name] ?? { shutUntil: 0 };
    return !isSame(quota, before);
  });
};

/** The same request failed once more: nothing was used, and people want to know what it waits for. */
const stalls = (known: Attempt | PastAttempt, { turns, stalled }: Meter, key: AttemptKey): Event[] => {
  const { meter } = known;
  if (!("spec" in known) || stalled === undefined || meter?.turns !== turns) return [];
  const isNext = stalled.until > (meter.stalled?.until ?? 0);
  return isNext ? [{ kind: "attempt.metered", key, meter: { ...meter, stalled } }] : [];
};

/** What an attempt has used counts whenever it is told, even after its end; told twice or late it says nothing new. */
export const metered = (
  state: State,
  { attempt: key, meter }: Extract<Report, { kind: "metered" }>,
): Event[] => {
  const { task, n } = partsOf(key);
  const past = state.records.get(task)?.past.find((one) => one.n === n);
  const known = state.attempts.get(key) ?? past;
  if (known === undefined) return [];
  if (!isLater(meter, known.meter) && !isNews(state, known, meter)) return stalls(known, meter, key);
  const share = passed(known.meter, meter) === undefined ? undefined : peakFill(meter);
  return [
    { kind: "attempt.metered", key, meter },
    ...(share === undefined ? [] : [{ kind: "attempt.crowded", key, share } as const]),
  ];
};
