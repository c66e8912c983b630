import {
  bodyText,
  circlesAmong,
  isOpen,
  lineIn,
  namesIn,
  restOf,
  type ForeignTask,
  type ForeignTasks,
} from "./foreign.ts";
import { textIn, type Row } from "./row.ts";
import { entriesIn, namelessIn, type Entry } from "./taskmaster-ids.ts";
import { usualTag } from "./taskmaster-tags.ts";
import { linksOf, statusOf, waitsOf, wordOf, type Ground } from "./taskmaster-waits.ts";

/** One list of tasks, and where it stands. */
type List = { readonly file: string; readonly tag: string; readonly rows: readonly Row[] };

/** What is told otherwise. */
const told: ReadonlySet<string> = new Set(
  [
    "id title description details testStrategy acceptanceCriteria",
    "dependencies subtasks labels assignee parentId parentTaskId",
  ].flatMap((keys) => keys.split(" ")),
);

const priorityOf = ({ priority }: Row): string | undefined => {
  const word = typeof priority === "string" ? priority.trim().toLowerCase() : "";
  return ["critical", "high", "medium", "low"].find((known) => known === word);
};

const keysOf = (row: Row): ForeignTask["keys"] => {
  const priority = priorityOf(row);
  const labels = namesIn(row["labels"]);
  const assignee = lineIn(row["assignee"]);
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(assignee === undefined ? {} : { assignee }),
  };
};

/** What our own words say all of. */
const isSaid = (row: Row, key: string): boolean =>
  (key === "status" && ["pending", "done", "cancelled"].includes(wordOf(row))) ||
  (key === "priority" && priorityOf(row) !== undefined);

const taskOf = (entry: Entry, ground: Ground): ForeignTask => {
  const { id, row, title = id } = entry;
  const known = ground.tag === usualTag ? id : `${ground.tag}/${id}`;
  const status = statusOf(row);
  const waits = waitsOf(entry, ground);
  const { kept, sections } = restOf(row, (key) => told.has(key) || isSaid(row, key));
  const isHeld = waits.missing.length > 0 && isOpen({ status });
  return {
    source: ground.sourceOf(id),
    known,
    name: `${id} ${title}`,
    title,
    status,
    waitsFor: waits.on.map(ground.sourceOf),
    keys: { ...keysOf(row), ...(isHeld ? { hold: true } : {}) },
    kept,
    body: bodyText(textIn(row, "description") ?? "", [
      ["Details", textIn(row, "details") ?? ""],
      ["Acceptance criteria", textIn(row, "acceptanceCriteria") ?? ""],
      ["Test strategy", textIn(row, "testStrategy") ?? ""],
      ...sections,
      [
        "Links",
        linksOf(entry, waits, ground)
          .map((line) => `- ${line.replaceAll(/\s+/g, " ")}`)
          .join("\n"),
      ],
    ]),
  };
};

type Left = ForeignTasks["left"][number];

/** Entries by their ids; of those with the same the first, as it is found there. */
const byId = (all: readonly Entry[], sourceOf: (id: string) => string) => {
  const entries = new Map<string, Entry>();
  const left: Left[] = [];
  for (const entry of all)
    if (entries.has(entry.id))
      left.push({ source: sourceOf(entry.id), why: "an entry before it has the same id" });
    else entries.set(entry.id, entry);
  return { entries, left };
};

/** Reads a list of tasks that Task Master keeps; every subtask is a task. */
export const readTaskmaster = ({ file, tag, rows }: List): ForeignTasks => {
  const sourceOf = (id: string): string => `${file}#${tag}/${id}`;
  const { entries, left } = byId(entriesIn(rows), sourceOf);
  const taken = new Map([...entries].filter(([, { title }]) => title !== undefined));
  const parts = Map.groupBy(taken.values(), ({ whole }) => whole?.id ?? "");
  const ground: Ground = { entries, taken, parts, sourceOf, tag };
  const tasks = [...taken.values()].map((entry) => taskOf(entry, ground));
  const untitled = [...entries.values()].filter(({ title }) => title === undefined);
  const nameless = namelessIn(rows);
  return {
    tasks,
    left: [
      ...left,
      ...untitled.map(({ id }) => ({ source: sourceOf(id), why: "it has no title" })),
      ...(nameless === 0
        ? []
        : [
            {
              source: `${file}#${tag}`,
              why: `${nameless} of its entries have no id, and are left with their parts`,
            },
          ]),
    ],
    notices: circlesAmong(tasks),
  };
};
