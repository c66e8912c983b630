import { InvalidArgumentError } from "commander";
import { count } from "../../../views/words.ts";
import type { Initialised, PackAgent, Trial } from "../../doors/house.ts";
import { answerTo, isAttended } from "../answer.ts";
import type { Call, Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";
import { whileTelling } from "../trials.ts";

type Options = {
  readonly run: boolean;
  readonly dryRun?: boolean;
  readonly commit?: boolean;
  readonly github?: boolean;
  /** Missing where nobody has said: then it is asked, if anyone is there. */
  readonly agents?: boolean;
  readonly taskUsd?: number;
  readonly dayUsd?: number;
};

/** A sum in US dollars. Throws what commander shows as a wrong argument. */
const parseDollars = (given: string): number => {
  const usd = Number(given.replace(/^\$/, "") || Number.NaN);
  if (Number.isFinite(usd) && usd >= 0 && usd <= 100_000) return usd;
  throw new InvalidArgumentError("Expected US dollars from 0 to 100000, like 2.50.");
};

const label = (text: string, style: "good" | "dim" | "warn"): Line[number] => styled(text.padEnd(9), style);

/** What was found, where it was not told while it was tried. */
const foundLine = ({ name, run, dir, because }: Trial): Line => [
  label("found", "good"),
  styled(name, "strong"),
  `  ${run}${dir === undefined ? "" : ` in ${dir}`}`,
  styled(`  (${because})`, "dim"),
];

const isUntried = ({ outcome, why }: Trial): boolean => outcome === "not_run" && why === undefined;

const foundLines = ({ setup, checks }: Initialised): Line[] =>
  [...(setup === undefined ? [] : [setup]), ...checks].filter(isUntried).map(foundLine);

/** What it comes to: who will judge work here. */
const verdictOf = ({ checks, kept }: Initialised): string[] => {
  if (kept.includes("traffic.yaml")) return [];
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const lost = checks.filter((trial) => trial.outcome === "not_run" && !isUntried(trial));
  const inForce = checks.length - failed.length - lost.length;
  return [
    inForce === 0
      ? "No check is in force: nothing proves work here yet, so all of it waits for you (traffic approve)."
      : `${count(inForce, "check")} in force: work that passes ${inForce === 1 ? "it" : "them"} lands by itself.`,
    ...(failed.length === 0
      ? []
      : [
          `${count(failed.length, "check")} failed before anything was changed, so ${failed.length === 1 ? "it is" : "they are"} written as a comment. Put in force, ${failed.length === 1 ? "it rejects" : "they reject"} only new failures.`,
        ]),
  ];
};

const writtenLines = ({ written, kept, lacking, agents }: Initialised, dry: boolean): Line[] => [
  ...written.map((file): Line => {
    const agent = agents.find(({ name }) => file.endsWith(`/${name}.md`));
    const purpose = agent === undefined ? "" : `  ${agent.purpose}`;
    return [label(dry ? "to write" : "written", "good"), file, styled(purpose, "dim")];
  }),
  ...kept.map((file): Line => [
    label("kept", "dim"),
    file,
    styled("  it is there already, and stays as it is", "dim"),
  ]),
  ...lacking.map((line): Line => [label("lacks", "warn"), line]),
  ...(lacking.length === 0 ? [] : ["Add what you want of it to traffic.yaml, then: traffic doctor --run"]),
];

/** Agents with programs of their own that could work here. */
const programLines = ({ programs }: Initialised): string[] =>
  programs.map(
    ({ driver, name, version }) => `${name} ${version} is here: it works on tasks with \`agent: ${driver}\`.`,
  );

/** What paid agents may spend. */
const capText = ({ caps }: Initialised): string =>
  `Paid agents may spend $${caps.taskUsd.toFixed(2)} on a task and $${caps.dayUsd.toFixed(2)} in a day (\`caps\` in traffic.yaml); the first paid run asks.`;

const dryLines = ({ written, config }: Initialised): Line[] =>
  written.includes("traffic.yaml")
    ? [
        "",
        "traffic.yaml would be:",
        ...config
          .trimEnd()
          .split("\n")
          .map((line) => `  ${line}`),
      ]
    : [];

const linesOf = (found: Initialised, { dryRun = false }: Options): Line[] => [
  ...foundLines(found),
  ...(found.checks.length === 0 && found.setup === undefined && found.lacking.length === 0
    ? [
        "No checks were found: no package manager's scripts, no tests, no Makefile with a target `test` or `check`.",
      ]
    : []),
  ...found.notices.map((notice): Line => [label("note", "warn"), notice]),
  ...writtenLines(found, dryRun),
  ...(found.committed === undefined
    ? []
    : [[label("committed", "good"), `  ${found.committed.slice(0, 7)}`] as Line]),
  ...(dryRun ? dryLines(found) : []),
  "",
  `Work lands on ${found.target}.`,
  ...verdictOf(found),
  ...programLines(found),
  capText(found),
  ...(dryRun
    ? ["Nothing was run and nothing was written."]
    : ["Next:", ...found.next.map((step) => `  ${step}`)]),
];

const trying =
  "Trying out what this repository names, once each, in a clean worktree. Ctrl-C stops; nothing is written then.";

/** Offers the starter pack to whoever is there. */
const offer =
  ({ world }: Call<Options>) =>
  async (pack: readonly PackAgent[], signal: AbortSignal): Promise<boolean> => {
    const lines = pack.map(({ name, purpose }) => `  ${name.padEnd(8)} ${purpose}\n`).join("");
    world.stdout.write(`A few agents to begin with, as files that you can change:\n${lines}`);
    return answerTo(world, "Write them? They cost nothing until a task names them.", {
      silence: true,
      signal,
    });
  };

/** `traffic init`: finds out how a repository is set up and checked, tries that once, and writes down what passed. */
export const init: Spec<Options> = {
  define: (command) =>
    command
      .option("--no-run", "try nothing out; what is found is written as it is")
      .option("--dry-run", "run nothing and write nothing, only show what would be written")
      .option(
        "--github",
        "for work that leaves by pull request: the workflow that judges it at GitHub, and `handoff: pr`",
      )
      .option("--commit", "commit the files it writes, and nothing else")
      .option("--agents", "write the starter pack of agents; else it is asked where someone is there")
      .option("--no-agents", "write no agents")
      .option("--task-usd <dollars>", "the most that is spent on one task (3)", parseDollars)
      .option("--day-usd <dollars>", "the most that is spent in one day (10)", parseDollars),
  examples: [
    ["traffic init", "in a git repository; run again, it changes nothing"],
    ["traffic init --dry-run", "what it finds, and what it would write"],
    ["traffic init --github", "and a workflow for GitHub, run again where the rest is there"],
  ],
  run: async (call) => {
    const { options, json, say } = call;
    const doors = await call.doors();
    const dry = options.dryRun === true;
    const run = options.run && !dry;
    const { taskUsd, dayUsd } = options;
    const caps = {
      ...(taskUsd === undefined ? {} : { taskUsd }),
      ...(dayUsd === undefined ? {} : { dayUsd }),
    };
    const asks = !json && !dry && isAttended(call.world);
    const github = options.github === true ? { github: call.world.version } : {};
    const agents = options.agents ?? (asks ? offer(call) : false);
    const found = await whileTelling({ ...call, before: trying }, (telling) =>
      doors.init({ ...telling, run, write: !dry, commit: options.commit === true, caps, agents, ...github }),
    );
    if (found === undefined) {
      if (!json) say("Stopped: nothing was written.");
      return 130;
    }
    return { schema: "init", json: { ...found, dry_run: dry }, lines: linesOf(found, options) };
  },
};
