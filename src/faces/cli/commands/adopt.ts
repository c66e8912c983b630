import { adoptablesNamed, adoptablesOf, type Adoptable } from "../../../views/adoptable.ts";
import { command, list, quoted } from "../../../views/words.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Adopted } from "../../doors/writing.ts";
import { draftFrom, type AdoptOptions } from "../adopt-draft.ts";
import { adoptableLines } from "../adopt-lines.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";

type Options = AdoptOptions & { readonly yes?: boolean };

const pickOne = (found: readonly Adoptable[], given: string): Adoptable => {
  const named = adoptablesNamed(found, given);
  const [one] = named;
  if (one !== undefined && named.length === 1) return one;
  throw new UsageError(
    one === undefined
      ? `nothing that lies about is called ${JSON.stringify(given)}: traffic adopt lists what does`
      : `${JSON.stringify(given)} could be ${list(named.map(({ name }) => name))}: name the branch or the whole path`,
  );
};

const check = ({ stray }: Adoptable, { asWork, ready, agent }: Options): void => {
  if (asWork === true && stray === undefined)
    throw new UsageError("a conversation alone is no finished work: adopt it without --as-work");
  if (asWork === true && agent !== undefined)
    throw new UsageError("--as-work lands the work as it is, so no agent works on it: leave --agent out");
  if (ready === true && agent === undefined)
    throw new UsageError("--ready lets it start, so it needs --agent, or --as-work where it is finished");
};

const flags = ({ ready, agent, asWork }: Options): string =>
  [
    ...(ready === true ? ["--ready"] : []),
    ...(agent === undefined ? [] : [`--agent ${quoted(agent)}`]),
    ...(asWork === true ? ["--as-work"] : []),
    "--yes",
  ].join(" ");

const written = ({ id, file }: Adopted, { asWork, ready }: Options): Line[] => [
  [styled(id, "strong"), `  ${file}`],
  [
    styled(
      asWork === true || ready === true
        ? "next: traffic plan, then traffic run"
        : `it is a draft: say in it what is left to do and who does it, then ${command("release", id)}`,
      "dim",
    ),
  ],
];

const shown = ({ file, text }: Adopted, again: string): Line[] => [
  `${file} would be:`,
  ...text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`),
  "",
  `Nothing is written yet: ${again}`,
];

const adoptOne = async (call: Call<Options>, found: Adoptable): Promise<Reply> => {
  const { options, world } = call;
  check(found, options);
  const { stray } = found;
  const adopted = await (
    await call.doors()
  ).adopt({
    draft: draftFrom(found, options, world.env["HOME"]),
    finished: options.asWork === true,
    write: options.yes === true,
    ...(stray === undefined ? {} : { stray }),
  });
  const again = `traffic adopt ${quoted(found.name)} ${flags(options)}`;
  return {
    schema: "adopt",
    json: { written: options.yes === true, ...adopted },
    lines: [
      ...adopted.notices.map((notice): Line => [styled("note     ", "warn"), notice]),
      ...(options.yes === true ? written(adopted, options) : shown(adopted, again)),
    ],
  };
};

/** `traffic adopt [which]`: lists work that lies about, and makes a task of it when told to. */
export const adopt: Spec<Options> = {
  define: (command) =>
    command
      .argument("[which]", "a number of the list, a branch, a path, or the beginning of a session's id")
      .option("-y, --yes", "write the task; without this it is only shown")
      .option("-a, --agent <name>", "who goes on with it")
      .option("--ready", "let it start; without this it is a draft")
      .option("--as-work", "it is finished: verify and land it as it is"),
  examples: [
    ["traffic adopt", "branches, worktrees and conversations that lie about; changes nothing"],
    ["traffic adopt feature/login", "the task that it would become"],
    ["traffic adopt feature/login --agent builtin --ready --yes", "an agent goes on with it"],
    ["traffic adopt feature/login --as-work --yes", "verify and land it as it is"],
  ],
  run: async (call) => {
    const [given] = call.args;
    const doors = await call.doors();
    const lying = await doors.lookAbout();
    const all = adoptablesOf(lying);
    if (given !== undefined) return adoptOne(call, pickOne(all.found, given));
    const { target } = lying;
    const seen = { target, now: call.world.clock.now(), width: call.page.width };
    return {
      schema: "lying",
      json: { target, found: all.found, more: all.more },
      lines: adoptableLines(all, seen),
    };
  },
};
