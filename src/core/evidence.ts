/** A git object's name, in hex. */
export type Oid = string;

/** How one check came out. `flaky` failed once and passed its one rerun; `red_on_base` fails without the change too. */
export type CheckOutcome = "passed" | "flaky" | "failed" | "red_on_base" | "timeout";

/** One check, run on the candidate tree. */
export type CheckRun = {
  readonly name: string;
  readonly command: string;
  readonly outcome: CheckOutcome;
  /** Exit code of the last run; null when it was ended by a signal or a limit. */
  readonly exit: number | null;
  readonly seconds: number;
  /** SHA-256 of the last run's output, in hex. */
  readonly digest: string;
};

/** That a candidate tree passed: what was judged, from what base, and how. */
export type Proof = {
  /** The target's tip that the candidate was merged with. */
  readonly base: Oid;
  /** The attempt's last commit. */
  readonly head: Oid;
  /** The candidate commit K. */
  readonly candidate: Oid;
  /** K's tree: what ran, and what lands. */
  readonly tree: Oid;
  /** Files that differ between base and candidate. */
  readonly changed: number;
  /** Judging files that were changed because the task names them in `touches`. */
  readonly judgesChanged: readonly string[];
  /** Commits of the work that the base holds although nothing proved them: somebody moved the target there past us. */
  readonly slipped?: readonly Oid[];
  readonly checks: readonly CheckRun[];
};
