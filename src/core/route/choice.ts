import type { TaskKind } from "./kind.ts";

/** How an attempt came to its agent and model; kept in its result. */
export type Choice = {
  /** A person's word, the ladder's order, or what came of attempts before it. */
  readonly by: "pin" | "ladder" | "outcomes";
  readonly kind: TaskKind;
  readonly why: string;
  /** Whom outcomes would have chosen, where a person's word overrode that. */
  readonly insteadOf?: string;
};
