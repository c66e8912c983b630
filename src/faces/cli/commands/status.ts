import { congestionText } from "../../../views/congestion.ts";
import { statusOf, type Status } from "../../../views/status.ts";
import { dayLine } from "../../../views/money.ts";
import { budgetLine, limitedLine } from "../../../views/budget-lines.ts";
import { besideDay } from "../../../views/budgets.ts";
import { count, short } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { EngineStatus, Survey } from "../../doors/survey.ts";
import type { NoOptions, Reply, Spec } from "../command.ts";
import { alike } from "../alike.ts";
import { elsewhereLines } from "../elsewhere.ts";
import { phaseStyle } from "../phase-style.ts";
import { styled, type Line, type Page, type Span } from "../text/line.ts";
import { table } from "../text/table.ts";
import { dateTime } from "../when.ts";

const countsLine = ({ counts, total }: Status): Line =>
  total === 0
    ? "No task yet. Write the first one: traffic add 'What to do' --command './how.sh'"
    : [
        `${count(total, "task")}: `,
        ...[...counts].flatMap(([phase, n], at) => [
          at === 0 ? "" : ", ",
          styled(`${n} ${phase}`, phaseStyle(phase)),
        ]),
      ];

/** What is asked of a person is said once. */
const githubLine = ({ github, people }: Status): Line[] => {
  if (github === undefined || people.some(({ what }) => what === github.why)) return [];
  const { why, answer } = github;
  return [[styled("GitHub", "warn"), `   ${why}${answer === undefined ? "" : `: ${answer}`}`]];
};

/** `isSeen`: whether the target stands where the status says, rather than where the last run left it. */
type Glance = {
  readonly status: Status;
  /** How much is wrong with what is written. */
  readonly problems: number;
  readonly engine: EngineStatus;
  readonly now: number;
  readonly isSeen: boolean;
};

const problemLines = (n: number): Line[] =>
  n === 0 ? [] : [[styled("files", "warn"), `    ${count(n, "problem")}: traffic ls tells what mends them`]];

const fleetLines = ({ status: found, engine, isSeen, problems }: Glance): Line[] => {
  const { paused, target, lane, money, congestion } = found;
  return [
    engine.running
      ? [styled("engine", "dim"), `   running, process ${engine.pid}`]
      : [styled("engine", "dim"), "   not running: traffic run, or traffic up for the background"],
    ...(paused ? [[styled("paused", "warn"), "   nothing new starts: traffic resume"] as Line] : []),
    ...(congestion === undefined
      ? []
      : [[styled("full", "warn"), `     nothing new starts: ${congestionText(congestion)}`] as Line]),
    [
      styled("target", "dim"),
      target === undefined
        ? "   not known before the first run"
        : `   ${target.branch}${isSeen ? " at" : ", last seen by a run at"} ${short(target.tip)}`,
    ],
    [styled("lane", "dim"), lane === undefined ? "     free" : `     ${lane} is landing`],
    [styled("money", "dim"), `    ${dayLine(money)}`],
    ...problemLines(problems),
    ...githubLine(found),
  ];
};

/** Budgets beside the day's money, its pace, and what services let the fleet do. */
const limitLines = ({ budgets, limited }: Status, now: number): Line[] => {
  const some = besideDay(budgets);
  return [
    ...some.map((row): Line => {
      const isGood = row.soonest === undefined && row.used < row.limit;
      const text = budgetLine(row, now);
      return ["  ", isGood ? text : styled(text, "warn")];
    }),
    ...limited.map((one): Line => ["  ", limitedLine(one, now)]),
  ];
};

const columns = [
  { name: "", least: 8, yields: 0 },
  { name: "", least: 7, yields: 1 },
  { name: "", least: 8, yields: 2 },
];

const busyLines = ({ busy }: Status, width: number): Line[] => {
  const rows = busy
    .filter(({ phase }) => phase !== "review" && phase !== "taken")
    .map(({ task, attempt, phase, reason }): Span[] => [
      `  ${task}@${attempt}`,
      styled(phase, "busy"),
      styled(reason, "dim"),
    ]);
  return table(columns, rows, width).slice(1);
};

const section = (title: string, lines: readonly Line[]): Line[] =>
  lines.length === 0 ? [] : ["", [styled(title, "strong")], ...lines];

/** So many that wait for a person are shown. */
const most = 20;

/** Tasks that wait for the same thing are told together: one deed answers all of them. */
const pleaLines = ({ people }: Status): Line[] => {
  const groups = alike(people, ({ what, answer }) => [what, answer]);
  const rest = groups.slice(most).reduce((sum, { of }) => sum + of, 0);
  return [
    ...groups
      .slice(0, most)
      .flatMap(({ names, one: { what, answer } }): Line[] => [
        [`  ${names}  `, styled(what, "warn")],
        [styled(`      -> ${answer}`, "strong")],
      ]),
    ...(rest > 0 ? [`  … and ${rest} more: traffic ls`] : []),
  ];
};

const screen = (glance: Glance, width: number): Line[] => {
  const { status, now } = glance;
  return [
    countsLine(status),
    ...fleetLines(glance),
    ...section("Budgets and limits", limitLines(status, now)),
    ...section(
      glance.engine.running ? "In motion" : "Goes on with the next traffic run",
      busyLines(status, width),
    ),
    ...section("Your turn", pleaLines(status)),
    ...section(
      "Landed last",
      status.landed.map(
        ({ task, attempt, at, commit }): Line =>
          `  ${dateTime(at, now)}  ${task}@${attempt}  ${short(commit)}`,
      ),
    ),
  ];
};

/** Without an engine nobody has looked at the target since the last run: then it stands where git's files say. */
const seenNow = (
  { engine, state, tipOf }: Survey,
  { target, ...found }: Status,
): Pick<Glance, "status" | "isSeen"> => {
  const branch = target?.branch ?? state.fleet.config.target;
  const now = engine.running || branch === undefined ? target?.tip : tipOf(branch);
  const tip = now ?? target?.tip;
  if (branch === undefined || tip === undefined) return { status: found, isSeen: false };
  return { status: { ...found, target: { branch, tip } }, isSeen: now !== undefined };
};

/** The fleet at a glance, for whoever asked. */
export const statusReply = async (doors: Doors, page: Page): Promise<Reply> => {
  const found = await doors.survey();
  const { state, engine, now, listing } = found;
  const { problems } = listing;
  const { status, isSeen } = seenNow(found, statusOf(state, now, listing.phases()));
  return {
    schema: "status",
    json: { engine, ...status, problems, readFrom: found.readFrom },
    lines: [
      ...elsewhereLines(found),
      ...screen({ status, isSeen, engine, now, problems: problems.length }, page.width),
    ],
  };
};

/** `traffic status` */
export const status: Spec<NoOptions> = {
  define: (command) => command,
  examples: [["traffic status", "counts, who works on what, what waits for you, what landed last"]],
  run: async ({ doors, page }) => statusReply(await doors(), page),
};
