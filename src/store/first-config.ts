import type { Config, Setup } from "../core/config.ts";
import { printFlow, type Printable } from "./print.ts";

/** A line of the file, in force or only proposed, and what is said about it. */
type Proposed<T> = { readonly value: T; readonly inForce: boolean; readonly remark: string };

/** A repository's first `traffic.yaml`. */
export type FirstConfig = {
  readonly target: string;
  /** Only those that are not the usual ones. */
  readonly folders: Partial<Config["folders"]>;
  readonly setup?: Proposed<Setup>;
  readonly checks: readonly Proposed<{
    readonly name: string;
    readonly run: string;
    readonly dir?: string;
    readonly minutes?: number;
  }>[];
  /** In US dollars. */
  readonly caps: Config["caps"];
  readonly teams: Config["teams"];
  readonly handoff: Config["handoff"];
  /** On what they were tried: `at 1a2b3c4`; missing where they were not. */
  readonly tried?: string;
};

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Control}\u2028\u2029\uFEFF]+/gu, " ").trim();

const remarked = (line: string, remark: string): string =>
  remark === "" ? line : `${line} # ${oneLine(remark)}`;

const setupLines = ({ setup }: FirstConfig): string[] => {
  if (setup === undefined)
    return ["# setup: { run: npm ci, inputs: [package-lock.json], outputs: [node_modules] }"];
  const { run, inputs, outputs } = setup.value;
  const line = `setup: ${printFlow({ run, inputs, outputs })}`;
  return [
    "# Makes a fresh worktree usable. Done once for each content of `inputs`; `outputs` are kept and copied.",
    remarked(setup.inForce ? line : `# ${line}`, setup.remark),
  ];
};

const item = (value: Printable): string => `  - ${printFlow(value)}`;

const checkLines = ({ checks, tried }: FirstConfig): string[] => {
  const lines = (inForce: boolean): string[] =>
    checks
      .filter((check) => check.inForce === inForce)
      .map(({ value, remark }) => remarked(`${inForce ? "" : "#"}${item(value)}`, remark));
  const [on, off] = [lines(true), lines(false)];
  const how = tried === undefined ? "Not tried yet: `traffic doctor --run` does." : `Each passed ${tried}.`;
  return [
    "# Commands that must pass on the very tree that is about to land, cheap ones first. Without any, and without `verify`",
    `# in a task, nothing lands by itself: the work waits for you (\`traffic approve\`).${on.length === 0 ? "" : ` ${how}`}`,
    "checks:",
    ...(checks.length === 0 ? ["#  - npm test"] : on),
    ...(off.length === 0
      ? []
      : [
          "# These are not in force; the reason stands behind each. Put one in force by taking its `#` away: as long as the target",
          "# itself fails a check, that check rejects nothing; it rejects new failures only.",
          ...off,
        ]),
  ];
};

const folderLines = ({ folders }: FirstConfig): string[] =>
  Object.keys(folders).length === 0
    ? []
    : ["", "# The usual names are taken in this repository.", `folders: ${printFlow(folders)}`];

const teamLines = ({ teams }: FirstConfig): string[] =>
  Object.keys(teams).length === 0
    ? []
    : [
        "",
        "# Agents under one name: what is rejected goes from the one to the next. A task asks for them by `agent: <team>`.",
        `teams: ${printFlow(teams)}`,
      ];

const handoffLines = ({ handoff }: FirstConfig): string[] =>
  handoff === "local"
    ? []
    : [
        "",
        "# Proved work leaves by pull request, and is merged when its checks at GitHub are green. `local` lands it here instead.",
        "handoff: pr",
      ];

const capLines = ({ caps }: FirstConfig): string[] => [
  "",
  "# The most that paid agents spend on one task, with all its attempts, and in one day, in US dollars. They hold: an attempt",
  "# ends before it would cost more (claude-code and codex: one turn later at most). A task can name its own:",
  "# `budget: { usd: 1 }`. The first paid run asks before it begins.",
  `caps: ${printFlow({ task_usd: caps.taskUsd, day_usd: caps.dayUsd })}`,
];

/** The text of a repository's first `traffic.yaml`. */
export const printFirstConfig = (first: FirstConfig): string =>
  [
    "# What every key means: docs/formats.md of TrafficControl. Every key may be left out.",
    `target: ${printFlow(first.target)} # the branch that work lands on`,
    ...folderLines(first),
    "",
    ...setupLines(first),
    "",
    ...checkLines(first),
    ...teamLines(first),
    ...handoffLines(first),
    ...capLines(first),
    "",
    "# slots: { agents: 4, verification: 1 }",
    "",
  ].join("\n");
