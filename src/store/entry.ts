import type { AgentProfile } from "../core/agent.ts";
import type { Config } from "../core/config.ts";
import type { Roadmap } from "../core/roadmap.ts";
import type { Problem } from "../engine/ports.ts";
import type { FoundFile, Stamp } from "./disk.ts";
import type { TaskDraft } from "./draft.ts";

/** The kinds of documents that a snapshot is made of, and what each is read as. */
export type Kinds = {
  readonly task: TaskDraft;
  readonly agent: AgentProfile;
  readonly roadmap: Roadmap;
  readonly config: Config;
};

export type Kind = keyof Kinds;

/** A file as it was last read. Plain JSON, so that it can be kept on disk. */
export type Entry = {
  readonly path: string;
  readonly kind: Kind;
  readonly stamp: Stamp;
  /** It was written so shortly before it was read that a later write may have left the same stamp. */
  readonly racy: boolean;
  /** SHA-256 of its bytes; empty when they could not be read. */
  readonly digest: string;
  /** What it says, or what it said when it last could be read. */
  readonly value?: Kinds[Kind];
  readonly problems: readonly Problem[];
};

/** Entries by path. */
export type Shelf = Map<string, Entry>;

const isSame = (a: Stamp, b: Stamp): boolean =>
  a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino;

/** Whether a file may differ from what was read of it. */
export const isStale = (entry: Entry | undefined, { kind, file }: { kind: Kind; file: FoundFile }): boolean =>
  entry === undefined || entry.racy || entry.kind !== kind || !isSame(entry.stamp, file.stamp);
