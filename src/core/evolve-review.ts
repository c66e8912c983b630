import { advance, withAttempt, type Folds } from "./change.ts";
import { provedStep } from "./evolve-handover.ts";
import type { Proof } from "./evidence.ts";
import type { LiveState } from "./live.ts";

type Kind = "attempt.proved" | "attempt.unproved" | "attempt.offered" | "attempt.approved";

/** A person is to look at it. */
const offer = (
  state: LiveState,
  { key, proof, why }: { readonly key: string; readonly proof: Proof; readonly why: string },
  at: number,
): void =>
  withAttempt(state, key, (attempt) => {
    advance(state, attempt, { step: { phase: "review", proof, why }, at });
    state.leaveLane(key);
  });

/** What becomes of work that was judged: it goes on to the target, or a person looks at it first. */
export const reviewEvents: Folds<Kind> = {
  "attempt.proved": (state, { key, proof }, at) =>
    withAttempt(state, key, (attempt) => advance(state, attempt, { step: provedStep(attempt, proof), at })),
  "attempt.unproved": offer,
  "attempt.offered": offer,
  "attempt.approved": (state, { key, note, by }, at) =>
    withAttempt(state, key, (attempt) => {
      if (attempt.step.phase !== "review") return;
      const approved = { ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) };
      advance(state, attempt, {
        step: provedStep(attempt, attempt.step.proof),
        at,
        set: { approved },
      });
    }),
};
