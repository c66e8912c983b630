import type { Intent, Wish } from "../../core/input.ts";
import type { Person } from "../../core/person.ts";

/** Wishes from faces to the engine: a small database and a watched `wake` file. */
export type IntentBox = {
  /** Durable on return. Returns the intent's new id. */
  put(wish: Wish, by?: Person): string;
  waiting(): readonly Intent[];
  drop(ids: readonly string[]): void;
  /** Calls when something may have been put; returns a way to stop. */
  watch(call: () => void): () => void;
  close(): void;
};
