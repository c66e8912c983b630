import type { Problem } from "../../core/problem.ts";
import type { State } from "../../core/state.ts";
import type { Listing } from "../../views/listing.ts";
import type { Known } from "../../views/outlook.ts";

/** Everything a face may show, read in one go. */
export type Survey = {
  /** The journal's state, brought up to date with the files where no engine does that. */
  readonly state: State;
  readonly problems: readonly Problem[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly engine: EngineStatus;
  /** The top of the person's checkout. */
  readonly root: string;
  /** The branch whose last commit tasks and settings are read from; missing where that is the checkout. */
  readonly readFrom?: string | undefined;
  /** Where a branch stands now; undefined where git itself would have to be asked. */
  readonly tipOf: (branch: string) => string | undefined;
  /** Where nothing is as it was not when the last command looked: what was answered to the same questions. */
  readonly answers?: Answers | undefined;
  /** What lists say of the tasks; from memory, as long as they say so. */
  readonly listing: Listing;
};

/** What was answered before, as long as only the time has changed since. */
export type Answers = {
  /** As it was written, in UTF-8. */
  recall(question: string): Uint8Array | undefined;
  /** `until` is in milliseconds since the epoch: then it may read otherwise. */
  keep(question: string, text: string, until: number): void;
};

export type EngineStatus = { readonly running: false } | { readonly running: true; readonly pid: number };

/** How things stand, with what is left in git of every attempt. */
export type Foresight = Known & Pick<Survey, "readFrom">;
