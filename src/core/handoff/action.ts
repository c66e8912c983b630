import type { Oid } from "../evidence.ts";
import type { MergeMethod, SeenCheck } from "./seen.ts";

/** One thing to do at GitHub. Each may be done again: what it brings about is looked for first. */
export type Deed =
  /** Only if the branch still stands where it was seen. */
  | { readonly kind: "push"; readonly branch: string; readonly sha: Oid; readonly expect?: Oid }
  | {
      readonly kind: "open";
      readonly branch: string;
      readonly target: string;
      readonly title: string;
      readonly body: string;
    }
  | { readonly kind: "describe"; readonly pull: number; readonly body: string }
  | { readonly kind: "label"; readonly pull: number; readonly add: readonly string[] }
  | { readonly kind: "unlabel"; readonly pull: number; readonly name: string }
  | {
      readonly kind: "status";
      readonly sha: Oid;
      readonly state: "success";
      readonly text: string;
      readonly url: string;
    }
  /** Without `id` a new comment. */
  | { readonly kind: "note"; readonly pull: number; readonly id?: number; readonly text: string }
  | { readonly kind: "rerun"; readonly run: number }
  | { readonly kind: "cancel_run"; readonly run: number }
  | { readonly kind: "enqueue"; readonly pull: number; readonly sha: Oid }
  /** GitHub merges it by itself once its rules are met. */
  | {
      readonly kind: "auto_merge";
      readonly pull: number;
      readonly sha: Oid;
      readonly method: MergeMethod;
      readonly title: string;
      readonly message: string;
    }
  | {
      readonly kind: "merge";
      readonly pull: number;
      readonly sha: Oid;
      readonly method: MergeMethod;
      readonly title: string;
      readonly message: string;
    }
  /** GitHub is not to merge it by itself any more. */
  | { readonly kind: "stop_merge"; readonly pull: number; readonly by: "queue" | "auto" }
  /** Its task is cancelled. */
  | { readonly kind: "close"; readonly pull: number }
  /** Its work is on the target as `commit`. */
  | { readonly kind: "drop_branch"; readonly branch: string; readonly sha: Oid; readonly commit: Oid };

/** Deeds that git does; GitHub is asked for the others. */
export type GitDeed = Extract<Deed, { kind: "push" | "drop_branch" }>;

/** What there is to be told, once nothing is left to do now. */
export type Verdict =
  /** Something has to happen first. `again`: look again after so many milliseconds, whatever the news. */
  | { readonly kind: "wait"; readonly why: string; readonly again: number }
  /** A person has to do something; it is followed all the same. */
  | { readonly kind: "ask"; readonly why: string; readonly answer: string }
  /** The same, but it is known already: a person holds it, or the target itself is red. */
  | { readonly kind: "held"; readonly why: string; readonly answer: string }
  /** Everything is green: it may reach the target as soon as it is its turn. */
  | { readonly kind: "ready" }
  /** The target is not where the work was proved: prove it there. */
  | { readonly kind: "moved" }
  /** A check said no. */
  | { readonly kind: "red"; readonly checks: readonly SeenCheck[] }
  /** A person closed it without merging. */
  | { readonly kind: "closed"; readonly why: string }
  /** A person who may called it off. */
  | { readonly kind: "called_off"; readonly why: string }
  /** It came onto the target with other work than this. */
  | { readonly kind: "superseded"; readonly why: string }
  | { readonly kind: "merged"; readonly commit: Oid };

export type Action = Deed | Verdict;

const verdicts: ReadonlySet<Action["kind"]> = new Set<Verdict["kind"]>([
  "wait",
  "ask",
  "held",
  "ready",
  "moved",
  "red",
  "closed",
  "called_off",
  "superseded",
  "merged",
]);

/** Whether nothing is left to do now. */
export const isVerdict = (action: Action): action is Verdict => verdicts.has(action.kind);
