import { Option } from "commander";
import { kindOf } from "../../../core/route/kind.ts";
import { moneyFault } from "../../../core/spending.ts";
import type { Task } from "../../../core/task.ts";
import { duration } from "../../../views/duration.ts";
import { usdText } from "../../../core/sums.ts";
import { routeViewOf, type RouteRow, type RouteView } from "../../../views/route.ts";
import type { Doors } from "../../doors/doors.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { chosenBy } from "../chosen-by.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { collectNames } from "../draft.ts";
import { taskMeant, type Sketch } from "../meant.ts";
import { styled, type Line, type Span } from "../text/line.ts";
import { table } from "../text/table.ts";

type Options = Sketch & { readonly use?: string };

const columns = [
  { name: "", least: 3, yields: 0 },
  { name: "agent", least: 6, yields: 1 },
  { name: "model", least: 8, yields: 0 },
  { name: "chance", least: 6, yields: 2 },
  { name: "cost", least: 7, yields: 3 },
  { name: "time", least: 5, yields: 4 },
  { name: "outcomes", least: 4, yields: 5 },
];

const placeText = ({ place, failed }: RouteRow): string => {
  if (failed) return "  failed";
  return place === undefined ? "  -" : `  ${place}.`;
};

const rowSpans = (row: RouteRow): Span[] => {
  const { agent, model, chance, usd, seconds, ofKind, ofAll, fallen } = row;
  return [
    placeText(row),
    agent,
    fallen === true ? styled(`${model} (worse)`, "bad") : model,
    chance === undefined ? "?" : `${Math.round(100 * chance)} %`,
    usd === undefined ? "?" : usdText(usd),
    seconds === undefined ? "?" : duration(seconds * 1000),
    ofAll.of === 0
      ? "none"
      : `${ofAll.proved} of ${ofAll.of} proved; of this kind ${ofKind.proved} of ${ofKind.of}`,
  ];
};

const planLines = ({ plan }: RouteView): Line[] =>
  plan === undefined
    ? []
    : [
        `Expected in all: ${usdText(plan.usd)} and ${duration(plan.seconds * 1000)}, with a chance of ${Math.round(100 * plan.chance)} % that right work lands.`,
      ];

type Fault = ReturnType<typeof moneyFault>;

const faultLines = (fault: Fault): Line[] =>
  fault === undefined
    ? []
    : [[styled(`It cannot begin: ${fault.what}`, "warn")], [styled(`  -> ${fault.answer}`, "strong")]];

const screen = (view: RouteView, fault: Fault, width: number): Line[] => {
  const { agent, model, choice, rows } = view;
  return [
    ...faultLines(fault),
    [
      "Next: ",
      styled(`${agent} with ${model}`, "strong"),
      `, chosen by ${chosenBy[choice.by]} (kind ${choice.kind})`,
    ],
    `Why: ${choice.why}.`,
    ...(choice.insteadOf === undefined ? [] : [`Outcomes speak for ${choice.insteadOf} instead.`]),
    ...planLines(view),
    "",
    ...table(columns, rows.map(rowSpans), width),
  ];
};

/** A person's word on the model, in the task's own file: it is kept with each of its results. */
const override = async (doors: Doors, task: Task, model: string): Promise<Reply> => {
  if (model.trim() === "") throw new UsageError("--use is empty: name a model, or auto");
  if (task.id === "") throw new UsageError("--use writes into a task's file, and there is no such task yet");
  await doors.edit(task, { model });
  const open = model === "auto";
  return {
    schema: "route",
    json: { task: task.id, file: task.file, use: model },
    lines: [
      `${task.file} now says model: ${model}${open ? ": outcomes choose again" : "; its results will say that a person chose"}.`,
    ],
  };
};

const shellReply = (task: Task): Reply => ({
  schema: "route",
  json: { task: task.id === "" ? undefined : task.id, kind: kindOf(task), rows: [] },
  lines: ["Nobody who is paid works on it: there is no model to choose."],
});

const run = async ({ doors, args, options, page }: Call<Options>): Promise<Reply> => {
  const open = await doors();
  const { state, now } = await open.learned();
  const task = taskMeant(state, args.join(" "), { ...options, command: "route" });
  if (options.use !== undefined) return override(open, task, options.use);
  const view = routeViewOf(state, task, now);
  if (view === undefined) return shellReply(task);
  const { id } = task;
  const fault = moneyFault(state, task);
  return {
    schema: "route",
    json: { task: id === "" ? undefined : id, ...view, ...(fault === undefined ? {} : { waits: fault }) },
    lines: screen(view, fault, page.width),
  };
};

/** `traffic route <task or text...>`: who would work on it, who else could, and why. */
export const route: Spec<Options> = {
  define: (command) =>
    command
      .argument("<task or text...>", "a task's id or file, or what is to be done in a few words")
      .option("--agent <name>", "for a text: the agent or team to choose from (everyone who is paid)")
      .addOption(new Option("--label <names>", "for a text: labels").argParser(collectNames))
      .addOption(new Option("--touches <globs>", "for a text: files it may change").argParser(collectNames))
      .option("--use <model>", "write this model into the task's file; auto lets outcomes choose again"),
  examples: [
    ["traffic route login", "who works on it next, by what expected cost and chance, and why"],
    ["traffic route 'Fix the crash at sign-out'", "the same of a task that nobody has written yet"],
    ["traffic route login --use opus", "override the choice; its results record that"],
  ],
  run,
};
