import type { Milestone, Roadmap, RoadmapItem } from "../core/roadmap.ts";
import type { Priority } from "../core/task.ts";
import { idOf } from "./draft.ts";
import { inFile } from "./faults.ts";
import { readFront } from "./front.ts";
import * as readers from "./readers.ts";
import { slug } from "./slug.ts";
import { headingOf, type Parsed, type Source } from "./task.ts";

const heading = /^ {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*#*[ \t]*$/;
const box = /^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[([ xX])\][ \t]+(.*?)[ \t]*$/;
const fence = /^ {0,3}(?:```|~~~)/;

/** "Milestone 1.2: …", "M1.2 — …", "Phase 3", "0.3 …", "v2.0". */
const numbered = /^(?:(milestone|phase|stage|sprint|m|v)\s*)?(\d+(?:\.\d+)*)\b/i;
const date = /\b(\d{4}-\d\d-\d\d)\b/;
const urgency = /\b(P[0-4])\b/;

/** Names from `m1-2` for numbered headings, else the slug of the title without its date and priority. */
const milestoneId = (title: string): string => {
  const number = numbered.exec(title)?.[2];
  if (number !== undefined) return `m${number.replaceAll(".", "-")}`;
  return slug(title.replace(date, "").replace(urgency, "")) || "milestone";
};

type Building = { -readonly [Key in keyof Milestone]: Milestone[Key] } & { items: RoadmapItem[] };

const begin = (title: string, line: number): Building => {
  const due = readers.due(date.exec(title)?.[1]);
  const priority: Priority | undefined = readers.priority(urgency.exec(title)?.[1]);
  return {
    id: milestoneId(title),
    title,
    line,
    ...(due === undefined ? {} : { due }),
    ...(priority === undefined ? {} : { priority }),
    items: [],
  };
};

/** Lines of a body that are not inside a code fence, with their number in the file. */
const proseLines = (body: string, before: number): { text: string; line: number }[] => {
  let fenced = false;
  return body.split(/\r?\n/).flatMap((text, index) => {
    const isFence = fence.test(text);
    if (isFence) fenced = !fenced;
    return fenced || isFence ? [] : [{ text, line: before + index + 1 }];
  });
};

const isTitle = (level: number, line: number, first: number | undefined): boolean =>
  level === 1 && line === first;

const milestonesOf = (lines: readonly { text: string; line: number }[]): Milestone[] => {
  const found: Building[] = [];
  const first = lines.find(({ text }) => heading.test(text))?.line;
  for (const { text, line } of lines) {
    const [, marks, title = ""] = heading.exec(text) ?? [];
    if (marks !== undefined && !isTitle(marks.length, line, first)) found.push(begin(title, line));
    const [, mark, item = ""] = box.exec(text) ?? [];
    if (mark !== undefined) found.at(-1)?.items.push({ text: item, done: mark !== " ", line });
  }
  return withUniqueIds(found);
};

const withUniqueIds = (milestones: readonly Milestone[]): Milestone[] => {
  const seen = new Map<string, number>();
  return milestones.map((milestone) => {
    const times = (seen.get(milestone.id) ?? 0) + 1;
    seen.set(milestone.id, times);
    return times === 1 ? milestone : { ...milestone, id: `${milestone.id}-${times}` };
  });
};

const countLines = (text: string): number => text.split("\n").length - 1;

/** Reads a roadmap: each heading but the title is a milestone, with its date, priority and check boxes where it has them. */
export const parseRoadmap = ({ file, text }: Source): Parsed<Roadmap> => {
  const front = readFront(text);
  if (front.kind === "unreadable") return { problems: inFile(file, [front.fault]) };
  const before = countLines(text.slice(0, text.length - front.body.length));
  return {
    value: {
      id: idOf(file),
      title: readers.line(front.values["title"]) ?? headingOf(front.body) ?? idOf(file),
      file,
      milestones: milestonesOf(proseLines(front.body, before)),
    },
    problems: [],
  };
};
