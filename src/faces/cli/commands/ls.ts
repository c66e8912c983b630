import { Option, type Command } from "commander";
import type { Problem } from "../../../core/problem.ts";
import { phaseWords, stuck, type PhaseWord } from "../../../views/phase.ts";
import type { TaskLine } from "../../../views/listing.ts";
import type { Shown, TaskList } from "../../../views/tasks.ts";
import { count } from "../../../views/words.ts";
import type { EngineStatus } from "../../doors/survey.ts";
import type { Spec } from "../command.ts";
import { phaseStyle } from "../phase-style.ts";
import { noEngine } from "../no-engine.ts";
import { elsewhereLines } from "../elsewhere.ts";
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

const rowSpans = ({ priority, id, phase, title, reason }: TaskLine): Span[] => [
  `P${priority}`,
  styled(id, "strong"),
  styled(phase, phaseStyle(phase)),
  title,
  styled(reason, "dim"),
];

const over: ReadonlySet<PhaseWord> = new Set(["done", "cancelled"]);

const wanted =
  ({ all, phase, label, milestone }: Options) =>
  (task: Shown): boolean =>
    (phase === undefined ? all === true || !over.has(task.phase) : phase.includes(task.phase)) &&
    (label ?? []).every((one) => task.labels.includes(one)) &&
    (milestone === undefined || task.milestone === milestone);

const hidden = ({ rows, all, done }: TaskList<TaskLine>): Line[] => {
  const left = all - rows.length;
  if (left === 0) return [];
  const what = `${count(left, "task")} not shown${done === 0 ? "" : `, ${done} done`}`;
  return [[styled(`${what}: traffic ls --all`, "dim")]];
};

/** In these nothing happens by itself, whether an engine runs or not. */
const still: ReadonlySet<PhaseWord> = new Set([...stuck, "blocked", "done"]);

/** A list looks the same with and without an engine: who waits for what is at work is told that nobody is. */
const engineLines = ({ rows }: TaskList<TaskLine>, { running }: EngineStatus): Line[] =>
  running || rows.every(({ phase }) => still.has(phase)) ? [] : [[styled(noEngine, "dim")]];

type Screen = TaskList<TaskLine> & {
  readonly problems: readonly Problem[];
  readonly engine: EngineStatus;
};

const screen = ({ problems, engine, ...list }: Screen, page: Page): Line[] => {
  if (list.all === 0 && problems.length === 0)
    return ["No task yet. Write the first one: traffic add 'What to do' --command './how.sh'"];
  const nothing = list.all === 0 ? [] : ["None of the tasks is to be shown."];
  const body = list.rows.length === 0 ? nothing : table(columns, list.rows.map(rowSpans), page.width);
  return [...body, ...hidden(list), ...engineLines(list, engine), ...problemLines(problems)];
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
  run: async ({ doors, options, page, json }) => {
    const survey = await (await doors()).survey();
    const make = () => {
      const { problems, until, ...listing } = survey.listing;
      if (!json) {
        const lines = [
          ...elsewhereLines(survey),
          ...screen({ ...listing.lines(wanted(options)), problems, engine: survey.engine }, page),
        ];
        return { schema: "tasks", json: {}, lines, until };
      }
      const { readFrom } = survey;
      const { rows: tasks } = listing.rows(wanted({ all: true, ...options }));
      return { schema: "tasks", json: { tasks, problems, readFrom }, lines: [], until };
    };
    return { answers: survey.answers, make };
  },
};
