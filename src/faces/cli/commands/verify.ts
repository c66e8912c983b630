import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CheckRun } from "../../../core/evidence.ts";
import { duration } from "../../../views/duration.ts";
import { toJson } from "../../../views/json.ts";
import { list, short } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Judgement } from "../../doors/evidence.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Reply, Spec } from "../command.ts";
import { pick } from "../pick.ts";
import { styled, type Line, type Style } from "../text/line.ts";

type Options = { readonly ci?: boolean; readonly base?: string; readonly evidence?: string };

const styles: Readonly<Record<CheckRun["outcome"], Style>> = {
  passed: "good",
  flaky: "warn",
  red_on_base: "warn",
  failed: "bad",
  timeout: "bad",
};

const line = ({ name, outcome, exit, seconds }: CheckRun): Line => [
  styled(outcome.padEnd(12), styles[outcome]),
  name,
  styled(`  ${duration(seconds * 1000)}${exit === null || exit === 0 ? "" : `, exit code ${exit}`}`, "dim"),
];

const ofTask = async (doors: Doors, given: string | undefined): Promise<Reply> => {
  const task = given === undefined ? undefined : pick((await doors.survey()).state, given).id;
  const { commit, checks, log } = await doors.verify(task);
  const red = checks.some(({ outcome }) => outcome === "failed" || outcome === "timeout");
  const none = "There are no checks: write some under `checks:` in traffic.yaml, or `verify:` in the task.";
  const end = checks.length === 0 ? none : `on ${short(commit)}; output: ${log}`;
  return {
    schema: "verify",
    json: { commit, checks, log },
    lines: [...checks.map(line), end],
    code: red ? 1 : 0,
  };
};

const verdicts: Readonly<Record<Judgement["verdict"], Line[number]>> = {
  proved: styled("Proved.", "good"),
  not_rejected: styled("Not rejected: nothing proves it, and nothing has to.", "warn"),
  unproved: styled("Not proved.", "bad"),
  rejected: styled("Rejected.", "bad"),
};

const subject = ({ tasks }: Judgement): string =>
  tasks.length === 0
    ? "A change by people: the repository's own checks judge it"
    : `Work of ${list(tasks)}: held to the protocol, and judged by checks`;

/** The most of the checks' output that is repeated, in lines. */
const longest = 2000;

/** What the checks printed. It comes first: what is read of a long log is its end. */
const output = ({ log }: Judgement): string[] =>
  existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-longest) : [];

const judgementLines = (found: Judgement): Line[] => [
  ...output(found),
  `${subject(found)}, as ${short(found.base)} has them.`,
  ...found.checks.map(line),
  ...(found.judgesChanged.length === 0
    ? []
    : [`With leave it changes what judges work: ${list(found.judgesChanged)}.`]),
  [verdicts[found.verdict], ...(found.why === undefined ? [] : [` ${found.why}`])],
  ...(found.details ?? []).flatMap((text) => text.split("\n").map((row) => `  ${row}`)),
];

/** The judgement is told in a file too, so that whoever comes after the log is gone can read it. */
const inCi = async (doors: Doors, { base, evidence }: Options): Promise<Reply> => {
  const found = await doors.judge(base);
  const json = { ...found };
  if (evidence !== undefined)
    writeFileSync(
      resolve(evidence),
      `${JSON.stringify(toJson({ schema: "traffic/judgement@1", ...json }), undefined, 2)}\n`,
    );
  const isFine = found.verdict === "proved" || found.verdict === "not_rejected";
  return { schema: "judgement", json, lines: judgementLines(found), code: isFine ? 0 : 1 };
};

/** `traffic verify [task]`: the checks in a clean checkout, as a landing would run them. */
export const verify: Spec<Options> = {
  define: (command) =>
    command
      .argument("[task]", "checks its last work; without, the target's tip")
      .option("--ci", "judge what is checked out, from its base, as CI does for a pull request")
      .option("--base <commit>", "with --ci: judge it from this commit")
      .option("--evidence <file>", "with --ci: write the judgement there as JSON too"),
  examples: [
    ["traffic verify", "the repository's checks on the target's tip, in a clean checkout"],
    ["traffic verify login", "a task's checks on its last work"],
    ["traffic verify --ci", "in a workflow: what judges is taken from the base"],
  ],
  run: async ({ doors, args, options }) => {
    const [given] = args;
    if (options.ci !== true && (options.base ?? options.evidence) !== undefined)
      throw new UsageError("--base and --evidence belong to --ci: name it too");
    if (options.ci === true && given !== undefined)
      throw new UsageError("--ci judges what is checked out: name no task with it");
    return options.ci === true ? inCi(await doors(), options) : ofTask(await doors(), given);
  },
};
