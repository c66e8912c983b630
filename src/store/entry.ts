import type { AgentProfile } from "../core/agent.ts";
import type { Config } from "../core/config.ts";
import type { Roadmap } from "../core/roadmap.ts";
import type { Problem } from "../core/problem.ts";
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

/** What a file says, and what is wrong with it. */
export type Saying = {
  readonly path: string;
  readonly kind: Kind;
  /** What it says, or what it said when it last could be read. */
  readonly value?: Kinds[Kind];
  readonly problems: readonly Problem[];
};

/** Of two files that say the same, the first counts. */
export const inOrder = (a: Saying, b: Saying): number => (a.path < b.path ? -1 : 1);

/** A file as it was last read. Plain JSON, so that it can be kept on disk. */
export type Entry = Saying & {
  readonly stamp: Stamp;
  /** It was written so shortly before it was read that a later write may have left the same stamp. */
  readonly racy: boolean;
  /** SHA-256 of its bytes; empty when they could not be read. */
  readonly digest: string;
};

/** Entries by path. */
export type Shelf = Map<string, Entry>;

/** Whether two stamps are of the same bytes, as far as stamps can tell. */
export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino;

/** File systems keep times as coarsely as this, in milliseconds (FAT: two seconds). */
const grain = 2_000;

/** Whether something written so shortly before it was looked at may be written again without its stamp showing it. */
export const isRacy = ({ mtimeMs }: Stamp, now: number): boolean => mtimeMs > now - grain;

/** Whether a file may differ from what was read of it. */
export const isStale = (entry: Entry | undefined, { kind, file }: { kind: Kind; file: FoundFile }): boolean =>
  entry === undefined || entry.racy || entry.kind !== kind || !isSameStamp(entry.stamp, file.stamp);
