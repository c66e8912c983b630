import { duration } from "../../views/duration.ts";
import { usdText } from "../../core/sums.ts";
import { dayLine } from "../../views/money.ts";
import type { Landed, Report } from "../../views/report.ts";
import { count, list } from "../../views/words.ts";
import { dateTime } from "./when.ts";

/** What the words of a report need beside it. */
export type Told = {
  readonly report: Report;
  /** An engine runs. */
  readonly running: boolean;
  /** The oldest event that is kept, where it is younger than what was asked for. */
  readonly begins?: number;
};

/** A moment without its seconds: `21:04`, `2026-11-20 21:04`. */
const minute = (at: number, now: number): string => dateTime(at, now).replace(/(\d\d:\d\d):\d\d$/, "$1");

/** Since when it is told, and how far that goes back. */
export const sinceText = ({ report: { since, now }, begins }: Told): string => {
  const gone = begins === undefined ? "" : `; the journal here begins at ${minute(begins, now)}`;
  return `Since ${minute(since, now)}, ${duration(now - since)} ago${gone}`;
};

/** What a landed attempt cost; nothing where nothing was paid for. */
export const costText = ({ usd, exact }: Landed): string =>
  usd === undefined ? "" : `${exact === true ? "" : "≤ "}${usdText(usd)}`;

/** What landed by other ways, in a sentence; undefined where nothing did. */
export const elsewhereText = ({ elsewhere }: Report): string | undefined =>
  elsewhere.length === 0
    ? undefined
    : `${count(elsewhere.length, "result")} came to the target by other ways: ${list(elsewhere)}`;

/** What failed and was tried again, in a sentence; undefined where nothing was. */
export const retriedText = ({ retried }: Report): string | undefined => {
  const all = [...retried.values()].reduce((a, b) => a + b, 0);
  const kinds = [...retried].map(([kind, n]) => `${n} ${kind}`);
  return all === 0 ? undefined : `${count(all, "attempt")} failed and led to another: ${kinds.join(", ")}`;
};

const sums = (all: Report["spent"]["agents"]): string =>
  list(
    all.map(({ name, usd }) => `${name} ${usdText(usd)}`),
    4,
  );

/** What was spent, in sentences. */
export const spentTexts = ({ spent: { usd, exact, agents, models, today } }: Report): string[] => [
  `${agents.length === 0 ? "nothing" : `${exact ? "" : "at most "}${usdText(usd)}`}; ${dayLine(today)}`,
  ...(agents.length === 0 ? [] : [`by ${sums(agents)}`, `with ${sums(models)}`]),
];

/** When something stopped, and until when. */
export const spanText = (
  { from, until }: { readonly from: number; readonly until?: number },
  now: number,
): string => {
  if (until === undefined) return `${minute(from, now)}–`;
  const [a, b] = [minute(from, now), minute(until, now)];
  return a === b ? a : `${a}–${b}`;
};

const busyText = ({ next: { busy }, now }: Report): string[] =>
  busy.length === 0
    ? []
    : [
        `in motion: ${list(
          busy.map(
            ({ task, attempt, phase, since }) => `${task}@${attempt} ${phase} ${duration(now - since)}`,
          ),
          4,
        )}`,
      ];

/** What comes next, in sentences. */
export const nextTexts = ({ report, running }: Told): string[] => {
  const { ready, later, blocked, busy } = report.next;
  const [soonest] = later;
  const left = ready.length + later.length + busy.length;
  return [
    ...busyText(report),
    ...(ready.length === 0 ? [] : [`ready: ${list(ready)}`]),
    ...(soonest === undefined
      ? []
      : [
          `tried again: ${soonest.task} at ${minute(soonest.at, report.now)}${later.length === 1 ? "" : `, then ${count(later.length - 1, "other")}`}`,
        ]),
    ...(blocked === 0 ? [] : [`${count(blocked, "task")} behind others`]),
    ...(left === 0 ? ["nothing more happens by itself"] : []),
    ...(left > 0 && !running ? ["no engine runs: traffic run, or traffic up for the background"] : []),
  ];
};
