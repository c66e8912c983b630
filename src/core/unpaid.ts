import type { DriverName } from "./drivers.ts";

/** A driver that cannot work where the fleet runs: what it is paid with, or its program, is missing there. */
export type Unpaid = { readonly driver: DriverName; readonly why: string; readonly repair: string };

/** What is missing for a driver; undefined where nothing is, and while nobody has looked. */
export const lacking = (
  { unpaid = [] }: { readonly unpaid?: readonly Unpaid[] },
  driver: DriverName,
): Unpaid | undefined => unpaid.find((one) => one.driver === driver);
