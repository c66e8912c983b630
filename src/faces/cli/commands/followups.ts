import { followupsIn } from "../../../core/remark.ts";
import type { State } from "../../../core/state.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { settle, type Decided, type Proposed } from "../../settle.ts";
import type { Reply, Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";
import { dateTime } from "../when.ts";

type Options = { readonly add?: boolean; readonly drop?: boolean };

/** A task that an agent proposes, and when. */
type Listed = Proposed & { readonly at: number };

const allIn = (state: State): Listed[] =>
  [...state.records.values()]
    .flatMap((record) =>
      followupsIn(record).map(({ id, title, text, at }) => ({ id, task: record.task, title, text, at })),
    )
    .sort((a, b) => a.at - b.at);

const listed = (all: readonly Listed[], now: number): Reply => ({
  schema: "followups",
  json: { followups: all },
  lines:
    all.length === 0
      ? ["No agent proposes a task."]
      : [
          ...all.flatMap(({ id, title, text, at }): Line[] => [
            [styled(id, "strong"), `  ${title}  `, styled(dateTime(at, now), "dim")],
            ...text.split("\n").map((line): Line => [styled(`    ${line}`, "dim")]),
          ]),
          "",
          [styled("traffic followups <id> --add makes it a task, --drop forgets it", "dim")],
        ],
});

const pickAll = (all: readonly Listed[], names: readonly string[]): Listed[] =>
  names.map((name) => {
    const found = all.find(({ id }) => id === name);
    if (found !== undefined) return found;
    const known =
      all.length === 0 ? "there is none" : `expected one of ${all.map(({ id }) => id).join(", ")}`;
    throw new UsageError(`no proposed task is called ${name}: ${known} (traffic followups lists them)`);
  });

/** `traffic followups [id…] [--add | --drop]`: tasks that agents propose, and what a person decides on them. */
export const followups: Spec<Options> = {
  define: (command) =>
    command
      .argument("[id...]", "proposed tasks, as they are listed")
      .option("--add", "make them tasks")
      .option("--drop", "forget them"),
  examples: [
    ["traffic followups", "what agents found and left for others"],
    ["traffic followups login@1/3 --add", "write its file: it is a task from now on"],
  ],
  run: async ({ doors, args, options: { add = false, drop = false } }) => {
    const opened = await doors();
    const { state, now } = await opened.survey();
    const all = allIn(state);
    const picked = pickAll(all, args);
    if (add && drop) throw new UsageError("--add and --drop cannot both be meant");
    if (!add && !drop) return listed(args.length === 0 ? all : picked, now);
    if (picked.length === 0) throw new UsageError("name the proposed tasks: traffic followups lists them");
    const as = add ? "added" : "dropped";
    const settled: Decided[] = [];
    for (const one of picked) settled.push(await settle(opened, one, { as, state }));
    return {
      schema: "followups",
      json: { settled },
      lines: settled.map(({ followup, file }): Line => [
        styled(followup, "strong"),
        file === undefined ? "  forgotten" : `  is a task now: ${file}`,
      ]),
      code: settled.some(({ kind }) => kind === "refused") ? 1 : 0,
    };
  },
};
