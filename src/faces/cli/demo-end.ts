import { budgetLine } from "../../views/budget-lines.ts";
import { usdText } from "../../core/sums.ts";
import { budgetRows } from "../../views/budgets.ts";
import { outcomesOf, outcomesText, type Outcome } from "../../views/outcomes.ts";
import type { Survey } from "../doors/survey.ts";
import type { Stage, Verdict } from "../stage.ts";
import { phaseStyle } from "./phase-style.ts";
import { styled, type Line, type Span } from "./text/line.ts";
import { table } from "./text/table.ts";

const columns = [
  { name: "task", least: 8, yields: 0 },
  { name: "attempts", least: 3, yields: 2 },
  { name: "cost", least: 7, yields: 1 },
  { name: "worked on by", least: 12, yields: 3 },
  { name: "outcome", least: 12, yields: 4 },
];

const worker = ({ agent, model }: Outcome["by"][number]): string =>
  model === undefined ? agent : `${agent}/${model.replace(/^claude-/, "")}`;

const row = ({ task, by, attempts, usd, exact, phase, outcome }: Outcome): Span[] => [
  task,
  String(attempts),
  usd === undefined ? "" : `${exact ? "" : "≤ "}${usdText(usd)}`,
  by.map(worker).join(", "),
  styled(outcome, phaseStyle(phase)),
];

const verdictLine = ({ what, holds }: Verdict): Line => [
  styled(holds ? "as it should  " : "NOT SO        ", holds ? "good" : "bad"),
  what,
];

const nextLines = ({ repository, next, hints }: Stage): Line[] => {
  const widest = Math.max(...next.map(([command]) => command.length));
  return [
    "",
    "Look around:",
    ...hints.map((hint): Line => [`  ${hint}`]),
    `  cd ${repository}`,
    ...next.map(([command, shows]): Line => [`  ${command.padEnd(widest)}  `, styled(shows, "dim")]),
  ];
};

/** How a demonstration ended. */
export type Ended = {
  readonly stage: Stage;
  readonly after: Survey;
  /** What was held against the script: nothing where a person stepped in. */
  readonly verdicts: readonly Verdict[];
  readonly seconds: number;
  readonly live: boolean;
  readonly width: number;
};

/** What a person reads when a demonstration is over: what came of each task, for how much, and what to look at next. */
export const endLines = ({ stage, after, verdicts, seconds, live, width }: Ended): readonly Line[] => {
  const outcomes = outcomesOf(after.state, after.now);
  const usd = outcomes.reduce((sum, { usd: one = 0 }) => sum + one, 0);
  const spent = `${usdText(usd)}${live ? "" : ", notional: nothing was paid"}`;
  return [
    "",
    ...table(columns, outcomes.map(row), width),
    "",
    `${outcomesText(outcomes)}, ${seconds} s, ${spent}.`,
    ...budgetRows(after.state, after.now).map((one) => `  ${budgetLine(one, after.now)}`),
    ...verdicts.map(verdictLine),
    ...nextLines(stage),
  ];
};
