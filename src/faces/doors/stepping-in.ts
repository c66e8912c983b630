import type { Oid } from "../../core/evidence.ts";
import type { TaskId } from "../../core/task.ts";

/** What became of a wish. `queued` means the engine has not answered yet; it will. */
export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "queued" }
  | { readonly kind: "refused"; readonly why: string };

/** An attempt whose worktree is a person's. */
export type Taken = {
  readonly kind: "taken";
  readonly task: TaskId;
  readonly attempt: number;
  readonly slot: number;
  readonly path: string;
  /** What the attempt began from, and the last commit before the person came. */
  readonly base: Oid;
  readonly from: Oid;
  readonly by: string;
  /** Its agent goes on by itself when it is given back to it. */
  readonly canGoOn: boolean;
};

/** What came of asking for an attempt: it is the person's, it cannot be, or it will be as soon as something else is over. */
export type Taking =
  | Taken
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "waits"; readonly why: string };
