import type { Check, Setup } from "../../core/config.ts";
import type { CheckRun } from "../../core/evidence.ts";
import type { Failure } from "../../core/failure.ts";
import type { Bench } from "./processes.ts";

/** A check's evidence, and the last of its output (at most 4 KiB) for those who must mend it. */
export type Finding = { readonly run: CheckRun; readonly tail: string };

/** Runs checks in a checkout, one after another. Stopped by its signal, it returns those that ended before. */
export type Verifier = {
  run(request: Bench & { readonly checks: readonly Check[] }): Promise<readonly Finding[]>;
};

/** Makes a worktree usable, from the cache where the inputs' digest is known. */
export type Preparer = {
  prepare(request: Bench & { readonly setup: Setup }): Promise<Failure | undefined>;
};
