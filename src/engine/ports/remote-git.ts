import type { Oid } from "../../core/evidence.ts";
import type { Ground } from "../../core/order.ts";
import type { TaskId } from "../../core/task.ts";
import type { Landing } from "./git.ts";

/** What signs git in at a server, for addresses that begin so; missing where git signs in by itself. */
export type SignIn = { readonly at: string; readonly header: string } | undefined;

/** A branch of a remote. */
type RemoteBranch = { readonly remote: string; readonly branch: string; readonly signIn: SignIn };

/** The remote did not answer: nothing is wrong with what was asked. */
export type Unreachable = { readonly kind: "unreachable"; readonly why: string };

/** Every word spoken to git about other repositories. */
export type RemoteGit = {
  /** The address of a remote; `undefined` where there is none of that name. */
  address(remote: string): Promise<string | undefined>;
  /** Brings the remote's branch here, under the name that git itself would give it; returns where it stands. */
  fetch(request: RemoteBranch): Promise<
    | { readonly kind: "fetched"; readonly tip: Oid }
    /** It answers, and not to us, or it has no such branch. */
    | { readonly kind: "refused"; readonly why: string }
    | Unreachable
  >;
  /** Only if the branch still stands where `expect` says; missing where there is none yet. Without `sha` the branch goes. */
  push(request: RemoteBranch & { readonly sha?: Oid; readonly expect?: Oid }): Promise<
    | { readonly kind: "pushed" }
    /** The branch stands elsewhere by now. */
    | { readonly kind: "stale" }
    | { readonly kind: "refused"; readonly why: string }
    | Unreachable
  >;
  /** Notes, before it is pushed, that a commit is ours. */
  noteOffer(task: TaskId, sha: Oid): Promise<void>;
  /** Every commit that was noted for a task. */
  offers(task: TaskId): Promise<readonly Oid[]>;
  /** The notes of a task are no longer needed. */
  dropOffers(task: TaskId): Promise<void>;
  /** The branch that a task's pull request comes from, without `refs/heads/`. */
  handoffBranch(task: TaskId): string;
  /** Whether every commit of `older` is among those of `newer`. Unknown commits are not. */
  isWithin(older: Oid, newer: Oid): Promise<boolean>;
  /** Brings the target here forward to a commit that follows it, the checkout with it, as a landing does. */
  catchUp(request: {
    readonly task: TaskId;
    readonly commit: Oid;
    readonly edit?: { readonly path: string; readonly change: (text: string) => string };
    readonly ground: Ground;
  }): Promise<Exclude<Landing, { readonly kind: "moved" }>>;
};
