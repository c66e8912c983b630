import type { Attempt, Step } from "../core/attempt.ts";
import { isShut } from "../core/handover.ts";
import type { State } from "../core/state.ts";
import { duration, until } from "./duration.ts";
import { meterText } from "./money.ts";
import { list } from "./words.ts";

type Landing = Extract<Step, { phase: "landing" }>;
type Handover = Extract<Step, { phase: "handover" }>;

const landing = (state: State, { key }: Attempt, { blocked }: Landing): string => {
  const { lane } = state.fleet;
  if (lane === key) return "it is its turn to land";
  if (blocked !== undefined) {
    const paths = blocked.paths.length === 0 ? "" : ` (${list(blocked.paths)})`;
    return `cannot land just now: ${blocked.why}${paths}; tried again every few seconds`;
  }
  return lane === undefined ? "is next to land" : `waits until ${lane} has landed`;
};

const handover = (state: State, { key, step }: { readonly key: string; readonly step: Handover }): string => {
  const { lane } = state.fleet;
  const name = step.pull === undefined ? "its pull request" : `pull request #${step.pull.number}`;
  if (step.waits !== undefined) return `${name}: ${step.waits.why}`;
  if (step.ready !== true || lane === key) return `${name} is being seen to`;
  return lane === undefined
    ? `${name} is green, and next`
    : `${name} is green; waits until ${lane} has landed`;
};

const used = ({ meter }: Attempt): string => (meter === undefined ? "" : ` (${meterText(meter)})`);

const step = (state: State, attempt: Attempt, now: number): string => {
  const ago = `${duration(now - attempt.since)} ago`;
  switch (attempt.step.phase) {
    case "preparing":
      return `began to prepare worktree ${attempt.step.slot + 1} ${ago}`;
    case "working":
      return `${attempt.spec.agent} began ${ago}${used(attempt)}`;
    case "verifying":
      return attempt.step.slot === undefined ? "waits for a verification slot" : `its checks began ${ago}`;
    case "review":
      return `waits for a person: ${attempt.step.why}`;
    case "handover":
      return handover(state, { key: attempt.key, step: attempt.step });
    case "landing":
      return landing(state, attempt, attempt.step);
    case "ending":
      return "is being put away";
  }
};

/** GitHub is not asked now, and it needs a word with it. */
const shut = (state: State, now: number): string => {
  const { github } = state.fleet;
  return github === undefined ? "" : `${github.why}; GitHub is asked again ${until(github.until, now)}`;
};

/** Where an attempt is, in one sentence that is true whether or not an engine runs. */
export const motionOf = (state: State, attempt: Attempt, now: number): string => {
  if (isShut(state, attempt)) return shut(state, now);
  if (attempt.faultedUntil === undefined) return step(state, attempt, now);
  const next = until(attempt.faultedUntil, now);
  return `TrafficControl itself failed here (${attempt.faults}x, costs the task nothing); tried again ${next}`;
};
