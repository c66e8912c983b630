import { isReached } from "../core/reach.ts";
import type { State } from "../core/state.ts";
import { until } from "./duration.ts";

/** Why nothing that leaves by pull request begins, in words; undefined where it may. */
export const reachReason = (state: State, now: number): string | undefined => {
  if (isReached(state)) return undefined;
  const { github } = state.fleet;
  if (github === undefined)
    return "is to leave by pull request: whether GitHub lets us in is looked at first";
  return github.answer === undefined
    ? `is to leave by pull request: ${github.why}; GitHub is asked again ${until(github.until, now)}`
    : github.why;
};
