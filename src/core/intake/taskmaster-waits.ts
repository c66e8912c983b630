import type { ForeignTask } from "./foreign.ts";
import { textIn, type Row } from "./row.ts";
import { dependenciesOf, isPartOf, type Entry } from "./taskmaster-ids.ts";

/** All that becomes a task, and what is known of each. */
export type Ground = {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly taken: ReadonlyMap<string, Entry>;
  /** The parts of each whole, by its id. */
  readonly parts: ReadonlyMap<string, readonly Entry[]>;
  readonly sourceOf: (id: string) => string;
  readonly tag: string;
};

const statuses: ReadonlyMap<string, ForeignTask["status"]> = new Map([
  ["", "todo"],
  ["pending", "todo"],
  ["in-progress", "todo"],
  ["done", "done"],
  ["completed", "done"],
  ["cancelled", "cancelled"],
  ["canceled", "cancelled"],
]);

/** The status that is written there, however it is spelled. */
export const wordOf = ({ status }: Row): string =>
  typeof status === "string"
    ? status
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, "-")
    : "";

/** What is deferred, blocked or under review is for a person to release, and so is what we do not know. */
export const statusOf = (row: Row): ForeignTask["status"] => statuses.get(wordOf(row)) ?? "draft";

const nameOf = ({ id, title }: Entry): string => `\`${id}\` (${title ?? "without a title"})`;

const partsOf = ({ id }: Entry, { parts }: Ground): readonly Entry[] => parts.get(id) ?? [];

/** What an entry waits for. */
type Waits = {
  readonly on: readonly string[];
  readonly missing: readonly string[];
  /** What it is a part of, and is said to wait for all the same. */
  readonly wholes: readonly string[];
};

/**
 * A part waits for what its whole waits for, and the whole for its parts: there a task is done when they are, and whoever
 * depends on it depends on them. What is given up will never be done, and no whole waits for it.
 */
export const waitsOf = (entry: Entry, ground: Ground): Waits => {
  const said = dependenciesOf(entry, ground.entries);
  const own = said.filter((id) => !isPartOf(entry, id));
  const { whole } = entry;
  const above = whole === undefined ? [] : aboveOf(whole, ground);
  const parts = partsOf(entry, ground).filter(({ row }) => statusOf(row) !== "cancelled");
  const all = [...new Set([...own, ...above, ...parts.map(({ id }) => id)])];
  return {
    on: all.filter((id) => ground.taken.has(id)),
    missing: all.filter((id) => !ground.taken.has(id)),
    wholes: said.filter((id) => isPartOf(entry, id)),
  };
};

/** What a whole waits for beside its own parts. */
const aboveOf = (whole: Entry, ground: Ground): string[] => {
  const own = dependenciesOf(whole, ground.entries).filter((id) => {
    const other = ground.entries.get(id);
    return id !== whole.id && (other === undefined || !isPartOf(other, whole.id));
  });
  return [...own, ...(whole.whole === undefined ? [] : aboveOf(whole.whole, ground))];
};

/** What it belongs to, and what cannot be waited for, as words. */
export const linksOf = (entry: Entry, { missing, wholes }: Waits, ground: Ground): string[] => {
  const { whole } = entry;
  const what = whole === undefined ? undefined : textIn(whole.row, "description")?.trim();
  return [
    ...(whole === undefined ? [] : [`Part of ${nameOf(whole)}${what === undefined ? "" : `: ${what}`}`]),
    ...partsOf(entry, ground).map((part) => `Its part, a task of its own: ${nameOf(part)}`),
    ...wholes.map((id) => `Said to wait for \`${id}\`, which waits for its parts`),
    ...missing.map((id) => `Waits for \`${id}\`, which is not in this list`),
  ];
};
