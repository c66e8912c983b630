import { duration } from "../../../views/duration.ts";
import { planOf, type Conflict, type Never, type Plan } from "../../../views/plan.ts";
import { listsHoldUntil } from "../../../views/steady.ts";
import { count, list } from "../../../views/words.ts";
import type { NoOptions, Spec } from "../command.ts";
import { alike, namesOf } from "../alike.ts";
import { elsewhereLines } from "../elsewhere.ts";
import { problemLines } from "../problem-lines.ts";
import { styled, type Line } from "../text/line.ts";

/** So many of a kind are shown; `--json` has them all. */
const most = 20;

const atMost = (lines: readonly Line[], what: string): Line[] =>
  lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most), `  … and ${count(lines.length - most, what)} more (--json shows all)`];

const section = (title: string, lines: readonly Line[]): Line[] =>
  lines.length === 0 ? [] : ["", [styled(title, "strong")], ...lines];

const waveLine = (wave: readonly string[], at: number): Line => [
  styled(`  ${String(at + 1).padStart(3)}  `, "dim"),
  `${count(wave.length, "task")}: ${list(wave, 8)}`,
];

const conflictLine = ({ path, tasks, inside }: Conflict): Line => {
  const where = path === "" ? "the whole repository" : path;
  const one = `one at a time: ${list(tasks)}`;
  const text =
    inside.length === 0 ? one : `${tasks.length > 1 ? one : list(tasks)}, and not beside ${list(inside)}`;
  return [`  ${where}  `, styled(text, "dim")];
};

/** Tasks that wait for the same share a line. */
const groupLines = (never: readonly Never[]): Line[] =>
  alike(never, ({ phase, why, answer }) => [phase, why, answer]).map(
    ({ names, one: { phase, why, answer } }) => [
      `  ${names}  `,
      styled(`${phase}: ${why}`, "warn"),
      ...(answer === undefined ? [] : [`  -> ${answer}`]),
    ],
  );

/** What will not run. Many drafts say little one by one: they share a line. */
const neverLines = (never: readonly Never[]): Line[] => {
  const drafts = never.filter(({ phase }) => phase === "draft");
  if (drafts.length < 2) return groupLines(never);
  const names = namesOf(drafts);
  const others = never.filter(({ phase }) => phase !== "draft");
  return [
    ...groupLines(others),
    [
      "  ",
      styled(`${drafts.length} drafts: ${names}`, "warn"),
      "  -> traffic release lets those named start",
    ],
  ];
};

const firstLine = ({ what, answer }: Plan["first"][number]): Line => [
  "  ",
  styled(what, "warn"),
  `  -> ${answer}`,
];

const chainLine = ({ criticalPath, criticalMinutes }: Plan): Line => {
  const time =
    criticalMinutes === undefined ? "" : `, ${duration(criticalMinutes * 60_000)} by their estimates`;
  return `  ${count(criticalPath.length, "step")}${time}: ${list(criticalPath, 12)}`;
};

const screen = (plan: Plan): Line[] => {
  const { first, waves, criticalPath, conflicts, never } = plan;
  const todo = waves.reduce((sum, wave) => sum + wave.length, 0);
  if (todo + never.length === 0) return ["Nothing is left to do. Write a task: traffic add 'What to do'"];
  return [
    todo === 0
      ? "A run would do nothing as things stand."
      : `A run would do ${count(todo, "task")} in ${count(waves.length, "wave")}: traffic run`,
    ...section("First", first.map(firstLine)),
    ...section("Waves", atMost(waves.map(waveLine), "wave")),
    ...section("Longest chain", criticalPath.length < 2 ? [] : [chainLine(plan)]),
    ...section(
      "Kept apart, since they may change the same files",
      atMost(conflicts.map(conflictLine), "conflict"),
    ),
    ...section("Will not run as things stand", atMost(neverLines(never), "task")),
    ...(todo === 0
      ? []
      : ["", [styled("What that will cost and take: traffic forecast", "dim")] satisfies Line]),
  ];
};

/** `traffic plan`: what a run would do, without doing anything. */
export const plan: Spec<NoOptions> = {
  define: (command) => command,
  examples: [
    ["traffic plan", "waves, longest chain, conflicts, and what will not run and why"],
    ["traffic plan --json | jq .critical_path", "for scripts"],
  ],
  run: async ({ doors }) => {
    const survey = await (await doors()).survey();
    const make = () => {
      const { state, now, problems: read } = survey;
      const found = planOf(state, now);
      const lines = [...elsewhereLines(survey), ...screen(found), ...problemLines(read)];
      const { readFrom } = survey;
      return { schema: "plan", json: { ...found, readFrom }, lines, until: listsHoldUntil(state, now) };
    };
    return { answers: survey.answers, make };
  },
};
