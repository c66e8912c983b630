import type { Oid } from "../../core/evidence.ts";
import type { Stray } from "../../core/stray.ts";
import type { TaskId, TaskStatus } from "../../core/task.ts";

/** A task that was written. */
export type Added = {
  readonly id: TaskId;
  readonly file: string;
  /** What is odd about it, in a sentence. */
  readonly notice?: string;
};

/** A task to be written. */
export type Draft = {
  readonly title: string;
  readonly body?: string;
  /** Front matter beside the title, in the order to be written. */
  readonly keys?: Readonly<Record<string, unknown>>;
};

/** Work to make a task of. */
export type AdoptRequest = {
  /** Missing where only a conversation is adopted. */
  readonly stray?: Stray;
  readonly draft: Draft;
  /** It is to be verified and landed as it is. */
  readonly finished: boolean;
  /** Otherwise it is only shown what would be written. */
  readonly write: boolean;
};

/** A task made of work that lay about, or that would be. */
export type Adopted = {
  readonly id: TaskId;
  readonly file: string;
  readonly text: string;
  /** The commit that every attempt begins from. */
  readonly commit?: Oid;
  /** What a person should know. */
  readonly notices: readonly string[];
};

/** What to make tasks of. */
export type ImportRequest = {
  /** `issues`, a folder of tasks, a roadmap, or a file of tasks or issues. */
  readonly from: string;
  /** The label that an issue must have. */
  readonly label: string;
  /** Which of the lists of tasks that Task Master keeps; the one that is worked on where missing. */
  readonly tag?: string;
  /** Points of a roadmap's lists count as well as its check boxes. */
  readonly bullets: boolean;
  /** What is to be done may start; otherwise it is a draft. */
  readonly ready: boolean;
  /** Otherwise it is only shown what would be written. */
  readonly write: boolean;
};

/** Why what strangers wrote never begins unread. */
export const strangers = "issues are anybody's words, which a person reads first: leave --ready out";

/** What was made of it, or would be. */
export type Imported = {
  /** New files. A roadmap's has neither source nor status. */
  readonly files: readonly {
    readonly path: string;
    readonly title: string;
    readonly text: string;
    readonly source?: string;
    readonly status?: TaskStatus;
  }[];
  /** What is here already. */
  readonly kept: readonly { readonly source: string; readonly file: string }[];
  /** What cannot be taken over. */
  readonly left: readonly { readonly source: string; readonly why: string }[];
  readonly notices: readonly string[];
};

/** The issue of a task at GitHub, and whether it was opened just now. */
export type OpenedIssue = { readonly url: string; readonly isNew: boolean };
