import type { Oid } from "./evidence.ts";
import type { TaskId } from "./task.ts";

/** Work in a repository that no attempt of ours made and the target does not hold: a branch, a worktree, or both. */
export type Stray = {
  readonly branch?: string;
  /** The person's worktree that has it checked out. */
  readonly path?: string;
  readonly head: Oid;
  /** Commits that the target does not hold, and the other way round. */
  readonly ahead: number;
  readonly behind: number;
  /** What its commits change, against the commit that it has in common with the target. */
  readonly diff: { readonly files: number; readonly added: number; readonly removed: number };
  /** Files in its worktree that are not committed; ignored ones do not count. */
  readonly dirty: number;
  /** What of git's is under way in its worktree, in words. */
  readonly operation?: string;
  /** Paths that it and the target both changed so that they do not merge. */
  readonly conflicts: readonly string[];
  /** What its commits say, the newest first. */
  readonly subjects: readonly string[];
  /** When its last commit was made, in milliseconds since the epoch. */
  readonly at: number;
  /** The task that has adopted it as it is. */
  readonly adoptedBy?: TaskId;
};

/** A conversation with another coding agent, as its own transcript tells it. */
export type Session = {
  readonly agent: "claude-code" | "codex";
  readonly id: string;
  /** Where it worked. */
  readonly cwd: string;
  readonly branch?: string;
  /** What the person first and last asked for. */
  readonly first?: string;
  readonly last?: string;
};

/** A session with the file that tells of it, and when that was last written, in milliseconds since the epoch. */
export type Transcript = Session & { readonly file: string; readonly at: number };

/** All work that lies about in a repository. */
export type Lying = {
  readonly target: string;
  /** The top of the person's checkout. */
  readonly root: string;
  readonly strays: readonly Stray[];
  readonly transcripts: readonly Transcript[];
  /** Branches that were not looked at. */
  readonly more: number;
};
