import type { Command } from "commander";
import type { Doors } from "../doors/doors.ts";
import type { Answers } from "../doors/survey.ts";
import type { Line, Page } from "./text/line.ts";
import type { World } from "./world.ts";

/** 0 all done, 1 something failed or waits for a person, 2 usage or configuration, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What a command has to say: for scripts, and for people. */
export type Reply = {
  /** `tasks` is printed as `traffic/tasks@1`. */
  readonly schema: string;
  readonly json: object;
  readonly lines: readonly Line[];
  /** Output of other programs, passed on after the lines. */
  readonly raw?: string;
  /** 0 unless told. */
  readonly code?: ExitCode;
};

/** A reply that may have been given before, word by word: it is made only where it was not. */
export type Lasting = {
  readonly answers: Answers | undefined;
  /** Makes it; `until` is when it may read otherwise though nothing happens, in milliseconds since the epoch. */
  readonly make: () => Reply & { readonly until: number };
};

/** One call of a command. */
export type Call<Options> = {
  readonly args: readonly string[];
  readonly options: Options;
  readonly json: boolean;
  readonly page: Page;
  readonly doors: () => Promise<Doors>;
  readonly world: World;
  /** Prints a line at once, for commands that go on for a while. */
  readonly say: (line: Line) => void;
  /** Prints one JSON document on a line of its own at once. */
  readonly tell: (schema: string, json: object) => void;
};

/** A command: how it is called, and what it does. Those that print as they go end with an exit code instead of a reply. */
export type Spec<Options = never> = {
  /** Adds arguments and options. */
  readonly define: (command: Command) => unknown;
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  readonly run: (call: Call<Options>) => Promise<Reply | Lasting | ExitCode>;
};

/** Options of a command that has none. */
export type NoOptions = Readonly<Record<string, never>>;
