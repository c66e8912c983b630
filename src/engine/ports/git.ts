import type { Adopted } from "../../core/attempt.ts";
import type { Oid } from "../../core/evidence.ts";
import type { TargetNews } from "../../core/input.ts";
import type { Ground } from "../../core/order.ts";
import type { TaskId } from "../../core/task.ts";

/** Why a checkout cannot be landed on just now. */
export type Obstacle = { readonly why: string; readonly paths: readonly string[] };

/** A path that differs between two trees, as git names the change. */
export type Change = {
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted" | "type_changed";
};

/** K, or why there is none. */
export type Proposal =
  | {
      readonly kind: "candidate";
      /** The target's tip it was merged with. */
      readonly base: Oid;
      readonly candidate: Oid;
      readonly tree: Oid;
      readonly changes: readonly Change[];
      /** Commits of the attempt's that `base` holds already, the oldest first. */
      readonly slipped?: readonly Oid[];
    }
  | {
      readonly kind: "conflict";
      readonly base: Oid;
      readonly paths: readonly string[];
      readonly details: readonly string[];
    };

export type Landing =
  | { readonly kind: "landed" }
  /** The target's tip is no longer M's first parent, and M is not among its ancestors. */
  | { readonly kind: "moved" }
  | ({ readonly kind: "blocked" } & Obstacle);

/** A result file where it waits or where it landed. */
export type StoredResult = { readonly attempt: number; readonly text: string };

/** Which attempt an order is for. */
export type AttemptRef = { readonly task: TaskId; readonly n: number };

/** A commit that this repository does not hold. */
type Missing = { readonly kind: "missing"; readonly commit: Oid };

/** Every word spoken to git. All of it is repeatable: asked again after a crash, it finishes or says what is so. */
export type Git = {
  /** A pooled worktree for the slot, scrubbed, on the attempt's branch at the target's tip, merged with what it adopts, or at the work named (or as it is, if it is this attempt's already). */
  prepare(
    request: AttemptRef & {
      readonly slot: number;
      readonly ground: Ground;
      readonly adopts?: Oid;
      readonly work?: { readonly base: Oid; readonly head: Oid };
      /** Where to begin in place of the target's tip. */
      readonly onto?: Oid;
    },
  ): Promise<{ base: Oid; path: string; adopted?: Adopted | Missing }>;
  /** The worktree as it was before its agent began, for an attempt that was interrupted. */
  reset(request: { readonly path: string; readonly base: Oid }): Promise<void>;
  /** Commits what is left lying in the worktree onto the attempt's branch; returns its last commit. */
  save(
    request: AttemptRef & { readonly path: string; readonly message: string; readonly ground: Ground },
  ): Promise<{ head: Oid }>;
  /** A commit on the attempt's branch that takes back what attempt `of` landed, but for task files and results; `undefined` where no landing of it is found. */
  revert(
    request: AttemptRef & { readonly of: number; readonly title: string; readonly ground: Ground },
  ): Promise<{ head: Oid } | undefined>;
  /** K: the target's tip, or the commit `onto`, merged with `head`. */
  propose(
    request: AttemptRef & { readonly head: Oid; readonly ground: Ground; readonly onto?: Oid },
  ): Promise<Proposal>;
  /** Commits made on the attempt's branch that the target holds, the oldest first: somebody moved it there past us. */
  slipped(request: AttemptRef & { readonly ground: Ground }): Promise<readonly Oid[]>;
  /** A clean checkout of a commit for the verification slot, outside the person's own. */
  checkout(request: {
    readonly slot: number;
    readonly commit: Oid;
    readonly ground: Ground;
  }): Promise<{ path: string }>;
  /** Where the target stands now. */
  tip(request: { readonly ground: Ground }): Promise<{ commit: Oid; tree: Oid }>;
  /** The paths in which two commits differ. */
  changes(from: Oid, to: Oid): Promise<readonly Change[]>;
  /** The text of a file in a commit; `undefined` when it is not there. */
  show(commit: Oid, path: string): Promise<string | undefined>;
  /** The task's results that have not landed with it yet, and those in the tip's tree, oldest first. */
  results(request: { readonly task: TaskId; readonly ground: Ground }): Promise<readonly StoredResult[]>;
  /** Writes a result under `refs/traffic/results/<task>`. */
  keepResult(request: AttemptRef & { readonly text: string; readonly ground: Ground }): Promise<void>;
  /** M: the base's tree with the given files, the parents named. Touches no checkout. `edit` rewrites a file that the base's tree holds, unless the person's own copy of it is dirty or untracked. */
  build(request: {
    readonly base: Oid;
    readonly tree: Oid;
    readonly parents: readonly Oid[];
    readonly files: readonly { readonly path: string; readonly text: string }[];
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly message: string;
    readonly ground: Ground;
  }): Promise<Oid>;
  /** Moves the target from M's first parent to M, the checkout with it, losing nothing of a person's. Then edits `edit.path` in place where M left it out. */
  land(request: {
    readonly commit: Oid;
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly ground: Ground;
    /** Told the name of each step as it is reached; for tests that kill it there. */
    readonly reached?: (step: string) => void;
  }): Promise<Landing>;
  /** The commit on the target that landed or recorded the attempt, if there is one. */
  landed(request: AttemptRef & { readonly ground: Ground }): Promise<Oid | undefined>;
  /** The attempt's branch and worktree are no longer needed: what is uncommitted is kept under `refs/traffic/rescue/`, what did not land under `refs/traffic/attempts/`, then the slot is free. */
  end(
    request: AttemptRef & {
      readonly landed: boolean;
      /** Nothing was begun on it: there is nothing to keep. */
      readonly unclaimed?: true;
      readonly ground: Ground;
    },
  ): Promise<void>;
  /** What changed at the target since `since`; everything when it is missing. */
  observe(request: {
    readonly target?: string;
    readonly since?: Oid;
    readonly results: string;
  }): Promise<TargetNews>;
};
