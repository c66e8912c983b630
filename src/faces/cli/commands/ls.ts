import { Option, type Command } from "commander";
import type { Problem } from "../../../core/problem.ts";
import { phaseWords, type PhaseWord } from "../../../views/phase.ts";
import { problemsOf } from "../../../views/problems.ts";
import { listsHoldUntil } from "../../../views/steady.ts";
import { tasksOf, type TaskRow } from "../../../views/tasks.ts";
import { count } from "../../../views/words.ts";
import type { Spec } from "../command.ts";
import { phaseStyle } from "../phase-style.ts";
import { problemLines } from "../problem-lines.ts";
import { styled, type Line, type Page, type Span } from "../text/line.ts";
import { table, type Column } from "../text/table.ts";

type Options = {
  readonly all?: boolean;
  readonly phase?: readonly PhaseWord[];
  readonly label?: readonly string[];
  readonly milestone?: string;
};

const columns: readonly Column[] = [
  { name: "P", least: 2, yields: 1 },
  { name: "TASK", least: 8, yields: 0 },
  { name: "PHASE", least: 7, yields: 2 },
  { name: "TITLE", least: 12, yields: 5 },
  { name: "WHY", least: 16, yields: 4 },
];

const rowSpans = ({ priority, id, phase, title, reason }: TaskRow): Span[] => [
  `P${priority}`,
  styled(id, "strong"),
  styled(phase, phaseStyle(phase)),
  title,
  styled(reason, "dim"),
];

const over: ReadonlySet<PhaseWord> = new Set(["done", "cancelled"]);

const wanted =
  ({ all, phase, label, milestone }: Options) =>
  (row: TaskRow): boolean =>
    (phase === undefined ? all === true || !over.has(row.phase) : phase.includes(row.phase)) &&
    (label ?? []).every((one) => row.labels.includes(one)) &&
    (milestone === undefined || row.milestone === milestone);

const hidden = (rows: readonly TaskRow[], shown: number): Line[] => {
  const left = rows.length - shown;
  if (left === 0) return [];
  const done = rows.filter(({ phase }) => phase === "done").length;
  const what = `${count(left, "task")} not shown${done === 0 ? "" : `, ${done} done`}`;
  return [[styled(`${what}: traffic ls --all`, "dim")]];
};

type Listing = {
  readonly rows: readonly TaskRow[];
  readonly shown: readonly TaskRow[];
  readonly problems: readonly Problem[];
};

const screen = ({ rows, shown, problems }: Listing, page: Page): Line[] => {
  if (rows.length === 0 && problems.length === 0)
    return ["No task yet. Write the first one: traffic add 'What to do' --command './how.sh'"];
  const nothing = rows.length === 0 ? [] : ["None of the tasks is to be shown."];
  const body = shown.length === 0 ? nothing : table(columns, shown.map(rowSpans), page.width);
  return [...body, ...hidden(rows, shown.length), ...problemLines(problems)];
};

/** `traffic ls`: the queue, and everything that keeps files out of it. */
export const ls: Spec<Options> = {
  define: (command: Command) =>
    command
      .option("-a, --all", "also what is done or cancelled")
      .addOption(new Option("--phase <phase...>", "only tasks in these phases").choices(phaseWords))
      .option("--label <label...>", "only tasks with all of these labels")
      .option("--milestone <milestone>", "only tasks of this milestone, as their file names it"),
  examples: [
    ["traffic ls", "what is open, in the order of the queue"],
    ["traffic ls --phase review --phase person", "what waits for you"],
    ["traffic ls --label security --all", "all tasks with a label"],
    ["traffic ls --json | jq -r '.tasks[].id'", "for scripts: always all tasks, unless filtered"],
  ],
  run: async ({ doors, options, page }) => {
    const survey = await (await doors()).survey();
    const make = () => {
      const { state, problems: read, now } = survey;
      const rows = tasksOf(state, now);
      const problems = problemsOf(state, read);
      const shown = rows.filter(wanted(options));
      const tasks = rows.filter(wanted({ all: true, ...options }));
      const lines = screen({ rows, shown, problems }, page);
      return { schema: "tasks", json: { tasks, problems }, lines, until: listsHoldUntil(state, now) };
    };
    return { answers: survey.answers, make };
  },
};
