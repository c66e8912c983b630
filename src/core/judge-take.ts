import { halts, type Attempt, type Phase } from "./attempt.ts";
import { describe, type Answer, type Case } from "./answer.ts";
import { isLanding } from "./call-off.ts";
import type { Event } from "./event.ts";
import type { Wish } from "./input.ts";
import { named } from "./person.ts";
import { standingOf } from "./standing.ts";
import { attemptOf, type State } from "./state.ts";

type Give = Extract<Wish, { kind: "give" }>;

const taking = ({ by }: Case, { key, spec, step }: Attempt): Event => ({
  // An agent that can be stopped there finishes the turn that is paid for; any other is ended.
  kind: step.phase === "working" && halts(spec) ? "attempt.halting" : "attempt.taking",
  key,
  by: named(by),
});

type Refusals = {
  readonly [P in Phase]?: (found: { readonly state: State; readonly attempt: Attempt }) => string | undefined;
};

const tooLate = ({ attempt: { step } }: { readonly attempt: Attempt }): string =>
  `${step.phase}: there is nothing to take any more`;

const theirs = ({ attempt: { step } }: { readonly attempt: Attempt }): string | undefined =>
  "by" in step ? `${step.phase === "taken" ? "taken" : "being taken"} already, by ${step.by}` : undefined;

const landingNow = ({
  state,
  attempt,
}: {
  readonly state: State;
  readonly attempt: Attempt;
}): string | undefined => (isLanding(state, attempt) ? "landing this very moment" : undefined);

/** Why an attempt cannot be taken, by where it is; in every other phase it can. */
const refusals: Refusals = {
  handover: landingNow,
  landing: landingNow,
  halting: theirs,
  taking: theirs,
  taken: theirs,
  giving: tooLate,
  reverting: tooLate,
  ending: tooLate,
};

/** A person wants to work on a task's attempt themselves, wherever it is. */
export const take = (found: Case): Answer => {
  const { state, task } = found;
  const attempt = attemptOf(state, task.id);
  if (attempt === undefined)
    return { refused: `${task.id} has no attempt to take: it is ${describe(standingOf(state, task))}` };
  if (attempt.spec.undo !== undefined)
    return { refused: `${task.id} is being undone: there is nothing to work on` };
  const why = refusals[attempt.step.phase]?.({ state, attempt });
  return why === undefined ? { events: [taking(found, attempt)] } : { refused: `${task.id} is ${why}` };
};

/** The person is done: what lies in the worktree goes its way. */
export const give = ({ state, task }: Case, { to, note }: Give): Answer => {
  const attempt = attemptOf(state, task.id);
  if (attempt?.step.phase !== "taken")
    return {
      refused: `${task.id} has nobody working on it by hand: it is ${describe(standingOf(state, task))}`,
    };
  if (to === "agent" && !halts(attempt.spec))
    return {
      refused: `${task.id} is worked on by ${attempt.spec.agent}, which cannot go on from the middle: give it back without --to-agent`,
    };
  const said = note === undefined ? {} : { note };
  return { events: [{ kind: "attempt.giving", key: attempt.key, to, ...said }] };
};
