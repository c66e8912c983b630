import { advance, changeRecord, recordOf, withAttempt, type Folds } from "./change.ts";
import type { Attempt, PullRef, Step } from "./attempt.ts";
import type { Proof } from "./evidence.ts";
import type { LiveState } from "./live.ts";
import type { Message } from "./message.ts";
import { shutBy } from "./reach.ts";

type Handover = Extract<Step, { phase: "handover" }>;
type Kind =
  | "attempt.waits"
  | "attempt.ready"
  | "attempt.poked"
  | "attempt.merged"
  | "github.closed"
  | "github.opened"
  | "github.reached"
  | "attempt.unclaimed"
  | "attempt.unadmitted";

/** Where proved work goes. */
export const provedStep = ({ spec }: Attempt, proof: Proof): Step =>
  spec.handoff === "pr" ? { phase: "handover", proof } : { phase: "landing", proof };

const rehand = (
  state: LiveState,
  { key, at }: { key: string; at: number },
  set: (step: Handover) => Step,
): void =>
  withAttempt(state, key, (attempt) => {
    if (attempt.step.phase === "handover") advance(state, attempt, { step: set(attempt.step), at });
  });

/** Who holds the lane, if it is one that is handed over: it cannot go on, and keeps nobody else from it. */
const stuckHolder = ({ fleet: { lane = "" }, attempts }: LiveState): string =>
  attempts.get(lane)?.step.phase === "handover" ? lane : "";

/** What is known of it whatever it waits for. */
const lasting = ({ phase, proof, commit, pull }: Handover, newer?: PullRef): Handover => {
  const known = newer ?? pull;
  return {
    phase,
    proof,
    ...(commit === undefined ? {} : { commit }),
    ...(known === undefined ? {} : { pull: known }),
  };
};

/** What its brief told it nobody has heard. */
const unheard = (messages: readonly Message[], n: number): readonly Message[] =>
  messages.map((one) => {
    const { heard, ...message } = one;
    return heard?.attempt === n ? message : one;
  });

/** Nothing was begun: its worktree is put away, and of the attempt nothing remains but its number. */
const unclaim = (state: LiveState, attempt: Attempt, at: number): void => {
  const { task, n, step } = attempt;
  if (step.phase !== "preparing") return;
  advance(state, attempt, { step: { phase: "ending", outcome: { kind: "unclaimed" }, slot: step.slot }, at });
  const { messages } = recordOf(state, task, at);
  if (messages !== undefined) changeRecord(state, { task, messages: unheard(messages, n) }, at);
};

/** What happens to attempts that are handed over, and to GitHub as far as the fleet asks it. */
export const handoverEvents: Folds<Kind> = {
  "attempt.waits": (state, { key, waits, pull }, at) => {
    rehand(state, { key, at }, (step) => ({ ...lasting(step, pull), waits }));
    if (waits.answer !== undefined) state.leaveLane(key);
  },
  "attempt.ready": (state, { key, pull }, at) =>
    rehand(state, { key, at }, (step) => ({ ...lasting(step, pull), ready: true })),
  "attempt.poked": (state, { key }, at) => rehand(state, { key, at }, (step) => lasting(step)),
  "attempt.merged": (state, { key, commit, pull }, at) =>
    rehand(state, { key, at }, ({ proof }) => ({ phase: "landing", proof, commit, pull })),
  "github.closed": (state, shut) => {
    state.setReach({ github: shutBy(shut) });
    state.leaveLane(stuckHolder(state));
  },
  "github.opened": (state) => state.setReach({}),
  "github.reached": (state) => state.setReach({ reached: true }),
  "attempt.unclaimed": (state, { key }, at) => withAttempt(state, key, (one) => unclaim(state, one, at)),
  "attempt.unadmitted": (state, { key }, at) =>
    withAttempt(state, key, (attempt) => {
      const { step } = attempt;
      if (step.phase !== "verifying") return;
      advance(state, attempt, { step: { phase: "verifying", head: step.head }, at });
      state.leaveLane(key);
    }),
};
