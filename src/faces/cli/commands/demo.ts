import type { Event } from "../../../core/event.ts";
import { budgetLine } from "../../../views/budget-lines.ts";
import { dollars } from "../../../views/budget-words.ts";
import { budgetRows } from "../../../views/budgets.ts";
import { outcomesOf, outcomesText, type Outcome } from "../../../views/outcomes.ts";
import { problemsOf } from "../../../views/problems.ts";
import { proposalOf } from "../../../views/proposal.ts";
import { summaryOf } from "../../../views/summary.ts";
import type { Survey } from "../../doors.ts";
import type { Stage, Verdict } from "../../stage.ts";
import { agreeToSpend, type Agreeing } from "../agreement.ts";
import type { Call, ExitCode, Spec } from "../command.ts";
import { phaseStyle } from "../phase-style.ts";
import { progressOf } from "../progress.ts";
import { styled, type Line, type Span } from "../text/line.ts";
import { table } from "../text/table.ts";
import { runUntil } from "./run.ts";

type Options = Agreeing & { readonly python?: boolean; readonly live?: boolean };

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
  usd === undefined ? "" : `${exact ? "" : "≤ "}${dollars(usd * 1e6)}`,
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

const spentText = (outcomes: readonly Outcome[], live: boolean): string => {
  const usd = outcomes.reduce((sum, { usd: one = 0 }) => sum + one, 0);
  return `${dollars(usd * 1e6)}${live ? "" : ", notional: nothing was paid"}`;
};

type Shown = {
  readonly stage: Stage;
  readonly after: Survey;
  readonly verdicts: readonly Verdict[];
  readonly seconds: number;
};

const tellEnd = (call: Call<Options>, { stage, after, verdicts, seconds }: Shown): ExitCode => {
  const { repository, next } = stage;
  const differed = verdicts.filter(({ holds }) => !holds).map(({ what }) => what);
  const outcomes = outcomesOf(after.state, after.now);
  if (!call.json)
    [
      "",
      ...table(columns, outcomes.map(row), call.page.width),
      "",
      `${outcomesText(outcomes)}, ${seconds} s, ${spentText(outcomes, call.options.live === true)}.`,
      ...budgetRows(after.state, after.now).map((row) => `  ${budgetLine(row, after.now)}`),
      ...verdicts.map(verdictLine),
      ...nextLines(stage),
    ].forEach(call.say);
  call.tell("demo", {
    repository,
    asScripted: differed.length === 0,
    differed,
    seconds,
    ...(call.json ? { outcomes } : {}),
    next: next.map(([command]) => command),
  });
  return differed.length === 0 ? 0 : 1;
};

/** A scripted model costs nothing, so nobody is asked; what was agreed to here is taken back before a real one is. */
const agree = async (call: Call<Options>, { doors }: Stage, before: Survey): Promise<void> => {
  if (call.options.live === true) return agreeToSpend(call, doors, before);
  const proposal = proposalOf(before.state, before.now);
  if (proposal !== undefined) await doors.wish({ kind: "agree", agreement: proposal.agreement });
};

const play = async (call: Call<Options>, stage: Stage): Promise<ExitCode> => {
  const { doors } = stage;
  const { clock } = call.world;
  if (!call.json) [...stage.about, ""].forEach(call.say);
  const before = await doors.survey();
  await agree(call, stage, before);
  const began = clock.now();
  const seen: Event[] = [];
  const progress = progressOf(call, before.state);
  const end = await runUntil(call, doors, {
    progress: {
      ...progress,
      events: (events, state, following) => {
        seen.push(...events.map(({ event }) => event));
        progress.events(events, state, following);
      },
    },
  });
  if (end === "left") return 130;
  if (call.options.live !== true) await doors.wish({ kind: "agree", agreement: "" });
  const after = await doors.survey();
  const summary = summaryOf(after.state, problemsOf(after.state, after.problems), after.now);
  const seconds = Math.round((clock.now() - began) / 1000);
  const code = tellEnd(call, { stage, after, verdicts: stage.judge(seen, summary), seconds });
  return end === "quiet" ? code : 130;
};

/** `traffic demo`: a small fleet at work on a small library, in a repository of its own. */
export const demo: Spec<Options> = {
  define: (command) =>
    command
      .option("--python", "work on a Python library instead of a JavaScript one")
      .option("--live", "ask the real service: it needs ANTHROPIC_API_KEY, and costs money")
      .option("--yes", "with --live: agree to the cost without being asked"),
  examples: [
    ["traffic demo", "ten tasks in a scratch repository; no key, no network, nothing of yours is touched"],
    ["traffic demo --python", "the same with a Python library"],
    ["traffic demo | tail -1 | jq .repository", "its last line is JSON"],
  ],
  run: async (call) => {
    const { python = false, live = false } = call.options;
    const stage = await call.world.demo({ library: python ? "python" : "node", live });
    try {
      return await play(call, stage);
    } finally {
      await stage.close();
    }
  },
};
