import type { Attempt, Phase, Step } from "../core/attempt.ts";
import { isShut } from "../core/handover.ts";
import type { Stall } from "../core/meter.ts";
import { worktreeName } from "../core/slots.ts";
import type { State } from "../core/state.ts";
import { duration, until } from "./duration.ts";
import { meterText } from "./money.ts";
import { list, who } from "./words.ts";

type Landing = Extract<Step, { phase: "landing" }>;

const landing = (state: State, { key }: Attempt, { blocked }: Landing): string => {
  const { lane } = state.fleet;
  if (lane === key) return "it is its turn to land";
  if (blocked !== undefined) {
    const paths = blocked.paths.length === 0 ? "" : ` (${list(blocked.paths)})`;
    return `cannot land just now: ${blocked.why}${paths}; tried again every few seconds`;
  }
  return lane === undefined ? "is next to land" : `waits until ${lane} has landed`;
};

const used = ({ meter }: Attempt): string => (meter === undefined ? "" : ` (${meterText(meter)})`);

const handover = ({ state, attempt, step }: Told<"handover">): string => {
  const { lane } = state.fleet;
  const name = step.pull === undefined ? "its pull request" : `pull request #${step.pull.number}`;
  if (step.waits !== undefined) return `${name}: ${step.waits.why}`;
  if (step.ready !== true || lane === attempt.key) return `${name} is being seen to`;
  return lane === undefined
    ? `${name} is green, and next`
    : `${name} is green; waits until ${lane} has landed`;
};

/** What an attempt waits for whose service does not answer, since when, and when it asks next. */
export const stallText = ({ why, since, until: next }: Stall, now: number): string =>
  `has waited ${duration(now - since)} for its model: ${why}; asks again ${until(next, now)}`;

type Told<P extends Phase> = {
  readonly state: State;
  readonly attempt: Attempt;
  readonly step: Extract<Step, { phase: P }>;
  /** How long it has been in this phase. */
  readonly age: string;
  readonly now: number;
};

const texts: { readonly [P in Phase]: (told: Told<P>) => string } = {
  preparing: ({ step, age }) => `began to prepare worktree ${worktreeName(step.slot)} ${age} ago`,
  working: ({ attempt, age, now }) => {
    const stalled = attempt.meter?.stalled;
    if (stalled === undefined) return `${attempt.spec.agent} began ${age} ago${used(attempt)}`;
    return stallText(stalled, now);
  },
  halting: ({ attempt, step }) =>
    `${attempt.spec.agent} finishes its turn, then ${who(step.by)} has it${used(attempt)}`,
  taking: ({ step }) =>
    step.slot === undefined
      ? `${who(step.by)} waits for a free worktree`
      : `worktree ${worktreeName(step.slot)} is made ready for ${who(step.by)}`,
  taken: ({ step, age }) => `${who(step.by)} has had it for ${age}, in ${step.path}`,
  giving: ({ step }) => `what ${who(step.visit.by)} left is being committed`,
  reverting: () => "the commit that takes its landing back is being made",
  verifying: ({ step, age }) =>
    step.slot === undefined ? "waits for a verification slot" : `its checks began ${age} ago`,
  review: ({ step }) => `waits for a person: ${step.why}`,
  handover,
  landing: ({ state, attempt, step }) => landing(state, attempt, step),
  ending: () => "is being put away",
};

const textOf = (state: State, attempt: Attempt, now: number): string => {
  const { step, since } = attempt;
  const text = texts[step.phase] as (told: Told<Phase>) => string;
  return text({ state, attempt, step, age: duration(now - since), now });
};

/** GitHub is not asked now, and it needs a word with it. */
const shut = (state: State, now: number): string => {
  const { github } = state.fleet;
  if (github === undefined) return "";
  return github.answer === undefined
    ? `${github.why}; GitHub is asked again ${until(github.until, now)}`
    : `${github.why}: ${github.answer}`;
};

/** Where an attempt is, in one sentence that is true whether or not an engine runs. */
export const motionOf = (state: State, attempt: Attempt, now: number): string => {
  if (isShut(state, attempt)) return shut(state, now);
  if (attempt.faultedUntil === undefined) return textOf(state, attempt, now);
  const next = until(attempt.faultedUntil, now);
  if (attempt.heldUp !== undefined) return `held up: ${attempt.heldUp.why}; tried again ${next}`;
  return `TrafficControl itself failed here (${attempt.faults}x, costs the task nothing); tried again ${next}`;
};
