import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { handoffOf, reviewOf } from "../../../core/config.ts";
import { bodyOf } from "../../../core/body.ts";
import { speakerOf, type Message } from "../../../core/message.ts";
import { named } from "../../../core/person.ts";
import { attemptOf } from "../../../core/state.ts";
import type { Problem } from "../../../core/problem.ts";
import type { Task } from "../../../core/task.ts";
import { rowOf, type TaskRow } from "../../../views/tasks.ts";
import { pastRow, type PastRow } from "../../../views/why.ts";
import { duration } from "../../../views/duration.ts";
import { command, who } from "../../../views/words.ts";
import type { NoOptions, Spec } from "../command.ts";
import { phaseStyle } from "../phase-style.ts";
import { pick } from "../pick.ts";
import { problemLines } from "../problem-lines.ts";
import { styled, type Line, type Span } from "../text/line.ts";
import { dateTime, dayOf } from "../when.ts";

type Shown = {
  readonly row: TaskRow;
  readonly task: Task;
  readonly past: readonly PastRow[];
  /** All that people have said to whoever works on it. */
  readonly messages: readonly Message[];
  /** The file's text; undefined where the checkout does not hold it. */
  readonly text: string | undefined;
  /** What is wrong with the file as it is now. */
  readonly problems: readonly Problem[];
  readonly now: number;
};

const fieldLines = ({ row, task }: Shown): Line[] => {
  const fields: readonly (readonly [string, Span | undefined])[] = [
    ["phase", styled(row.phase, phaseStyle(row.phase))],
    ["why", row.reason],
    ["answer", row.answer],
    ["file", row.file],
    ["priority", `P${row.priority}`],
    ["agent", row.agent],
    ["command", task.command],
    ["after", task.dependsOn.join(", ")],
    ["touches", task.touches.join(", ")],
    ["verify", task.verify.join(", ")],
    ["due", row.due === undefined ? undefined : dayOf(row.due)],
    ["estimate", task.estimate === undefined ? undefined : duration(task.estimate * 60_000)],
    ["milestone", row.milestone],
    ["labels", row.labels.join(", ")],
  ];
  return fields.flatMap(([name, value]): Line[] =>
    value === undefined || value === "" ? [] : [[styled(name.padEnd(10), "dim"), value]],
  );
};

const pastLine = ({ attempt, agent, outcome, why, startedAt, endedAt }: PastRow, now: number): Line => [
  `  ${attempt}  ${dateTime(startedAt, now)}  ${agent}, ${duration(endedAt - startedAt)}: `,
  styled(outcome, outcome === "done" ? "good" : "bad"),
  ` ${why}`,
];

const messageLine = ({ at, by, from, text, heard }: Message, now: number): Line => [
  `  ${dateTime(at, now)}  ${from === undefined ? who(named(by)) : speakerOf({ from })}: ${text.replaceAll(/\s+/g, " ")}  `,
  heard === undefined ? styled("waits", "warn") : styled(`told to attempt ${heard.attempt}`, "dim"),
];

const screen = (shown: Shown): Line[] => {
  const { row, past, messages, text, now } = shown;
  const body = text === undefined ? "" : bodyOf(text).trim();
  return [
    [styled(row.id, "strong"), `  ${row.title}`],
    ...fieldLines(shown),
    ...problemLines(shown.problems),
    ...(past.length === 0 ? [] : ["", "Attempts so far:", ...past.map((one) => pastLine(one, now))]),
    ...(messages.length === 0
      ? []
      : ["", "Said to whoever works on it:", ...messages.map((one) => messageLine(one, now))]),
    ...(body === "" ? [] : ["", ...body.split(/\r?\n/)]),
    ...(row.phase === "done" ? [] : ["", [styled(`more: ${command("why", row.id)}`, "dim")] as Line]),
  ];
};

/** `traffic show <task>`: its file, where it is, and what came of it so far. */
export const show: Spec<NoOptions> = {
  define: (command) => command.argument("<task>", "a task's id, file, or the beginning of its id"),
  examples: [
    ["traffic show login", "everything about the one task that begins with login"],
    ["traffic show tasks/login-form.md", "by its file"],
  ],
  run: async ({ doors, args }) => {
    const seen = await (await doors()).survey();
    const { state, now, root } = seen;
    const task = pick(state, args[0] ?? "");
    const problems = seen.problems.filter(({ file }) => file === task.file);
    const row = rowOf(state, task, { now });
    const record = state.records.get(task.id);
    const past = (record?.past ?? []).map(pastRow);
    const messages = record?.messages ?? [];
    const visits = attemptOf(state, task.id)?.visits;
    const text = await readFile(join(root, task.file), "utf8").catch(() => undefined);
    const { command, touches, verify, maxAttempts } = task;
    const review = reviewOf(state.fleet.config, task);
    const handoff = handoffOf(state.fleet.config, task);
    const body = text === undefined ? undefined : bodyOf(text);
    const known = { ...row, command, touches, verify, maxAttempts, review, handoff, body };
    const json = { task: known, attempts: past, messages, visits, problems };
    return { schema: "task", json, lines: screen({ row, task, past, messages, text, problems, now }) };
  },
};
