import { beadLines, type Line, type Text } from "./beads-lines.ts";
import { isDeleted, isOver, linksOf, parentsOf, type Bead } from "./beads-links.ts";
import {
  bodyText,
  circlesAmong,
  isOpen,
  lineIn,
  namesIn,
  restOf,
  rowsOf,
  type ForeignTask,
  type ForeignTasks,
} from "./foreign.ts";
import { textIn, type Row } from "./row.ts";

/** Kinds of issues in which its agents keep what is theirs: no work. */
const machinery: ReadonlySet<string> = new Set([
  "agent",
  "convoy",
  "event",
  "gate",
  "merge-request",
  "message",
  "rig",
  "role",
  "slot",
]);

/** What is told otherwise, and what only the tool itself needs. */
const told: ReadonlySet<string> = new Set(
  [
    "id title description design acceptance_criteria notes close_reason comments",
    "issue_type labels assignee dependencies",
    "_type content_hash source_repo row_lock lease_expires_at heartbeat_at",
    "compaction_level compacted_at compacted_at_commit original_size",
    "dependency_count dependent_count comment_count notes_preview",
  ].flatMap((keys) => keys.split(" ")),
);

const sourceOf = (id: string): string => `beads:${id}`;

const kindOf = (row: Row): string => textIn(row, "issue_type") ?? "task";

const whyNone = (row: Row): string | undefined => {
  if (isDeleted(row)) return "it was deleted there";
  if (machinery.has(kindOf(row))) return `what is of the kind ${kindOf(row)} there is no work`;
  if (row["is_template"] === true) return "it is a template";
  return lineIn(row["title"]) === undefined ? "it has no title" : undefined;
};

const beadOf = ({ id, row }: Line): Bead => {
  const why = whyNone(row);
  return { id, row, title: lineIn(row["title"]) ?? id, ...(why === undefined ? {} : { why }) };
};

const going: ReadonlySet<unknown> = new Set([undefined, "", "open", "in_progress", "hooked"]);

/** An issue with parts of its own is no work beside theirs: what is left of it, a person says. */
const isWhole = ({ id, row }: Bead, wholes: ReadonlySet<string>): boolean =>
  kindOf(row) === "epic" || wholes.has(id);

const statusOf = (bead: Bead, wholes: ReadonlySet<string>): ForeignTask["status"] => {
  if (isOver(bead)) return "done";
  return going.has(bead.row["status"]) && !isWhole(bead, wholes) ? "todo" : "draft";
};

const labelsOf = (row: Row): string[] => {
  const kind = kindOf(row);
  const kinds = kind === "task" || kind === "" ? [] : [kind];
  return [...new Set([...namesIn(row["labels"]), ...kinds])];
};

const isPriority = (value: unknown): boolean => [0, 1, 2, 3, 4].some((priority) => priority === value);

const isEstimate = (minutes: unknown): minutes is number =>
  typeof minutes === "number" && Number.isSafeInteger(minutes) && minutes > 0;

const keysOf = (row: Row): ForeignTask["keys"] => {
  const { priority, estimated_minutes } = row;
  const [due] = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.exec(textIn(row, "due_at") ?? "") ?? [];
  const labels = labelsOf(row);
  const assignee = lineIn(row["assignee"]);
  return {
    ...(isPriority(priority) ? { priority: `P${String(priority)}` } : {}),
    ...(due === undefined ? {} : { due }),
    ...(isEstimate(estimated_minutes) ? { estimate: estimated_minutes } : {}),
    ...(labels.length === 0 ? {} : { labels }),
    ...(assignee === undefined ? {} : { assignee }),
  };
};

/** What our own words say all of. */
const isSaid = ({ status, priority, estimated_minutes }: Row, key: string): boolean =>
  (key === "status" && (status === "open" || status === "closed")) ||
  (key === "priority" && isPriority(priority)) ||
  (key === "estimated_minutes" && isEstimate(estimated_minutes));

const commentsOf = (row: Row): string =>
  rowsOf(row["comments"])
    .map((comment) => {
      const day = textIn(comment, "created_at")?.slice(0, 10);
      const by = textIn(comment, "author") ?? "somebody";
      return `**${by}**${day === undefined ? "" : `, ${day}`}: ${textIn(comment, "text")?.trim() ?? ""}`;
    })
    .join("\n\n");

const taskOf = (bead: Bead, beads: ReadonlyMap<string, Bead>, wholes: ReadonlySet<string>): ForeignTask => {
  const { id, row, title } = bead;
  const status = statusOf(bead, wholes);
  const { waitsFor, words, isHeld } = linksOf(bead, beads);
  const { kept, sections } = restOf(row, (key) => told.has(key) || isSaid(row, key));
  return {
    source: sourceOf(id),
    known: id,
    title,
    status,
    waitsFor: waitsFor.map(sourceOf),
    keys: { ...keysOf(row), ...(isHeld && isOpen({ status }) ? { hold: true } : {}) },
    kept,
    body: bodyText(textIn(row, "description") ?? "", [
      ["Design", textIn(row, "design") ?? ""],
      ["Acceptance criteria", textIn(row, "acceptance_criteria") ?? ""],
      ["Notes", textIn(row, "notes") ?? ""],
      ...sections,
      ["Comments", commentsOf(row)],
      ["Why it was closed", textIn(row, "close_reason") ?? ""],
      ["Links", words.map((line) => `- ${line}`).join("\n")],
    ]),
  };
};

const noticesOf = (taken: readonly Bead[], wholes: ReadonlySet<string>): string[] => {
  const open = taken.filter((bead) => !isOver(bead) && isWhole(bead, wholes)).map(({ id }) => id);
  if (open.length === 0) return [];
  return [
    `Epics, and what has open parts, stay drafts, since the work is in their parts: ${open.slice(0, 5).join(", ")}${open.length > 5 ? ` and ${open.length - 5} more` : ""}.`,
  ];
};

/** Reads the issues that beads keeps in a file, one a line. */
export const readBeads = (given: Text): ForeignTasks => {
  const { lines, left } = beadLines(given);
  const beads = new Map(lines.map((line) => [line.id, beadOf(line)]));
  const all = [...beads.values()];
  const taken = all.filter(({ why }) => why === undefined);
  const wholes = new Set(all.filter((bead) => !isOver(bead)).flatMap(({ row }) => parentsOf(row)));
  const tasks = taken.map((bead) => taskOf(bead, beads, wholes));
  const none = all.flatMap(({ id, why }) => (why === undefined ? [] : [{ source: sourceOf(id), why }]));
  return { tasks, left: [...left, ...none], notices: [...noticesOf(taken, wholes), ...circlesAmong(tasks)] };
};
