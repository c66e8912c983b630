import type { Milestone, Roadmap } from "../roadmap.ts";
import type { Asked } from "./asked.ts";

const box = /^[-*+][ \t]+\[([ xX])\][ \t]+(.*)$|^\d+[.)][ \t]+\[([ xX])\][ \t]+(.*)$/;
const bullet = /^(?:[-*+]|\d+[.)])[ \t]+(?!\[[ xX]\])(\S.*)$/;

const isDone = (text: string): boolean => /^(?:✅|☑|✔|~~.*~~$)/u.test(text.trim());

const day = /\b(\d{4}-\d\d-\d\d)\b/;
const urgency = /\b(P[0-4])\b/;

/** A priority in a word: `[high]`, `(medium priority)`, `priority: low`. */
const urgencyWord =
  /[([](?:priority:?\s*)?(critical|urgent|high|medium|normal|low)(?:\s+priority)?[)\]]|\bpriority:\s*(critical|urgent|high|medium|normal|low)\b/i;

/** A text without what is a key of its own, and without the brackets and dashes that held it. */
const without = (text: string, part: RegExp): string =>
  text
    .replace(new RegExp(String.raw`\s*[([]\s*(?:due:?\s*|by\s+)?${part.source}\s*[)\]]`, "i"), "")
    .replace(
      new RegExp(String.raw`\s*(?:[-–—,:]\s*)?(?:due:?\s*|by\s+)?${part.source}\s*(?:[-–—,:]\s*)?`, "i"),
      " ",
    )
    .trim();

/** A text as people read it. */
const plain = (text: string): string =>
  text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/(\*\*|__)(.+?)\1/g, "$2")
    .replaceAll(/\s+/g, " ")
    .trim();

type Line = { readonly text: string; readonly indent: number; readonly isCode: boolean };

const fence = /^(?:```|~~~)/;

const linesOf = (text: string): Line[] => {
  let isCode = false;
  return text.split(/\r?\n/).map((raw) => {
    const text = raw.trimStart();
    const isFence = fence.test(text);
    if (isFence) isCode = !isCode;
    const indent = raw.slice(0, raw.length - text.length).replaceAll("\t", "    ").length;
    return { text, indent, isCode: isCode || isFence };
  });
};

/** An open item, with what stands below it. */
type Item = { readonly text: string; readonly body: string; readonly milestone: Milestone | undefined };

/** The lines below an item that belong to it. */
const below = (lines: readonly Line[], at: number): Line[] => {
  const { indent = 0 } = lines[at] ?? {};
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.text !== "" && line.indent <= indent);
  const kept = end < 0 ? rest : rest.slice(0, end);
  return kept.slice(0, kept.findLastIndex(({ text }) => text !== "") + 1);
};

/** The same lines moved to the margin, as a text. */
const atMargin = (lines: readonly Line[]): string => {
  const margin = Math.min(...lines.filter(({ text }) => text !== "").map(({ indent }) => indent));
  return lines
    .map(({ text, indent }) => (text === "" ? "" : `${" ".repeat(indent - margin)}${text}`))
    .join("\n");
};

/** The text of an item that is still to be done; what is no item, or done, has none. */
const openText = ({ text, indent, isCode }: Line, bullets: boolean): string | undefined => {
  if (isCode) return undefined;
  const [, mark, said, numberMark, numberSaid] = box.exec(text) ?? [];
  const other = bullets && indent === 0 ? bullet.exec(text)?.[1] : undefined;
  const found = (mark ?? numberMark) === " " ? (said ?? numberSaid) : other;
  return found === undefined || isDone(found) ? undefined : found;
};

const itemsIn = (lines: readonly Line[], milestones: readonly Milestone[], bullets: boolean): Item[] => {
  const items: Item[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const text = openText(lines[at] as Line, bullets);
    if (text === undefined) continue;
    const under = below(lines, at);
    const milestone = milestones.findLast(({ line }) => line <= at);
    items.push({ text, body: atMargin(under), milestone });
    // What stands below an open item is part of it.
    at += under.length;
  }
  return items;
};

const urgencyOf = (item: string, milestone: Milestone | undefined): { priority?: string } => {
  const given = milestone?.priority;
  const [, inBrackets, named] = urgencyWord.exec(item) ?? [];
  const word =
    urgency.exec(item)?.[1] ?? inBrackets ?? named ?? (given === undefined ? undefined : `P${given}`);
  return word === undefined ? {} : { priority: word.length === 2 ? word : word.toLowerCase() };
};

/** What an item is called, without what says when and how urgently; all of it where nothing else is left. */
const titleOf = (text: string): string => {
  const read = plain(text);
  const bare = without(without(read, day), urgency).replace(urgencyWord, " ");
  return (
    bare
      .replaceAll(/\s+/g, " ")
      .replace(/[\s,;:–—-]+$/, "")
      .trim() || read
  );
};

const askedBy = ({ text, body, milestone }: Item, { id }: Roadmap): Omit<Asked, "source"> => {
  const due = day.exec(text)?.[1];
  return {
    title: titleOf(text),
    keys: {
      ...urgencyOf(text, milestone),
      ...(due === undefined ? {} : { due }),
      ...(milestone === undefined ? {} : { milestone: `${id}#${milestone.id}` }),
    },
    body,
  };
};

const named = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");

/**
 * The tasks that a roadmap asks for: its open check boxes, each with what stands below it. With `bullets` also the points of
 * its lists. An item is known again by its milestone and its words.
 */
export const askedByRoadmap = (
  roadmap: Roadmap,
  text: string,
  { source, bullets }: { readonly source: string; readonly bullets: boolean },
): Asked[] => {
  const lines = linesOf(text);
  const seen = new Map<string, number>();
  return itemsIn(lines, roadmap.milestones, bullets).map((item) => {
    const asked = askedBy(item, roadmap);
    const place = `${source}#${item.milestone?.id ?? ""}/${named(asked.title)}`;
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return { source: times === 1 ? place : `${place}-${times}`, ...asked };
  });
};
