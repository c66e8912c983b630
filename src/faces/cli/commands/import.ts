import { count, quoted } from "../../../views/words.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Imported } from "../../doors/writing.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";

type Options = {
  readonly label?: string;
  readonly bullets?: boolean;
  readonly ready?: boolean;
  readonly yes?: boolean;
};

const usualLabel = "traffic";

const flags = ({ label, bullets, ready }: Options): string =>
  [
    ...(label === undefined ? [] : [`--label ${quoted(label)}`]),
    ...(bullets === true ? ["--bullets"] : []),
    ...(ready === true ? ["--ready"] : []),
    "--yes",
  ].join(" ");

const check = (from: string, { label, bullets, ready }: Options): void => {
  const isOfIssues = from === "issues" || /\.json$/i.test(from);
  if (isOfIssues && ready === true)
    throw new UsageError("issues are anybody's words, which a person reads first: leave --ready out");
  if (isOfIssues && bullets === true)
    throw new UsageError("--bullets is about a roadmap's lists: leave it out");
  if (from !== "issues" && label !== undefined)
    throw new UsageError("--label is about issues: traffic import issues --label <name>");
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

const remarks = ({ kept, left, notices }: Imported): Line[] => [
  ...(kept.length === 0
    ? []
    : [
        `${count(kept.length, "task")} of it ${kept.length === 1 ? "is" : "are"} here already, and stay as they are.`,
      ]),
  ...left.map(({ source, why }): Line => [styled("left     ", "warn"), `${source}: ${why}`]),
  ...notices.map((notice): Line => [styled("note     ", "warn"), notice]),
];

const endOf = (found: Imported, from: string, options: Options): Line[] => {
  if (found.files.length === 0) return ["There is nothing to write."];
  const files = count(found.files.length, "file");
  return options.yes === true
    ? [
        `${files} written.`,
        [styled("next: read them, write status: todo where one is to be done, then traffic plan", "dim")],
      ]
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
        "a folder of tasks (Backlog.md, beans), a roadmap, a list of issues in JSON, or issues",
      )
      .option("-y, --yes", "write it; without this it is only shown")
      .option("-l, --label <name>", "of issues: which, where it is not those labelled traffic")
      .option("--bullets", "of a roadmap: its lists as well as its check boxes")
      .option("--ready", "let what is still to be done start; without this they are drafts"),
  examples: [
    ["traffic import backlog", "the tasks that Backlog.md keeps there, as a diff"],
    ["traffic import ROADMAP.md --yes", "the roadmap, and a draft for each open check box"],
    ["traffic import issues.json", "issues as gh issue list --json wrote them"],
    ["traffic import issues --yes", "a draft for each open issue at GitHub that is labelled traffic"],
  ],
  run,
};
