import * as z from "zod";
import type { Milestone, Roadmap, RoadmapItem } from "../core/roadmap.ts";
import type { Priority } from "../core/task.ts";
import { milestoneBudgets, milestoneBudgetsIn } from "./budgets.ts";
import { idOf } from "./draft.ts";
import { faultsOf, inFile } from "./faults.ts";
import { readFront, type Fault } from "./front.ts";
import * as readers from "./readers.ts";
import { slug } from "./slug.ts";
import { headingOf, type Parsed, type Source } from "./task.ts";

const heading = /^ {0,3}(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*$/;
/** A line of a paragraph, which is a heading where the next one underlines it. */
const prose = /^ {0,3}(?![-*+>|#<]|\d+[.)][ \t])\S/;
const underline = /^ {0,3}(=|-)\1+[ \t]*$/;
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

type Line = { readonly text: string; readonly line: number };

/** A heading that is underlined, written as the others are. */
const marked = ({ text, line }: Line, lines: readonly Line[], at: number): Line => {
  const above = lines[at - 1]?.text ?? "";
  const begins = above.trim() === "" || heading.test(above);
  const sign = begins && prose.test(text) ? underline.exec(lines[at + 1]?.text ?? "")?.[1] : undefined;
  return sign === undefined ? { text, line } : { text: `${sign === "=" ? "#" : "##"} ${text.trim()}`, line };
};

/** Lines of a body with their number in the file; those of a code fence say nothing. */
const proseLines = (body: string, before: number): Line[] => {
  let fenced = false;
  const lines = body.split(/\r?\n/).map((text, index): Line => {
    const isFence = fence.test(text);
    if (isFence) fenced = !fenced;
    return { text: fenced || isFence ? "" : text, line: before + index + 1 };
  });
  return lines.map((one, at) => marked(one, lines, at));
};

const isTitle = (level: number, line: number, first: number | undefined): boolean =>
  level === 1 && line === first;

const milestonesOf = (lines: readonly Line[]): Milestone[] => {
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

const example = "budgets: { m1-2: { usd: 50 } }";

const schema = z.object({ budgets: milestoneBudgets.nullish() });

const unread = (fault: Fault): Fault => ({
  ...fault,
  code: "invalid_budgets",
  expected:
    "usd, tokens or minutes by the names of milestones, each with per: day or week where it is not in all",
  example,
});

/** A budget of a milestone that is not there would hold for nobody. */
const strangers = (
  budgets: object,
  { milestones }: Pick<Roadmap, "milestones">,
  yaml: string,
): readonly Fault[] => {
  const known = milestones.map(({ id }) => id);
  const issues = Object.keys(budgets)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: ["budgets", name], input: name, message: "no heading here is that milestone" }));
  return faultsOf(issues, { yaml, before: 1 }).map((fault) => ({
    ...fault,
    code: "unknown_milestone",
    expected: known.length === 0 ? "a heading for it" : known.join(" or "),
    example,
  }));
};

/**
 * Reads a roadmap: each heading but the title is a milestone, with its date, priority and check boxes where it has them.
 * What milestones may use stands in its front matter: sums in a heading are prose.
 */
export const parseRoadmap = ({ file, text }: Source): Parsed<Roadmap> => {
  const front = readFront(text);
  if (front.kind === "unreadable") return { problems: inFile(file, [front.fault]) };
  const read = schema.safeParse(front.values, { reportInput: true });
  if (!read.success) {
    const faults = faultsOf(read.error.issues, { yaml: front.yaml, before: 1 });
    return { problems: inFile(file, faults.map(unread)) };
  }
  const before = countLines(text.slice(0, text.length - front.body.length));
  const id = idOf(file);
  const lines = proseLines(front.body, before);
  const title =
    readers.line(front.values["title"]) ?? headingOf(lines.map(({ text }) => text).join("\n")) ?? id;
  const roadmap = { id, title, file, milestones: milestonesOf(lines) };
  const { budgets } = read.data;
  if (budgets === undefined || budgets === null) return { value: roadmap, problems: [] };
  return {
    value: { ...roadmap, budgets: milestoneBudgetsIn(budgets, roadmap) },
    problems: inFile(file, strangers(budgets, roadmap, front.yaml)),
  };
};
