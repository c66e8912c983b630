import type { AttemptResult } from "../../core/result.ts";
import type { TaskStatus } from "../../core/task.ts";

/** Prints and edits documents; pure. */
export type Documents = {
  printResult(result: AttemptResult, sections: readonly string[]): string;
  /** The same bytes with only the status changed; the text itself where that cannot be done safely. */
  setStatus(text: string, status: TaskStatus): string;
};
