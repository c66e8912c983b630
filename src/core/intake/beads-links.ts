import { rowsOf } from "./foreign.ts";
import { textIn, type Row } from "./row.ts";

/** An issue of beads', as far as others can be linked to it. */
export type Bead = {
  readonly id: string;
  readonly title: string;
  readonly row: Row;
  /** Why it becomes no task; missing where it does. */
  readonly why?: string;
};

/** What an issue's links come to. */
type Links = {
  /** Ids of what has to be done before. */
  readonly waitsFor: readonly string[];
  readonly words: readonly string[];
  /** It waits for something that no task here can end. */
  readonly isHeld: boolean;
};

/** Whether there is nothing left to do about it. */
export const isOver = ({ row }: Pick<Bead, "row">): boolean => row["status"] === "closed" || isDeleted(row);

/** Deleted, beads keeps an issue as a tombstone, so that it does not come back from another clone. */
export const isDeleted = (row: Row): boolean =>
  row["status"] === "tombstone" || textIn(row, "deleted_at") !== undefined;

/** What blocks there; a parent only passes on what blocks it. */
const blocking: ReadonlySet<string> = new Set(["blocks", "waits-for"]);

const phrases: ReadonlyMap<string, string> = new Map([
  ["parent-child", "Part of"],
  ["discovered-from", "Found while working on"],
  ["related", "Related to"],
  ["relates-to", "Related to"],
  ["duplicates", "Duplicates"],
  ["supersedes", "Supersedes"],
  ["replies-to", "Replies to"],
  ["conditional-blocks", "Only if it fails:"],
]);

const nameOf = (id: string, bead: Bead | undefined): string =>
  bead === undefined ? `\`${id}\`` : `\`${id}\` (${bead.title})`;

/** What comes of waiting for another issue: what became no task can be waited for by a person alone. */
const waitFor = (id: string, bead: Bead | undefined): Links => {
  if (bead !== undefined && bead.why === undefined) return { waitsFor: [id], words: [], isHeld: false };
  const isHeld = bead === undefined || !isOver(bead);
  const why = bead?.why ?? "it is not in this file";
  return { waitsFor: [], words: [`${isHeld ? "Waits" : "Waited"} for ${nameOf(id, bead)}: ${why}`], isHeld };
};

const linkOf = (row: Row, beads: ReadonlyMap<string, Bead>): Links | undefined => {
  const id = textIn(row, "depends_on_id")?.trim() ?? "";
  if (id === "") return undefined;
  const kind = textIn(row, "type") ?? "blocks";
  const bead = beads.get(id);
  if (blocking.has(kind)) return waitFor(id, bead);
  const words = [`${phrases.get(kind) ?? `${kind}:`} ${nameOf(id, bead)}`];
  return { waitsFor: [], words, isHeld: kind === "conditional-blocks" };
};

/** What blocks an issue is waited for; every other link is kept as words. */
export const linksOf = ({ row }: Bead, beads: ReadonlyMap<string, Bead>): Links => {
  const links = rowsOf(row["dependencies"]).flatMap((link) => linkOf(link, beads) ?? []);
  return {
    waitsFor: [...new Set(links.flatMap(({ waitsFor }) => waitsFor))],
    words: [...new Set(links.flatMap(({ words }) => words))],
    isHeld: links.some(({ isHeld }) => isHeld),
  };
};

/** Whose parts an issue is, by its links. */
export const parentsOf = (row: Row): string[] =>
  rowsOf(row["dependencies"]).flatMap((link) =>
    link["type"] === "parent-child" ? (textIn(link, "depends_on_id") ?? []) : [],
  );
