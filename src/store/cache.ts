import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Problem } from "../core/problem.ts";
import { Entries } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { packTable, unpackTable, type FolderSeen, type Table } from "./table.ts";

/** What was read of the files, and the folders that hold all of them, where their stamps tell whether that is still so. */
export type Kept = { readonly entries: Entries; readonly folders: readonly FolderSeen[] | undefined };

/** What has changed since it was kept last. */
type Changes = { readonly set: readonly Entry[]; readonly gone: readonly string[] };

/**
 * A cache of entries on disk: a table of all, and a log of what changed since that was written. It may be deleted or damaged at
 * any time, and written by two at once: then files are read again.
 */
export type Cache = {
  /** What is kept. A damaged column shows only when it is read: `discard` it then, and load again. */
  load(): Kept;
  discard(): void;
  /** Tells what is kept now from all that ever was kept; undefined where nothing is. */
  mark(): string | undefined;
  /** Keeps what has changed; a failure costs time later, never correctness. */
  save(kept: Kept, changes: Changes): void;
  /** The problems that were kept last; undefined where none ever were. */
  problems(): readonly Problem[] | undefined;
  keepProblems(problems: readonly Problem[]): void;
};

/** A line of the log; without folders, those known are not to be relied on. */
type Line = Changes & {
  /** The table that it goes on from. */
  readonly of: string;
  readonly folders?: readonly FolderSeen[];
  /** How many entries there were then: where a line was lost, there are more or fewer, and the folders prove nothing. */
  readonly count: number;
};

const noCache: Cache = {
  load: () => ({ entries: new Entries(), folders: undefined }),
  discard: () => undefined,
  mark: () => undefined,
  save: () => undefined,
  problems: () => undefined,
  keepProblems: () => undefined,
};

const attempt = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    return undefined;
  }
};

/** Whole or not at all, for all that others can see. */
const replace = (path: string, content: string | Uint8Array): void => {
  const draft = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, content);
  renameSync(draft, path);
};

/** The lines that go on from a table; what follows a damaged one is lost. */
const linesIn = (text: string, { id }: Table): Line[] => {
  const lines: Line[] = [];
  for (const written of text.split("\n")) {
    const line = attempt(() => JSON.parse(written) as Line);
    if (line === undefined) break;
    if (line.of === id) lines.push(line);
  }
  return lines;
};

const apply = (entries: Entries, { set, gone }: Changes): void => {
  for (const path of gone) entries.delete(path);
  for (const entry of set) entries.set(entry);
};

const sizeOf = ({ set, gone }: Changes): number => set.length + gone.length;

/** The table that is on disk as far as is known here, how many entries it holds, and what was logged behind it. */
type Base = {
  readonly id: string;
  readonly size: number;
  readonly logged: number;
  /** The length of the log with all that is known to be in it. */
  readonly bytes: number;
};

/** Whether so much more makes a log long enough for all to be written anew. */
const isLong = ({ size, logged }: Base, more: Changes): boolean =>
  logged + sizeOf(more) > Math.max(256, size / 4);

/** Opens the index at a path. Without a path nothing is kept. */
export const openCache = (path: string | undefined): Cache => {
  if (path === undefined) return noCache;
  const log = `${path}.log`;
  const told = `${path}.problems`;
  let base: Base | undefined;

  const rewrite = ({ entries, folders }: Kept): void => {
    const id = randomUUID();
    replace(path, packTable(entries.all(), { id, ...(folders === undefined ? {} : { folders }) }));
    rmSync(log, { force: true });
    base = { id, size: entries.size, logged: 0, bytes: 0 };
  };
  const append = ({ entries, folders }: Kept, changes: Changes, to: Base): void => {
    const line: Line = { of: to.id, ...changes, count: entries.size };
    const text = `${JSON.stringify(folders === undefined ? line : { ...line, folders })}\n`;
    appendFileSync(log, text);
    base = { ...to, logged: to.logged + sizeOf(changes), bytes: to.bytes + Buffer.byteLength(text) };
  };
  return {
    load: () => {
      const table = attempt(() => unpackTable(readFileSync(path)));
      if (table === undefined) return noCache.load();
      const text = attempt(() => readFileSync(log)) ?? Buffer.alloc(0);
      const lines = linesIn(text.toString(), table);
      const entries = new Entries(table);
      const logged = lines.reduce((sum, line) => sum + sizeOf(line), 0);
      base = { id: table.id, size: entries.size, logged, bytes: text.length };
      for (const line of lines) apply(entries, line);
      const last = lines.at(-1);
      if (last === undefined) return { entries, folders: table.folders };
      return { entries, folders: last.count === entries.size ? last.folders : undefined };
    },
    discard: () => {
      base = undefined;
      for (const file of [path, log]) attempt(() => rmSync(file, { force: true }));
    },
    mark: () => base && `${base.id} ${base.bytes}`,
    save: (kept, changes) => {
      attempt(() => {
        if (base === undefined || isLong(base, changes)) rewrite(kept);
        else append(kept, changes, base);
      });
    },
    problems: () => attempt(() => JSON.parse(readFileSync(told, "utf8")) as Problem[]),
    keepProblems: (problems) => {
      const text = JSON.stringify(problems);
      if (attempt(() => readFileSync(told, "utf8")) !== text) attempt(() => replace(told, text));
    },
  };
};
