import { duration } from "../../views/duration.ts";
import type { Report } from "../../views/report.ts";
import { count, short } from "../../views/words.ts";
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
import { clean } from "./text/clean.ts";
import { waitingAlike } from "./waiting-alike.ts";

/** Text that markdown shows as it is. */
const plain = (text: string): string => clean(text).replaceAll(/[\\`*_[\]<>|#]/g, "\\$&");

const code = (text: string): string => `\`${clean(text).replaceAll("`", "'")}\``;

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ["", `## ${title}`, "", ...items.map((item) => `- ${item}`)];

const some = (text: string | undefined): string[] => (text === undefined ? [] : [plain(text)]);

const landed = (report: Report): string[] => [
  ...report.landed.map((row) => {
    const cost = costText(row);
    const facts = [duration(row.seconds * 1000), ...(cost === "" ? [] : [cost])].join(", ");
    return `${code(row.task)} ${plain(row.title)}: ${short(row.commit)}, ${facts}`;
  }),
  ...some(elsewhereText(report)),
];

const failed = (report: Report): string[] => [
  ...report.failed.map(
    ({ task, kind, why, attempts, answer }) =>
      `${code(task)} ${kind} after ${count(attempts, "attempt")}: ${plain(why)} → ${code(answer)}`,
  ),
  ...some(retriedText(report)),
];

const waiting = ({ waiting }: Report): string[] =>
  waitingAlike(waiting).map(({ tasks, what, answer, worth }) => {
    const names = tasks.length === 0 ? "the fleet" : tasks.map(code).join(", ");
    return `${names}${worth}: ${plain(what)} → ${code(answer)}`;
  });

const slipped = (report: Report): string[] =>
  report.slipped.map(
    ({ task, attempt, commits }) => `${code(`${task}@${attempt}`)}: ${commits.map(short).join(", ")}`,
  );

/** A report for pasting: nothing is left out. */
export const reportMarkdown = (told: Told): string => {
  const { report } = told;
  const stopped = report.stopped.map((stop) => `${spanText(stop, report.now)}: ${plain(stop.text)}`);
  const lines = [
    `# ${plain(sinceText(told))}`,
    ...section(`Landed: ${report.landed.length}`, landed(report)),
    ...section(`Failed: ${report.failed.length}`, failed(report)),
    ...section(`On the target without a proof: ${report.slipped.length}`, slipped(report)),
    ...section(`Waiting for you: ${report.waiting.length}`, waiting(report)),
    ...section("Spent", spentTexts(report).map(plain)),
    ...section("Stopped", stopped),
    ...section("Next", nextTexts(told).map(plain)),
  ];
  return `${lines.join("\n")}\n`;
};
