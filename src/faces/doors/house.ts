import type { Config } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import type { Program } from "./payer.ts";

/** One thing `doctor` looked at. */
export type Finding = {
  readonly level: "ok" | "warning" | "error";
  readonly about: string;
  readonly message: string;
  /** The command or edit that mends it. */
  readonly repair?: string;
};

/** Something of ours that is no longer needed, and why it is safe to go. */
export type Leftover = {
  readonly kind: "worktree" | "ref" | "folder";
  readonly name: string;
  readonly because: string;
};

/** A command that was found or set up, and how it went where it was tried. */
export type Trial = {
  /** `setup`, or the check's name. */
  readonly name: string;
  readonly run: string;
  readonly dir?: string;
  /** The files that tell of it. */
  readonly because: string;
  readonly outcome: "passed" | "failed" | "not_run";
  readonly seconds: number;
  /** Why it did not pass, in one line. */
  readonly why?: string;
  readonly repair?: string;
};

/** Commands being tried out, one after another. */
export type TrialStep =
  | { readonly kind: "begins"; readonly name: string; readonly run: string }
  | { readonly kind: "ended"; readonly trial: Trial };

/** An agent that `init` offers, and what it is for. */
export type PackAgent = { readonly name: string; readonly purpose: string };

/** How `init` left the repository, or would leave it. */
export type Initialised = {
  readonly target: string;
  /** The commit that was looked at; none where nothing was ever committed. */
  readonly commit?: Oid;
  readonly setup?: Trial;
  readonly checks: readonly Trial[];
  /** Files that were written, or would be. */
  readonly written: readonly string[];
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[];
  /** Agents of the starter pack that were written, or would be. */
  readonly agents: readonly PackAgent[];
  /** What may be spent, in US dollars. */
  readonly caps: Config["caps"];
  /** Lines that a `traffic.yaml` which is there lacks. */
  readonly lacking: readonly string[];
  /** What a person should know. */
  readonly notices: readonly string[];
  /** Programs of agents that are installed here. */
  readonly programs: readonly Program[];
  /** The text of `traffic.yaml` that was or would be written. */
  readonly config: string;
  /** What to do next, in order. */
  readonly next: readonly string[];
  readonly committed?: Oid;
};

/** What `init` may do. */
export type InitRequest = {
  /** Try the commands out. */
  readonly run: boolean;
  /** Write files. */
  readonly write: boolean;
  /** The caps to be written, where they shall not be the usual ones. */
  readonly caps: Partial<Config["caps"]>;
  /** Whether the starter pack of agents is written; asked only where there is no agent's file yet. */
  readonly agents: boolean | ((pack: readonly PackAgent[], signal: AbortSignal) => Promise<boolean>);
  /** For work that leaves by pull request: the version of TrafficControl that judges it at GitHub. */
  readonly github?: string;
  readonly commit: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: TrialStep) => void;
};
