import { lineIn, rowsOf } from "./foreign.ts";
import type { Row } from "./row.ts";

/** A task of Task Master's, or a part of one. */
export type Entry = {
  /** `5`, and `5.2` for a part of it. */
  readonly id: string;
  readonly row: Row;
  readonly title: string | undefined;
  /** What it is a part of. */
  readonly whole?: Entry;
};

const idIn = ({ id }: Row): string | undefined => {
  if (typeof id === "number" && Number.isFinite(id)) return String(id);
  return typeof id === "string" && id.trim() !== "" ? id.trim() : undefined;
};

/** A part is numbered within its whole, and written either way. */
const partId = (id: string, whole: string): string => (id.startsWith(`${whole}.`) ? id : `${whole}.${id}`);

const partsOf = (whole: Entry): Entry[] =>
  rowsOf(whole.row["subtasks"]).flatMap((row) => {
    const id = idIn(row);
    if (id === undefined) return [];
    const part = { id: partId(id, whole.id), row, title: lineIn(row["title"]), whole };
    return [part, ...partsOf(part)];
  });

/** Nobody parts a task in more levels than this; whoever walks far more of them by calling itself runs out of room. */
export const mostLevels = 64;

/** Whether tasks have parts that have parts, in more levels than anybody means. */
export const isTooDeep = (rows: readonly Row[]): boolean => {
  let level = rows;
  for (let levels = 0; level.length > 0 && levels < mostLevels; levels += 1)
    level = level.flatMap((row) => rowsOf(row["subtasks"]));
  return level.length > 0;
};

/** All that a list of tasks holds, each whole before its parts. What has no id is nothing to them either. */
export const entriesIn = (rows: readonly Row[]): Entry[] =>
  rows.flatMap((row) => {
    const id = idIn(row);
    if (id === undefined) return [];
    const whole = { id, row, title: lineIn(row["title"]) };
    return [whole, ...partsOf(whole)];
  });

/** How many have no id and can be named by nobody. */
export const namelessIn = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + (idIn(row) === undefined ? 1 : 0) + namelessIn(rowsOf(row["subtasks"])), 0);

const written = (id: unknown): string =>
  typeof id === "number" || typeof id === "string" ? String(id).trim() : "";

/** What a dependency means: within a whole first a part of it, as there, and then any task. */
const meant = (id: string, { whole }: Entry, entries: ReadonlyMap<string, Entry>): string => {
  const sibling = whole === undefined ? id : partId(id, whole.id);
  return entries.has(sibling) ? sibling : id;
};

/** The ids that an entry says it depends on. */
export const dependenciesOf = (entry: Entry, entries: ReadonlyMap<string, Entry>): string[] => {
  const { dependencies } = entry.row;
  const ids = (Array.isArray(dependencies) ? dependencies : []).map(written).filter((id) => id !== "");
  return [...new Set(ids.map((id) => meant(id, entry, entries)))];
};

/** Whether an entry is a part of another, however deep. */
export const isPartOf = (entry: Entry, other: string): boolean =>
  entry.whole !== undefined && (entry.whole.id === other || isPartOf(entry.whole, other));
