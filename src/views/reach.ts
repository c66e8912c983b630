import { isReached } from "../core/reach.ts";
import type { State } from "../core/state.ts";
import { until } from "./duration.ts";

/** Why nothing that leaves by pull request begins, in words; undefined where it may. */
export const reachReason = (state: State, now: number): string | undefined => {
  if (isReached(state)) return undefined;
  const { github } = state.fleet;
  if (github === undefined) return "in line to start, once it is seen that GitHub lets its pull request in";
  return github.answer === undefined
    ? `cannot leave by pull request yet: ${github.why}; GitHub is asked again ${until(github.until, now)}`
    : github.why;
};
