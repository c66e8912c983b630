import { count, list, quoted } from "../../../views/words.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { strangers, type Imported } from "../../doors/writing.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";

type Options = {
  readonly label?: string;
  readonly tag?: string;
  readonly bullets?: boolean;
  readonly ready?: boolean;
  readonly yes?: boolean;
};

const usualLabel = "traffic";

const flags = ({ label, tag, bullets, ready }: Options): string =>
  [
    ...(label === undefined ? [] : [`--label ${quoted(label)}`]),
    ...(tag === undefined ? [] : [`--tag ${quoted(tag)}`]),
    ...(bullets === true ? ["--bullets"] : []),
    ...(ready === true ? ["--ready"] : []),
    "--yes",
  ].join(" ");

const check = (from: string, { label, tag, bullets, ready }: Options): void => {
  if (from !== "issues") {
    if (label !== undefined)
      throw new UsageError("--label is about issues: traffic import issues --label <name>");
    return;
  }
  if (ready === true) throw new UsageError(strangers);
  if (bullets === true) throw new UsageError("--bullets is about a roadmap's lists: leave it out");
  if (tag !== undefined) throw new UsageError("--tag is about the lists of Task Master: leave it out");
};

/** A new file as a diff shows it. */
const diffOf = ({ path, text }: Imported["files"][number]): Line[] => [
  [styled(`+++ ${path}`, "strong")],
  ...text
    .trimEnd()
    .split("\n")
    .map((line): Line => [styled(`+ ${line}`.trimEnd(), "good")]),
  "",
];

const fileLine = ({ path, title, status }: Imported["files"][number]): Line => [
  styled(path, "strong"),
  `  ${status === undefined ? "the roadmap" : `${status}: ${title}`}`,
];

type Left = Imported["left"];

/** So many are named that are left for the same reason. */
const mostNamed = 3;

/** What is left, by why: of thousands the first few tell what is meant, and --json names all. */
const leftLines = (left: Left): Line[] =>
  [...Map.groupBy(left, ({ why }) => why)].flatMap(([why, all]) => {
    const sign = styled("left     ", "warn");
    const names = all.map(({ source }) => source);
    return names.length <= mostNamed
      ? names.map((name): Line => [sign, `${name}: ${why}`])
      : [[sign, `${list(names, mostNamed)}: ${why}`]];
  });

const remarks = ({ kept, left, notices }: Imported): Line[] => [
  ...(kept.length === 0
    ? []
    : [
        `${count(kept.length, "task")} of it ${kept.length === 1 ? "is" : "are"} here already, and stay as they are.`,
      ]),
  ...leftLines(left),
  ...notices.map((notice): Line => [styled("note     ", "warn"), notice]),
];

const next = ({ ready }: Options): string =>
  ready === true
    ? "next: traffic plan, which shows what a run would do"
    : "next: read them, traffic release <task> for each that is to be done, then traffic plan";

const endOf = (found: Imported, from: string, options: Options): Line[] => {
  if (found.files.length === 0) return ["There is nothing to write."];
  const files = count(found.files.length, "file");
  return options.yes === true
    ? [`${files} written.`, [styled(next(options), "dim")]]
    : [`${files}; nothing is written yet: traffic import ${quoted(from)} ${flags(options)}`];
};

const run = async (call: Call<Options>): Promise<Reply> => {
  const { options } = call;
  const [from = ""] = call.args;
  check(from, options);
  const found = await (
    await call.doors()
  ).import({
    from,
    label: options.label ?? usualLabel,
    ...(options.tag === undefined ? {} : { tag: options.tag }),
    bullets: options.bullets === true,
    ready: options.ready === true,
    write: options.yes === true,
  });
  return {
    schema: "import",
    json: { written: options.yes === true, ...found },
    lines: [
      ...found.files.flatMap((file) => (options.yes === true ? [fileLine(file)] : diffOf(file))),
      ...remarks(found),
      ...endOf(found, from, options),
    ],
  };
};

/** `traffic import <from>`: shows what would become of it, and writes it when told to. */
export const importTasks: Spec<Options> = {
  define: (command) =>
    command
      .argument(
        "<from>",
        "a folder of tasks (.beads, .taskmaster, Backlog.md, beans) or the file in it, a roadmap, a list of issues in JSON, or issues",
      )
      .option("-y, --yes", "write it; without this it is only shown")
      .option("-l, --label <name>", "of issues: which, where it is not those labelled traffic")
      .option("-t, --tag <name>", "of Task Master's lists: which, where it is not the one worked on there")
      .option("--bullets", "of a roadmap: its lists as well as its check boxes")
      .option("--ready", "let what is still to be done start; without this they are drafts"),
  examples: [
    ["traffic import backlog", "the tasks that Backlog.md keeps there, as a diff"],
    ["traffic import .beads", "the issues of beads, under their own ids"],
    ["traffic import .taskmaster --tag api", "a list of Task Master's, each subtask a task"],
    ["traffic import ROADMAP.md --yes", "the roadmap, and a draft for each open check box"],
    ["traffic import issues.json", "issues as gh issue list --json wrote them"],
    ["traffic import issues --yes", "a draft for each open issue at GitHub that is labelled traffic"],
  ],
  run,
};
