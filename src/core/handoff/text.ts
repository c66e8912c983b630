import { clip } from "../brief.ts";
import type { CheckRun, Proof } from "../evidence.ts";
import type { AttemptResult } from "../result.ts";

/** The most of a task's own text that a pull request repeats, in bytes: it holds 65,536 characters in all. */
const longestText = 16_384;

const short = (oid: string): string => oid.slice(0, 7);

/** A text that a table's cell can hold. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

const row = ({ name, outcome, seconds }: CheckRun): string =>
  `| ${cell(name)} | ${outcome.replaceAll("_", " ")} | ${seconds.toFixed(1)} s |`;

const table = (checks: readonly CheckRun[]): string[] =>
  checks.length === 0 ? [] : ["", "| check | outcome | took |", "|---|---|---|", ...checks.map(row)];

/** What proves a piece of work, in a few words. */
export const proofText = ({ base, checks }: Proof): string => {
  const n = checks.length;
  return `${n} ${n === 1 ? "check" : "checks"} on ${short(base)}`;
};

type Told = Pick<
  AttemptResult,
  "task" | "attempt" | "agent" | "model" | "cost" | "approved" | "judgesChanged"
>;

/** What people read in a pull request: what was wanted, who worked, and what proves it. */
export const pullText = (wanted: string, told: Told, proof: Proof): string => {
  const { task, attempt, agent, model, cost, approved, judgesChanged } = told;
  const by = model === undefined ? `\`${agent}\`` : `\`${agent}\` with ${model}`;
  const money = cost.usd === 0 ? "" : `, for $${cost.usd.toFixed(2)}`;
  return [
    ...(wanted.trim() === "" ? [] : [clip(wanted.trim(), longestText), ""]),
    "---",
    `Task \`${task}\`, attempt ${attempt}, by ${by}${money}. Proved as the very tree offered here, on ${short(proof.base)}.`,
    ...(approved === undefined
      ? []
      : [`A person approved it${approved.note === undefined ? "" : `: ${approved.note}`}.`]),
    ...(judgesChanged.length === 0
      ? []
      : [`With leave, it changes files that judge work: ${judgesChanged.join(", ")}.`]),
    ...table(proof.checks),
  ].join("\n");
};
