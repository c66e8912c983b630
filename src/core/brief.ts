import type { PastAttempt } from "./attempt.ts";
import type { Proof } from "./evidence.ts";

/** The most that the next attempt is told of those before it, in bytes; and of one attempt's evidence. */
export const longestBrief = 8192;
const longestEvidence = 3000;

const bytesOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** The beginning of a text that fits into so many bytes, with a mark where something is missing. */
export const clip = (text: string, most: number): string => {
  let used = 0;
  let kept = 0;
  let end = 0;
  for (const character of text) {
    used += bytesOf(character);
    kept += character.length;
    if (used <= most - 4) end = kept;
    if (used > most) return `${text.slice(0, end)} …`;
  }
  return text;
};

const checksOf = (proof: Proof | undefined): string[] =>
  (proof?.checks ?? []).map(
    ({ name, command, outcome, exit }) =>
      `- check ${name} (\`${command}\`): ${outcome}, exit code ${exit ?? "none"}`,
  );

const evidenceOf = (details: readonly string[] | undefined): string[] =>
  details === undefined || details.length === 0
    ? []
    : ["What the checks and git said:", "```", clip(details.join("\n"), longestEvidence), "```"];

const workOf = ({ base, head, account }: PastAttempt): string[] => {
  const files = account?.files ?? [];
  const commands = (account?.commands ?? []).map(
    ({ command, ok }) => `- ran \`${command}\`: ${ok ? "passed" : "failed"}`,
  );
  return [
    ...(files.length === 0 ? [] : [`Files it changed: ${files.join(", ")}`]),
    ...(base === undefined || head === undefined ? [] : [`Its work: \`git diff ${base} ${head}\``]),
    ...commands.slice(-10),
    ...(account?.untrue ?? []).map((line) => `- untrue: ${line}`),
  ];
};

const sectionOf = (past: PastAttempt): string => {
  const { n, agent, meter, outcome } = past;
  if (outcome.kind === "done") return `## Attempt ${n} had landed, and its result is gone again`;
  const { kind, why, details } = outcome.failure;
  const by = meter === undefined ? agent : `${agent}, ${meter.model}`;
  return [
    `## Attempt ${n} (${by}): ${kind}`,
    why,
    ...checksOf(outcome.proof),
    ...evidenceOf(details),
    ...workOf(past),
  ].join("\n");
};

/** What the next attempt should know of those before it, the last first, in at most 8 KiB; undefined for the first. */
export const briefOf = (past: readonly PastAttempt[]): string | undefined => {
  if (past.length === 0) return undefined;
  const sections = past.slice(-4).reverse().map(sectionOf);
  return clip(`# What was tried before\n\n${sections.join("\n\n")}`, longestBrief);
};
