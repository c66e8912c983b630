import type { Script } from "./script.ts";

/** A small library that the demonstration works on: how it is written, tested and released, and what the model does to it. */
export type Library = {
  /** As people call it: `a JavaScript library`. */
  readonly what: string;
  /** The program it is tested with. */
  readonly tool: string;
  /** Every file but the tasks and the settings. */
  readonly files: Readonly<Record<string, string>>;
  /** The command that runs its own tests. */
  readonly test: string;
  /** The command that runs the specification of one task. */
  readonly spec: (task: string) => string;
  /** The file of one of its modules. */
  readonly source: (module: string) => string;
  /** The file through which it is used. */
  readonly entry: string;
  /** The command that releases it, and the files that changes. */
  readonly release: { readonly run: string; readonly touches: readonly string[] };
  readonly script: Script;
};
