import type { Claims, RanCommand } from "../../core/account.ts";
import type { Limits } from "../../core/allowance.ts";
import type { AttemptKey } from "../../core/attempt.ts";
import type { Lowered } from "../../core/budget/bounds.ts";
import type { Failure } from "../../core/failure.ts";
import type { Message } from "../../core/message.ts";
import type { Meter } from "../../core/meter.ts";
import type { Remark } from "../../core/remark.ts";

/** What the built-in agent is given to do. Plain JSON: it is taken up again from it. */
export type ModelJob = {
  readonly key: AttemptKey;
  /** The worktree, which its file tools do not leave. */
  readonly path: string;
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  /** The tools it is given; all where missing. */
  readonly tools?: readonly string[];
  /** The whole environment of its commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** Limit of time awake, counted anew after an interruption. */
  readonly minutes: number;
};

/** How far the built-in agent has come: what it has used in all, the ids of all messages that it has taken in, and all that it remarked. */
export type Progress = {
  readonly meter: Meter;
  readonly heard: readonly string[];
  /** Missing where it made none. */
  readonly remarks?: readonly Remark[];
};

/** What an agent at work is to take in at its next boundary of a turn. */
export type Notice = {
  readonly messages: readonly Pick<Message, "id" | "text" | "from">[];
  /** It is to stop there, and may be told to go on from there. */
  readonly halt: boolean;
  /** What it may use in all where that is less than it began with; there once a limit was changed while it was in motion. */
  readonly limit?: Lowered;
};

/**
 * How the built-in agent ended: at its own word, for a reason, or because it was stopped, at once or at the boundary of a
 * turn; then it can go on.
 */
export type ModelEnd = Progress & {
  readonly claims?: Claims;
  readonly commands: readonly RanCommand[];
} & (
    | { readonly kind: "finished" | "halted" | "stopped" }
    | { readonly kind: "failed"; readonly failure: Failure }
  );

/** The built-in agents of this machine, many in one process that outlives whoever asks. */
export type ModelAgents = {
  /** Works on a job to its end, or goes on with it where it was interrupted. Of one key, one is ever at work. */
  run(
    job: ModelJob,
    told: { readonly signal: AbortSignal; readonly progress: (progress: Progress) => void },
  ): Promise<ModelEnd>;
  /** Puts a notice in the place of the one before it. Each message in it is taken in once, whoever asks and however often. */
  tell(key: AttemptKey, notice: Notice): void;
  /** Ends what of the key is still at work. Tells how far it came; undefined when it never began. */
  end(key: AttemptKey): Promise<Progress | undefined>;
  /** The same, but however it ended, the next `run` goes on from there. The notice is taken away. */
  rest(key: AttemptKey): Promise<Progress | undefined>;
};
