import type { Congestion } from "../core/schedule.ts";
import { count } from "./words.ts";

/** What has piled up so that nothing new starts, in words. */
export const congestionText = ({ kind, waiting, most }: Congestion): string =>
  kind === "review"
    ? `${count(waiting, "attempt waits", "attempts wait")} for your review, and max_in_review is ${most}`
    : `${count(waiting, "attempt waits", "attempts wait")} for a verification slot, as many as there are agents`;
