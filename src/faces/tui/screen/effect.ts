import type { Settled } from "../../../core/remark.ts";
import type { Proposed } from "../../settle.ts";
import type { Wish } from "../../../core/input.ts";
import type { TaskId } from "../../../core/task.ts";

/** What a key asks of the world. Whoever carries it out tells how it went in a notice. */
export type Effect =
  | { readonly kind: "quit" }
  /** `done` is what is told when it was granted. */
  | { readonly kind: "wish"; readonly wish: Wish; readonly done: string }
  /** Changes keys of a task's file. */
  | {
      readonly kind: "edit";
      readonly task: TaskId;
      readonly keys: Readonly<Record<string, unknown>>;
      readonly done: string;
    }
  /** Hands the terminal to the person's editor. */
  | { readonly kind: "editor"; readonly file: string }
  | { readonly kind: "add"; readonly title: string }
  /** Makes tasks of what agents propose, or forgets it. */
  | { readonly kind: "settle"; readonly proposed: readonly Proposed[]; readonly as: Settled }
  /** Waits until an attempt's worktree is the person's, and opens their shell in it. */
  | { readonly kind: "take"; readonly task: TaskId }
  | { readonly kind: "up" }
  | { readonly kind: "down" }
  | { readonly kind: "copy"; readonly text: string }
  /** Opens an issue at GitHub for a task, once. */
  | { readonly kind: "issue"; readonly task: TaskId }
  /** Opens a page in the person's browser. */
  | { readonly kind: "browse"; readonly url: string }
  /** Keeps how the room looks for the next time, and has the terminal tell of the mouse, or not. */
  | { readonly kind: "remember"; readonly theme: string; readonly mouse: boolean }
  /** Writes what is on the screen into a file. */
  | { readonly kind: "save" }
  /** Paints everything anew. */
  | { readonly kind: "redraw" }
  /** Shows the fleet as it was. */
  | ({ readonly kind: "travel" } & Journey);

/** So many events earlier or later, or just after the event with a number; without either, to now. */
export type Journey = { readonly by?: number; readonly to?: number };
