import type { Claims } from "./account.ts";
import type { Limits } from "./allowance.ts";
import type { DriverName } from "./drivers.ts";
import type { Failure } from "./failure.ts";
import type { Memory } from "./memory.ts";
import type { Signal } from "./signal.ts";

/** How a process that ran under the wrapper ended. */
export type ProcessEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "timed_out" }
  | { readonly kind: "stopped" }
  /** We ended it ourselves, for what it had told or used. */
  | { readonly kind: "curbed"; readonly failure: Failure }
  /** The wrapper vanished without leaving an exit code. */
  | { readonly kind: "lost" };

/** How an agent is started. */
export type Launch = {
  readonly argv: readonly string[];
  /** Beside the environment that the host gives it. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads on its standard input. */
  readonly input?: string;
  /** Files that must be there before it starts, by their names in the job's folder. */
  readonly files?: Readonly<Record<string, string>>;
};

/** What a run of an agent's comes to: it failed, or it did what it was asked, and what it says of that. */
export type Verdict = { readonly failure?: Failure; readonly claims?: Claims };

/** A driver of commands: what they print is for people alone. Pure. */
export type CommandDriver = {
  readonly kind: "command";
  readonly name: DriverName;
  launch(order: { readonly command?: string; readonly path: string }): Launch | Failure;
  /** What the end of its process means. `tail` is the last of its output. */
  judge(end: ProcessEnd, tail: string): Verdict;
};

/** What an agent with a program of its own is given to do. */
export type AgentJob = {
  /** The worktree. */
  readonly path: string;
  /** A folder of the attempt's own, outside the worktree, for the files of its launch. */
  readonly folder: string;
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  /** The tools it is given, as its agent's file names them; all where missing. */
  readonly tools?: readonly string[];
  /** What is left of what it may use. */
  readonly limits: Limits;
  /** A session of its own under an id that we chose, or the one that an interrupted run had. */
  readonly session: { readonly kind: "new" | "resumed"; readonly id: string };
  /** At so many tokens it is to make its conversation shorter by itself; missing where nobody knows what its model can hold. */
  readonly compactAt?: number;
  /** Tools of ours that it may call. */
  readonly mcp?: { readonly url: string; readonly token: string };
};

/** Where an agent keeps a record of its own that says more than what it prints. */
export type OwnRecord = { readonly folder: string; readonly endsWith: string };

/** A driver of agents that tell on their standard output, line by line, what they do. Pure. */
export type AgentDriver = {
  readonly kind: "agent";
  readonly name: DriverName;
  /** The program that must be on the PATH, and how it gets there. */
  readonly program: string;
  readonly install: string;
  /** Variables that hold a key: where one is set, its account is billed. */
  readonly keys: readonly string[];
  /** Names of other variables of ours that it needs to sign in and to reach its service. */
  readonly needs: readonly string[];
  /** Files with a repository's rules that it reads by itself. */
  readonly reads: readonly string[];
  /** Whether a run can go on with the session of one that was interrupted. */
  readonly resumes: boolean;
  launch(job: AgentJob): Launch;
  /** What a line says; nothing where it is not understood. */
  read(line: string): readonly Signal[];
  ownRecord?(session: string, env: Readonly<Record<string, string | undefined>>): OwnRecord;
  /** What the end of its process means, beside what it told. `tail` is the last of what it printed beside its lines. */
  judge(end: ProcessEnd, told: { readonly memory: Memory; readonly tail: string }): Verdict;
};

/** One kind of agent. */
export type Driver = CommandDriver | AgentDriver;
