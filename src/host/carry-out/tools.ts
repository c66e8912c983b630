import type { RecordReport, Report } from "../../core/input.ts";
import type { Ground } from "../../core/order.ts";
import type { Driver } from "../../core/driver.ts";
import type { Documents } from "../../engine/ports/documents.ts";
import type { Git } from "../../engine/ports/git.ts";
import type { Closed, Github } from "../../engine/ports/github.ts";
import type { Intake } from "../../engine/ports/intake.ts";
import type { ModelAgents, Progress } from "../../engine/ports/model-agents.ts";
import type { RemoteGit } from "../../engine/ports/remote-git.ts";
import type { Preparer, Verifier } from "../../engine/ports/verify.ts";
import type { Agents } from "../attempt/attempt.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { Words } from "../attempt/scribe.ts";

/** What orders are carried out with. */
export type Tools = {
  readonly git: Git;
  readonly remotes: RemoteGit;
  /** GitHub as the remote names it; or why it cannot be asked. */
  readonly github: (ground: Ground) => Promise<Github | Closed>;
  /** What comes in from GitHub, as files and wishes here. */
  readonly intake: (ground: Ground) => Intake;
  readonly documents: Documents;
  readonly verifier: Verifier;
  readonly preparer: Preparer;
  readonly agents: Agents;
  readonly models: ModelAgents;
  /** Where agents with programs of their own reach us. */
  readonly endpoint: Endpoint;
  /** The driver of a name. */
  readonly driver: (name: string) => Driver | undefined;
  /** What agents with programs of their own tell, in words for people. */
  readonly words: Words;
  /** The top of the person's checkout, where definitions may be that no commit holds yet. */
  readonly checkout: string;
  /** The folder of our worktrees. */
  readonly worktrees: string;
  /** The folder of this machine's own state, `<git common dir>/traffic`. */
  readonly state: string;
  /** The environment that commands of the fleet start from. */
  readonly env: NodeJS.ProcessEnv;
};

/** How long an order may go on, and whom it tells meanwhile how far its agent has come. */
export type Leave = { readonly signal: AbortSignal; readonly progress: (progress: Progress) => void };

type Untold<T> = T extends unknown ? Omit<T, "attempt" | "turn" | "task"> : never;

/** What carrying out an order has to tell; whose it is and what was heard meanwhile is added. */
export type Told = Untold<Report>;

/** The same for a record. */
export type RecordTold = Untold<RecordReport>;
