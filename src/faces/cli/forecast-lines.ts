import type { Range } from "../../core/estimate/range.ts";
import { enough } from "../../core/estimate/alike.ts";
import { usdText } from "../../core/sums.ts";
import { costText, timeText } from "../../views/ahead-words.ts";
import { duration } from "../../views/duration.ts";
import type { Estimate } from "../../views/estimate.ts";
import type { Foretold, MilestoneAhead } from "../../views/outlook.ts";
import { count, list } from "../../views/words.ts";
import { dateTime, dayOf } from "./when.ts";
import { styled, type Line, type Span } from "./text/line.ts";
import { table } from "./text/table.ts";

/** What is usual, where it says more than the ends do. */
const usually = (text: string): Span => styled(`, in the middle ${text}`, "dim");

const costLine = (usd: Range): Line => [
  "  cost   ",
  styled(costText(usd), "strong"),
  ...(usd.low === usd.high ? [] : [usually(usdText(usd.middle))]),
];

const timeLine = (seconds: Range): Line => [
  "  time   ",
  styled(timeText(seconds), "strong"),
  ...(Number.isFinite(seconds.high) && seconds.low < seconds.high
    ? [usually(duration(seconds.middle * 1000))]
    : []),
];

/** When it is over; where something has to be said or raised before, that is not begun yet. */
const endLine = ({ low, high }: Range, { now, first }: { now: number; first: Foretold["first"] }): Line[] => {
  if (!Number.isFinite(high)) return [];
  const condition = first.length === 0 ? "" : ", if it began now";
  return [
    `  over   between ${dateTime(now + low * 1000, now)} and ${dateTime(now + high * 1000, now)}${condition}`,
  ];
};

const columns = [
  { name: "milestone", least: 9, yields: 2 },
  { name: "tasks", least: 5, yields: 3 },
  { name: "cost", least: 8, yields: 0 },
  { name: "over in", least: 8, yields: 0 },
  { name: "due", least: 10, yields: 1 },
];

const dueSpan = ({ due, inTime }: MilestoneAhead): Span => {
  if (due === undefined) return "";
  if (inTime === undefined) return dayOf(due);
  const text = `${dayOf(due)}, in time in ${Math.round(100 * inTime)} of 100`;
  return inTime < 0.5 ? styled(text, "warn") : text;
};

const milestoneLines = (milestones: readonly MilestoneAhead[], width: number): Line[] =>
  milestones.every(({ key }) => key === "")
    ? []
    : [
        "",
        ...table(
          columns,
          milestones.map((one) => [
            one.title,
            one.leftOut === undefined ? String(one.tasks) : `${one.tasks}, ${one.leftOut} not in it`,
            costText(one.usd),
            timeText(one.seconds),
            dueSpan(one),
          ]),
          width,
        ),
      ];

/** How good forecasts have been: nobody has to believe them. */
const hindsightLines = ({ hindsight: { usd, seconds } }: Foretold): Line[] => {
  const aimed = "8 of 10 are aimed at.";
  const time = `${seconds.held} of ${count(seconds.of, "task")} took as long as was to be expected then`;
  if (seconds.of === 0) return [];
  if (usd.of === 0) return [`Looking back: ${time}; ${aimed}`];
  return [`Looking back: ${time}, and ${usd.held} of ${usd.of} cost as much; ${aimed}`];
};

const firstLines = ({ first }: Foretold): Line[] =>
  first.map(({ what, answer }): Line => ["First: ", styled(what, "warn"), `  -> ${answer}`]);

/** Where nothing can be foretold there is a most all the same. */
const mostText = (usd: number | undefined, whose: string): string =>
  usd === undefined ? "" : ` ${whose} at most ${usdText(usd)}.`;

/** What nobody has measured is told as what it is. */
const estimatedText = ({ unlike, unlikeEstimated, agents }: Foretold): string => {
  if (unlikeEstimated === undefined) return "";
  const { tasks, workSeconds, seconds } = unlikeEstimated;
  const whose = tasks === unlike.length ? "" : ` of ${tasks}`;
  const work = `By the estimates in the files${whose} they are ${duration(workSeconds * 1000)} of work`;
  return ` ${work}, over in ${duration(seconds * 1000)} with up to ${count(agents, "agent")} at once.`;
};

const unlikeLines = (told: Foretold): Line[] => {
  const { unlike, unlikeMost } = told;
  if (unlike.length === 0) return [];
  const who = `${count(unlike.length, "task")} for which fewer than ${enough} like ones are over`;
  const besides = `${estimatedText(told)}${mostText(unlikeMost, "Caps allow them")}`;
  return [`Not in it: ${who}: ${list(unlike, 5)}.${besides}`];
};

const leftOutLines = (told: Foretold): Line[] => [
  ...unlikeLines(told),
  ...(told.never === 0
    ? []
    : [`Not in it: ${count(told.never, "task")} that no run will do as things stand: traffic plan`]),
];

/** What the work that is left will cost and take. */
export const forecastLines = (told: Foretold, { now, width }: { now: number; width: number }): Line[] => {
  const { first, left, ended, agents, all, milestones } = told;
  if (left === 0)
    return ["A run would do nothing as things stand: traffic plan says why.", ...hindsightLines(told)];
  if (all === undefined)
    return [
      `Too little is known to foretell ${count(left, "task")}: a task is judged by ${enough} or more that are over and like it, and ${count(ended.of, "task")} ${ended.of === 1 ? "is" : "are"} over here.${estimatedText(told)}${mostText(told.unlikeMost, "Caps allow")}`,
      ...firstLines(told),
    ];
  const paid = ended.notional === 0 ? "" : `; for ${ended.notional} nobody was charged what they cost`;
  const from = `from ${count(ended.of, "task")} that ${ended.of === 1 ? "is" : "are"} over, ${ended.proved} of them proved${paid}`;
  return [
    `${count(all.tasks, "task")} with up to ${count(agents, "agent")} at once, in 8 of 10 cases:`,
    "",
    costLine(all.usd),
    timeLine(all.seconds),
    ...endLine(all.seconds, { now, first }),
    ["  known  ", styled(from, "dim")],
    ...milestoneLines(milestones, width),
    "",
    ...firstLines(told),
    ...leftOutLines(told),
    ...hindsightLines(told),
  ];
};

const likeText = ({ kind, alike: { by, of } }: Estimate): string =>
  by === "kind"
    ? `${count(of, "task")} of the kind ${kind} by those who may work on it`
    : `${count(of, "task")} of any kind by those who may work on it`;

/** What one task will cost and take. */
export const estimateLines = (title: string, estimate: Estimate | undefined, most?: number): Line[] => {
  if (estimate === undefined)
    return [
      `Too little is known to foretell it: fewer than ${enough} tasks that are over are like it.${mostText(most, "Its cap allows")}`,
    ];
  const { usd, seconds, taken, alike, over } = estimate;
  const soFar = `${usdText(taken.usd)} and ${duration(taken.seconds * 1000)}`;
  if (over === true) return [`${title} is over: it took ${soFar}.`];
  const attempts = (alike.attempts / alike.of).toFixed(1);
  return [
    `${title}: in 8 of 10 cases, with all its attempts:`,
    "",
    costLine(usd),
    timeLine(seconds),
    ["  known  ", styled(`from ${likeText(estimate)}`, "dim")],
    ["  proof  ", `${alike.proved} of them are proved, after ${attempts} attempts on average`],
    ...(taken.seconds === 0 ? [] : [["  so far ", soFar] satisfies Line]),
  ];
};
