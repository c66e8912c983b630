import { rungsOf } from "../../../core/rung.ts";
import type { State } from "../../../core/state.ts";
import type { Problem } from "../../../core/problem.ts";
import type { Task } from "../../../core/task.ts";
import type { Gate } from "../../../views/gates.ts";
import { duration } from "../../../views/duration.ts";
import { whyOf, type Ladder, type PastRow, type Why } from "../../../views/why.ts";
import { count, slippedText } from "../../../views/words.ts";
import type { EngineStatus } from "../../doors/survey.ts";
import type { NoOptions, Spec } from "../command.ts";
import { phaseStyle } from "../phase-style.ts";
import { noEngine } from "../no-engine.ts";
import { pick } from "../pick.ts";
import { problemLines } from "../problem-lines.ts";
import { styled, type Line } from "../text/line.ts";
import { dateTime } from "../when.ts";
import { chosenBy } from "../chosen-by.ts";

const gateLine = ({ name, open, text }: Gate): Line => [
  styled(open ? "  ok   " : "  wait ", open ? "good" : "warn"),
  styled(name.padEnd(14), "dim"),
  text,
];

const pastLines = (row: PastRow): Line[] => {
  const { attempt, agent, outcome, why, said, slipped, meter, startedAt, endedAt } = row;
  return [
    [
      `  ${attempt}  ${agent}${meter === undefined ? "" : ` with ${meter.model}`}, ${duration(endedAt - startedAt)}: `,
      styled(outcome, outcome === "done" ? "good" : "bad"),
      ` ${why}`,
    ],
    ...(said === undefined ? [] : [[styled(`     it said: ${said}`, "dim")] as Line]),
    ...(slipped === undefined ? [] : [[styled(`     ${slippedText(slipped)}`, "bad")] as Line]),
  ];
};

const rungText = ({ agent, model, next }: Ladder["rungs"][number]): string =>
  `${agent}${model === undefined ? "" : ` with ${model}`}${next ? " (its turn)" : ""}`;

const ladderLines = (ladder: Ladder | undefined): Line[] => {
  if (ladder === undefined) return [];
  const who = ladder.team === undefined ? "Who works on it" : `The team ${ladder.team}`;
  return ["", `${who}: ${ladder.rungs.map(rungText).join(", then ")}.`];
};

const routingLines = ({ routing }: Why): Line[] =>
  routing === undefined
    ? []
    : [
        "",
        `Chosen by ${chosenBy[routing.by]}: ${routing.why}.${routing.insteadOf === undefined ? "" : ` Outcomes speak for ${routing.insteadOf}.`}`,
      ];

const turnLines = ({ turn, rank }: Why, now: number): Line[] => {
  if (turn === undefined) return [];
  const place = rank === undefined ? "" : `; place ${rank.place} of ${rank.of} ready`;
  const when =
    turn.at <= now ? `was due ${dateTime(turn.at, now)}` : `comes by ${dateTime(turn.at, now)}, or sooner`;
  return ["", `Its turn ${when}${place}: ${turn.why}.`];
};

/** Nothing goes on by itself while no engine runs. */
const engineLines = ({ phase, now: busy }: Why, engine: EngineStatus): Line[] => {
  if (engine.running) return [];
  if (phase === "ready") return ["No engine runs: it starts with traffic run."];
  return busy === undefined || phase === "review" || phase === "taken" ? [] : [noEngine];
};

const nextLines = ({ until, person }: Why, now: number): Line[] => [
  ...(until === undefined ? [] : [`Goes on by itself at ${dateTime(until, now)}.`]),
  ...(person === undefined ? [] : [[styled("Your turn: ", "warn"), styled(person.answer, "strong")] as Line]),
];

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const contextLines = ({ context }: Why): Line[] => {
  if (context === undefined) return [];
  const { now, most, compactions } = context;
  const made = compactions === undefined ? "" : `, made shorter ${count(compactions, "time")}`;
  const peak = most > now ? `, ${percent(most)} at most` : "";
  return [`Its conversation fills ${percent(now)} of what its model can hold${peak}${made}.`];
};

const limitedLines = ({ limited }: Why): Line[] => (limited === undefined ? [] : [`It ${limited}.`]);

const remarkLines = ({ id, progress, questions = [], followups = [] }: Why, now: number): Line[] => {
  const share = progress?.percent === undefined ? "" : `${progress.percent} %: `;
  return [
    ...(progress === undefined
      ? []
      : [`Its agent told at ${dateTime(progress.at, now)}: ${share}${progress.text}`]),
    ...questions.map(({ text }): Line => [
      styled("Its agent asks: ", "warn"),
      text,
      "  ",
      styled(`traffic say ${id} …`, "strong"),
    ]),
    ...followups.map(({ id: name, title }): Line => [
      styled("Its agent proposes: ", "warn"),
      title,
      "  ",
      styled(`traffic followups ${name} --add`, "strong"),
    ]),
  ];
};

/** What a file says that cannot be read counts as it was last read: whoever asks why may have just edited it. */
const fileLines = (problems: readonly Problem[]): Line[] =>
  problems.length === 0
    ? []
    : [...problemLines(problems), "What of it cannot be read counts as it was before."];

type Told = { readonly engine: EngineStatus; readonly now: number; readonly problems: readonly Problem[] };

const screen = (why: Why, { engine, now, problems }: Told): Line[] => [
  [
    styled(why.id, "strong"),
    "  ",
    styled(why.phase, phaseStyle(why.phase)),
    `: ${why.reason}${why.now === undefined ? "" : ` (attempt ${why.now.attempt})`}`,
  ],
  ...engineLines(why, engine),
  ...nextLines(why, now),
  ...fileLines(problems),
  ...limitedLines(why),
  ...contextLines(why),
  ...remarkLines(why, now),
  ...turnLines(why, now),
  ...ladderLines(why.ladder),
  ...routingLines(why),
  ...(why.gates.length === 0 ? [] : ["", "What must be open for it to start:", ...why.gates.map(gateLine)]),
  "",
  why.attempts.length === 0 ? "No attempt has ended yet." : "Attempts so far:",
  ...why.attempts.flatMap(pastLines),
  [styled(why.attemptsLeft, "dim")],
];

/** There is a choice to explain, and no engine has read here yet what came of work before. */
const isUnlearned = (state: State, task: Task): boolean =>
  state.tallies.size === 0 && rungsOf(state, task).some(({ model }) => model !== undefined);

/** `traffic why <task>`: every factor that decides about it. */
export const why: Spec<NoOptions> = {
  define: (command) => command.argument("<task>", "a task's id, file, or the beginning of its id"),
  examples: [["traffic why login", "what it waits for, its place in the queue, past attempts"]],
  run: async ({ doors, args }) => {
    const open = await doors();
    const seen = await open.survey();
    const task = pick(seen.state, args[0] ?? "");
    const { state, now, engine } = isUnlearned(seen.state, task) ? await open.learned() : seen;
    const found = whyOf(state, task, now);
    const { now: attemptNow, ...rest } = found;
    const problems = seen.problems.filter(({ file }) => file === task.file);
    return {
      schema: "why",
      json: { ...rest, current: attemptNow, problems },
      lines: screen(found, { engine, now, problems }),
    };
  },
};
