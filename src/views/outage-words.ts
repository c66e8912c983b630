import type { ServiceOutage } from "../core/budget/service.ts";
import { onOneLine } from "../core/one-line.ts";
import { duration, until } from "./duration.ts";

/** For how long a service has given no answer, why, and when or by whom it is asked again. */
export const outageText = ({ account, outage, by }: ServiceOutage, now: number): string => {
  const why = onOneLine(outage.why).replace(/\.$/, "");
  const again = by === undefined ? `asked again ${until(outage.until, now)}` : `${by} asks it now`;
  return `the service of ${account} has given no answer for ${duration(now - outage.since)} (${why}); ${again}`;
};
