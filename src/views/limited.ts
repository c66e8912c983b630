import type { Seen } from "../core/budget/quota.ts";
import { outagesIn, type ServiceOutage } from "../core/budget/service.ts";
import type { State } from "../core/state.ts";

/** What services let the fleet do. */
export type Limited =
  | { readonly kind: "quota"; readonly account: string; readonly quota: Seen }
  | ServiceOutage
  | { readonly kind: "pace"; readonly model: string; readonly most: number };

/** A window that began anew since it was seen says nothing any more. */
const isNow = ({ resetsAt = Infinity }: Seen, now: number): boolean => resetsAt > now;

/**
 * Services that give no answers, windows of rate limits as they were last seen, and how many may work with a model where that is
 * less than there are slots.
 */
export const limitedIn = (state: State, now: number): readonly Limited[] => {
  const { quotas = {}, paces = {} } = state.fleet;
  return [
    ...outagesIn(state),
    ...Object.entries(quotas).flatMap(([account, windows]) =>
      Object.values(windows)
        .filter((quota) => isNow(quota, now))
        .map((quota) => ({ kind: "quota", account, quota }) as const),
    ),
    ...Object.entries(paces).map(
      ([model, { limit }]) => ({ kind: "pace", model, most: Math.floor(limit) }) as const,
    ),
  ];
};
