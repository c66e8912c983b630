import type { Fleet } from "../state.ts";
import type { Per } from "./budget.ts";
import { nothingUsed } from "./used.ts";

/** A time from one moment to another, in milliseconds since the epoch. */
export type Window = { readonly from: number; readonly until: number };

/** Whether a day or week that begins leaves the one before behind: where the time zone changes, one goes on as the other. */
const isFresh = (before: Window | undefined, next: Window): boolean =>
  before === undefined || next.from >= before.until;

/** The fleet after a day began, and a week with it where that is told: what is counted from nothing, and what goes on. */
export const beginWindows = (
  { day, week, used = nothingUsed }: Pick<Fleet, "day" | "week" | "used">,
  next: { readonly day: Window; readonly week?: Window },
): Pick<Fleet, "day" | "week" | "used"> => ({
  day: next.day,
  ...(next.week === undefined ? {} : { week: next.week }),
  used: {
    all: used.all,
    day: isFresh(day, next.day) ? {} : used.day,
    week: next.week !== undefined && isFresh(week, next.week) ? {} : used.week,
  },
});

/** The window that is counted in now; undefined for what is counted in all, and while no engine has told it. */
export const windowOf = (fleet: Pick<Fleet, "day" | "week">, per: Per, now: number): Window | undefined => {
  const window = per === "all" ? undefined : fleet[per];
  return window === undefined || now >= window.until ? undefined : window;
};
