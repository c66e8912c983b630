/** Every way an attempt can fail. What happens next is decided from the kind alone, but for what is `shared`. */
export type FailureKind =
  | "transient"
  | "rate_limited"
  | "auth"
  | "budget"
  | "context"
  | "timeout"
  | "rejected"
  | "conflict"
  | "denied"
  | "crashed"
  | "cancelled"
  | "invalid";

/**
 * What a model's service did to who asked it: it failed; or it was `away`, not to be reached or without an answer for anybody,
 * whoever asks for what.
 */
export type ServiceFault = "failing" | "away";

/** Why an attempt ended without landing. */
export type Failure = {
  readonly kind: FailureKind;
  /** One sentence for a person: what happened, and where to look. */
  readonly why: string;
  /** Milliseconds since the epoch: not before this moment, where the cause names one. */
  readonly retryAt?: number;
  /**
   * It befell other work too (a budget was lowered under it, nobody reached the service, and nothing was used): that says nothing of
   * who worked, nor of the task.
   */
  readonly shared?: true;
  /** Set where the model's service is the cause. */
  readonly service?: ServiceFault;
  /** What the next attempt should know: failing checks, conflicting paths. */
  readonly details?: readonly string[];
};
