import { bodyText, circlesAmong, restOf, titleIn, type ForeignTask, type ForeignTasks } from "./foreign.ts";
import { textIn, type Row } from "./row.ts";
import { dependenciesOf, entriesIn, isPartOf, namelessIn, type Entry } from "./taskmaster-ids.ts";
import { usualTag } from "./taskmaster-tags.ts";

/** One list of tasks, and where it stands. */
type List = { readonly file: string; readonly tag: string; readonly rows: readonly Row[] };

/** All that becomes a task, and what is known of each. */
type Ground = {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly taken: ReadonlyMap<string, Entry>;
  /** The parts of each whole, by its id. */
  readonly parts: ReadonlyMap<string, readonly Entry[]>;
  readonly sourceOf: (id: string) => string;
  readonly tag: string;
};

/** What is told otherwise. */
const told: ReadonlySet<string> = new Set(
  [
    "id title description details testStrategy acceptanceCriteria",
    "dependencies subtasks labels assignee parentId parentTaskId",
  ].flatMap((keys) => keys.split(" ")),
);

const statuses: ReadonlyMap<string, ForeignTask["status"]> = new Map([
  ["", "todo"],
  ["pending", "todo"],
  ["in-progress", "todo"],
  ["done", "done"],
  ["completed", "done"],
  ["cancelled", "cancelled"],
  ["canceled", "cancelled"],
]);

const wordOf = ({ status }: Row): string =>
  typeof status === "string"
    ? status
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, "-")
    : "";

/** What is deferred, blocked or under review is for a person to release, and so is what we do not know. */
const statusOf = (row: Row): ForeignTask["status"] => statuses.get(wordOf(row)) ?? "draft";

const priorityOf = ({ priority }: Row): string | undefined => {
  const word = typeof priority === "string" ? priority.trim().toLowerCase() : "";
  return ["critical", "high", "medium", "low"].find((known) => known === word);
};

const keysOf = (row: Row): ForeignTask["keys"] => {
  const priority = priorityOf(row);
  const { labels } = row;
  const words = (Array.isArray(labels) ? labels : []).flatMap((title: unknown) => titleIn({ title }) ?? []);
  const assignee = titleIn({ title: row["assignee"] });
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(words.length === 0 ? {} : { labels: [...new Set(words)] }),
    ...(assignee === undefined ? {} : { assignee }),
  };
};

/** What our own words say all of. */
const isSaid = (row: Row, key: string): boolean =>
  (key === "status" && ["pending", "done", "cancelled"].includes(wordOf(row))) ||
  (key === "priority" && priorityOf(row) !== undefined);

const nameOf = ({ id, title }: Entry): string => `\`${id}\` (${title ?? "without a title"})`;

const partsOf = ({ id }: Entry, { parts }: Ground): readonly Entry[] => parts.get(id) ?? [];

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
const waitsOf = (entry: Entry, ground: Ground): Waits => {
  const said = dependenciesOf(entry, ground.entries);
  const own = said.filter((id) => !isPartOf(entry, id));
  const { whole } = entry;
  const above = whole === undefined ? [] : aboveOf(whole, ground);
  const parts = partsOf(entry, ground).filter(({ row }) => statusOf(row) !== "cancelled");
  const all = [...new Set([...own, ...above, ...parts.map(({ id }) => id)])];
  return {
    on: all.filter((id) => ground.taken.has(id)),
    missing: own.filter((id) => !ground.taken.has(id)),
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

const linksOf = (entry: Entry, { missing, wholes }: Waits, ground: Ground): string[] => {
  const { whole } = entry;
  const what = whole === undefined ? undefined : textIn(whole.row, "description")?.trim();
  return [
    ...(whole === undefined ? [] : [`Part of ${nameOf(whole)}${what === undefined ? "" : `: ${what}`}`]),
    ...partsOf(entry, ground).map((part) => `Its part, a task of its own: ${nameOf(part)}`),
    ...wholes.map((id) => `Said to wait for \`${id}\`, which waits for its parts`),
    ...missing.map((id) => `Waits for \`${id}\`, which is not in this list`),
  ];
};

const taskOf = (entry: Entry, ground: Ground): ForeignTask => {
  const { id, row, title = id } = entry;
  const known = ground.tag === usualTag ? id : `${ground.tag}/${id}`;
  const status = statusOf(row);
  const waits = waitsOf(entry, ground);
  const { kept, sections } = restOf(row, (key) => told.has(key) || isSaid(row, key));
  const isHeld = waits.missing.length > 0 && (status === "todo" || status === "draft");
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
