import type { AttemptKey } from "../../core/attempt.ts";
import type { Stamped } from "../../core/event.ts";
import type { Problem } from "../../core/problem.ts";
import type { Roadmap } from "../../core/roadmap.ts";
import type { EntityRef, State } from "../../core/state.ts";
import type { EngineStatus } from "./survey.ts";

/** What has happened since a feed was last looked at. */
export type News = {
  readonly events: readonly Stamped[];
  /** The entities that may be otherwise; `all` where the state was read anew. */
  readonly touched: readonly EntityRef[] | "all";
  /** Anything at all: events, the files, or whether an engine runs. */
  readonly changed: boolean;
};

/** A moment in milliseconds since the epoch, or the event with a number: what comes after it has not happened yet. */
export type Past = { readonly at: number } | { readonly seq: number };

/** The fleet for a face that stays open: as the journal tells it, and as the files do while no engine runs. */
export type Feed = {
  /** As of the last look. */
  readonly state: State;
  readonly engine: EngineStatus;
  readonly problems: readonly Problem[];
  /** As the checkout's files say now, of the past too: what was planned then is not kept. */
  readonly roadmaps: readonly Roadmap[];
  readonly root: string;
  /** The last events before the feed was opened, oldest first. */
  readonly recent: readonly Stamped[];
  /** The moment it stays at, where it shows the past. */
  readonly past?: number;
  look(): Promise<News>;
  /** Calls once, when something may have been written since: for who looks seldom. Returns how to call it off. */
  whenWritten(call: () => void): () => void;
  /** Where a log of an attempt is, or will be. */
  logFile(attempt: AttemptKey, of: "agent" | "checks"): string;
  close(): void;
};
