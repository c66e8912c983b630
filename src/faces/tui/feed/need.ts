import type { Action } from "../../../core/action.ts";
import type { AttemptKey } from "../../../core/attempt.ts";
import type { TaskId } from "../../../core/task.ts";
import type { Ahead } from "../../../views/outlook.ts";

/** Something that is not in the journal and that a screen shows. */
export type Need =
  /** What an agent or the checks of an attempt print, as it grows. */
  | { readonly kind: "log"; readonly attempt: AttemptKey; readonly of: "agent" | "checks" }
  /** What an attempt changed. Asked for again when `stamp` is another. */
  | { readonly kind: "diff"; readonly task: TaskId; readonly attempt: number; readonly stamp: string }
  /** What an attempt's agent did, tool by tool. */
  | { readonly kind: "actions"; readonly task: TaskId; readonly attempt: number; readonly stamp: string }
  /** What is left to cost and take. */
  | { readonly kind: "forecast"; readonly stamp: string }
  /** The text of a file in the checkout. */
  | { readonly kind: "file"; readonly path: string; readonly stamp: string };

/** The name that what is needed is kept under. */
export const needKey = (need: Need): string => {
  switch (need.kind) {
    case "log":
      return `log ${need.of} ${need.attempt}`;
    case "diff":
      return `diff ${need.task}@${need.attempt}`;
    case "actions":
      return `actions ${need.task}@${need.attempt}`;
    case "forecast":
      return need.kind;
    case "file":
      return `file ${need.path}`;
  }
};

/** What came of a need so far. */
export type Found =
  | { readonly kind: "loading" }
  | {
      readonly kind: "there";
      readonly lines: readonly string[];
      /** How much was written lately, in bytes for each few seconds; of logs only. */
      readonly activity: readonly number[];
      /** Of actions only. */
      readonly actions?: readonly Action[];
      /** Of forecasts only. */
      readonly ahead?: Ahead;
    }
  | { readonly kind: "failed"; readonly why: string };
