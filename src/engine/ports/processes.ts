import type { ProcessEnd } from "../../core/driver.ts";

/** Runs a command as a group of its own, from its start to the last process it left anywhere. */
export type ProcessRunner = {
  /** What still runs under the same key is ended first. Rejects when the command cannot be started at all. */
  run(request: {
    /** Marks every process of it, so that those that left the group are found too. */
    readonly key: string;
    readonly argv: readonly string[];
    readonly path: string;
    readonly env: Readonly<Record<string, string>>;
    /** Its output is appended to this file. */
    readonly log: string;
    readonly minutes: number;
    readonly signal: AbortSignal;
  }): Promise<ProcessEnd>;
};

/** Where a command of the fleet's own runs, and for which attempt. */
export type Bench = {
  /** Marks its processes: `<attempt>/check`, `<attempt>/setup`. */
  readonly key: string;
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Output is appended to this file. */
  readonly log: string;
  readonly signal: AbortSignal;
};
