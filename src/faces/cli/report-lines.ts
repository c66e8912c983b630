import { duration } from "../../views/duration.ts";
import type { Report } from "../../views/report.ts";
import { count, list, short } from "../../views/words.ts";
import {
  costText,
  elsewhereText,
  nextTexts,
  retriedText,
  sinceText,
  spanText,
  spentTexts,
  type Told,
} from "./report-text.ts";
import { fit, styled, type Line, type Span, type Style } from "./text/line.ts";
import { clean } from "./text/clean.ts";
import { table } from "./text/table.ts";
import { widthOf } from "./text/width.ts";
import { waitingAlike } from "./waiting-alike.ts";

/** So many of a kind are told in full. */
const most = 12;

/** So many tasks that wait for the same are named. */
const mostNamed = 8;

const heading = (title: string, n: number | undefined, style: Style): Line[] => [
  "",
  [styled(title, style), ...(n === undefined ? [] : [` ${n}`])],
];

const more = (n: number, where: string): Line[] => (n > most ? [`  … and ${n - most} more: ${where}`] : []);

const columns = [
  { name: "", least: 10, yields: 1 },
  { name: "", least: 7, yields: 0 },
  { name: "", least: 5, yields: 2 },
  { name: "", least: 5, yields: 3 },
  { name: "", least: 10, yields: 4 },
];

const sentence = (text: string | undefined): Line[] =>
  text === undefined ? [] : [[styled(`  ${text}`, "dim")]];

const landedLines = (report: Report, width: number): Line[] => {
  const { landed } = report;
  const rows = landed
    .slice(-most)
    .map((row): Span[] => [
      `  ${row.task}`,
      short(row.commit),
      duration(row.seconds * 1000),
      costText(row),
      styled(row.title, "dim"),
    ]);
  return [
    ...heading("Landed", landed.length, "good"),
    ...(rows.length === 0 ? [] : table(columns, rows, width).slice(1)),
    ...more(landed.length, "git log --first-parent"),
    ...sentence(elsewhereText(report)),
  ];
};

/** What is told of a task, on a line of its own where both do not fit on one; what a person may type is never cut. */
const entryLines = (
  { head, text, answer }: { readonly head: string; readonly text: string; readonly answer: string },
  width: number,
): Line[] => {
  const one = [`  ${head}  `, styled(text, "dim")];
  const two: Line[] = [`  ${head}`, [styled(`      ${text}`, "dim")]];
  const fits = widthOf(clean(`  ${head}  ${text}`)) <= width;
  return [...(fits ? [one] : two), [styled(`      -> ${answer}`, "strong")]];
};

const failedLines = (report: Report, width: number): Line[] => {
  const { failed } = report;
  const retried = sentence(retriedText(report));
  if (failed.length + retried.length === 0) return [];
  return [
    ...heading("Failed", failed.length, failed.length === 0 ? "strong" : "bad"),
    ...failed.slice(0, most).flatMap(({ task, attempts, kind, why, answer }) => {
      const head = `${task}  ${kind} after ${count(attempts, "attempt")}`;
      return entryLines({ head, text: why, answer }, width);
    }),
    ...more(failed.length, "traffic ls --phase failed"),
    ...retried,
  ];
};

/** What waits for the same thing is told once: one deed answers all of it. */
const waitingLines = ({ waiting }: Report, width: number): Line[] => {
  const groups = waitingAlike(waiting);
  return [
    ...heading("Waiting for you", waiting.length, waiting.length === 0 ? "strong" : "warn"),
    ...groups.slice(0, most).flatMap(({ tasks, what, answer, worth }) => {
      const names = tasks.length === 0 ? "fleet" : list(tasks, mostNamed);
      return entryLines({ head: `${names}${worth}`, text: what, answer }, width);
    }),
    ...more(groups.length, "traffic status"),
  ];
};

const slippedLines = ({ slipped }: Report): Line[] =>
  slipped.length === 0
    ? []
    : [
        ...heading("On the target without a proof", slipped.length, "bad"),
        ...slipped
          .slice(-most)
          .map(({ task, attempt, commits }) => `  ${task}@${attempt}  ${commits.map(short).join(" ")}`),
      ];

const stoppedLines = ({ stopped, now }: Report): Line[] =>
  stopped.length === 0
    ? []
    : [
        ...heading("Stopped", undefined, "strong"),
        ...stopped.slice(-most).map((stop): Line => [`  ${spanText(stop, now)}  `, styled(stop.text, "dim")]),
      ];

const plain = (title: string, texts: readonly string[]): Line[] => [
  ...heading(title, undefined, "strong"),
  ...texts.map((text) => `  ${text}`),
];

const isAnswer = (line: Line): boolean =>
  typeof line !== "string" && typeof line[0] === "object" && line[0].text.startsWith("      -> ");

/** A report for people: a screen at most, whatever happened. */
export const reportLines = (told: Told, width: number): Line[] => {
  const { report } = told;
  const lines = [
    `${sinceText(told)}.`,
    ...landedLines(report, width),
    ...failedLines(report, width),
    ...slippedLines(report),
    ...waitingLines(report, width),
    ...plain("Spent", spentTexts(report)),
    ...stoppedLines(report),
    ...plain("Next", nextTexts(told)),
  ];
  return lines.map((line) => (isAnswer(line) ? line : fit(line, width)));
};
