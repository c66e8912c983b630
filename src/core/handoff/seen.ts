import type { Oid } from "../evidence.ts";
import type { Command } from "./command.ts";
import type { Heard } from "./heard.ts";

/** How GitHub brings a pull request onto its target. */
export type MergeMethod = "merge" | "squash" | "rebase";

/** What is to reach the target by pull request: one proved commit, and how. */
export type Handoff = {
  readonly task: string;
  readonly n: number;
  /** The pull request's branch and the branch it is to reach, without `refs/heads/`. */
  readonly branch: string;
  readonly target: string;
  /** The landing commit M, and the target's tip that it was proved on. */
  readonly sha: Oid;
  readonly base: Oid;
  readonly title: string;
  /** What people read in the pull request; our island is added to it. */
  readonly text: string;
  /** What proves it, in a few words. */
  readonly proof: string;
  /** The message of the commit that reaches the target. */
  readonly message: string;
  readonly method: MergeMethod;
  /** Names of checks that must be green, beside those that GitHub's own rules demand. */
  readonly checks: readonly string[];
  /** Whether it is this one's turn to reach the target. */
  readonly mayMerge: boolean;
};

/** What GitHub says of the ways onto the target. */
export type Rules = {
  readonly queue: boolean;
  /** Only what is up to date with the target may be merged. */
  readonly strict: boolean;
  /** Names of checks that GitHub itself demands. */
  readonly checks: readonly string[];
  readonly approvals: number;
  /** GitHub may merge by itself once its rules are met. */
  readonly auto: boolean;
};

export type Pull = {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly head: Oid;
  /** The branch it is to reach. */
  readonly target: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly draft: boolean;
  /** The commit that brought it onto the target. */
  readonly commit?: Oid;
  /** `unknown` while GitHub still works it out. */
  readonly way: "clear" | "conflict" | "behind" | "blocked" | "unknown";
  /** It waits in the merge queue. */
  readonly queued: boolean;
  /** The merge queue put it out since it was pushed. */
  readonly ejected?: { readonly why: string; readonly conflict: boolean };
  /** GitHub merges it by itself once its rules are met. */
  readonly auto: boolean;
};

/** How a check on a commit stands. `lost` came to no verdict; `held` waits until a person lets it run. */
export type CheckState = "pending" | "green" | "red" | "skipped" | "lost" | "held";

export type SeenCheck = {
  readonly name: string;
  readonly state: CheckState;
  /** Since when, in milliseconds since the epoch of GitHub's own clock. */
  readonly since: number;
  readonly url?: string;
  /** The run of GitHub Actions that it is a job of, and how often that run was started. */
  readonly run?: { readonly id: number; readonly tries: number };
  /** Its job in that run. */
  readonly job?: number;
};

/** A comment of ours that carries the task's mark. */
type Note = { readonly id: number; readonly text: string };

/** All that GitHub shows of one handoff: its only memory. */
export type Seen = {
  /** GitHub's own clock, in milliseconds since the epoch. */
  readonly now: number;
  /** Where the handoff's branch stands; missing where there is none. */
  readonly branch?: Oid;
  /** Whether we put the branch there. */
  readonly ours: boolean;
  /** The tip of the branch that it is to reach. */
  readonly target: Oid;
  readonly rules: Rules;
  /** The open pull request of the branch, else its newest. */
  readonly pull?: Pull;
  /** Our own verdict on the commit, where GitHub has been told it. */
  readonly policy?: { readonly state: "success" | "failure" | "pending"; readonly since: number };
  /** Of the commit handed over. */
  readonly checks: readonly SeenCheck[];
  /** Names of checks that are red where the work was proved, without it. */
  readonly redOnBase: readonly string[];
  /** Oldest first. */
  readonly notes: readonly Note[];
  /** What the oldest of them remembers. */
  readonly heard: Heard;
  /** What people said to us since, oldest first. */
  readonly commands: readonly Command[];
};
