import type { PastAttempt, Undo } from "./attempt.ts";
import type { Proof } from "./evidence.ts";
import { heardBy, sayingOf, waitingFor, type Message } from "./message.ts";
import { named } from "./person.ts";
import type { TaskRecord } from "./record.ts";

type Told = Pick<TaskRecord, "past" | "messages">;

/** The most that the next attempt is told of those before it, in bytes; and of one attempt's evidence. */
export const longestBrief = 8192;
const longestEvidence = 3000;

const charBytes = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** How many bytes a text has in UTF-8. */
export const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const character of text) bytes += charBytes(character);
  return bytes;
};

/** The beginning of a text that fits into so many bytes, with a mark where something is missing. */
export const clip = (text: string, most: number): string => {
  let used = 0;
  let kept = 0;
  let end = 0;
  for (const character of text) {
    used += charBytes(character);
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

const spoken = (message: Message): string => (message.from === undefined ? message.text : sayingOf(message));

const saidTo = (record: Told, n: number): string[] => {
  const messages = heardBy(record, n);
  return messages.length === 0
    ? []
    : ["What people told it meanwhile:", ...messages.map((one) => `- ${spoken(one)}`)];
};

const tookBack = ({ attempt, by, why }: Undo): string =>
  `## What attempt ${attempt} landed was taken back by ${named(by)}${why === undefined ? "" : `: ${why}`}`;

/** An undo that came to nothing is nothing that was tried at the task. */
const isTry = ({ undo, outcome }: PastAttempt): boolean => undo === undefined || outcome.kind === "done";

const sectionOf = (record: Told, past: PastAttempt): string => {
  const { n, agent, meter, outcome, undo } = past;
  if (undo !== undefined) return tookBack(undo);
  if (outcome.kind === "done") return `## Attempt ${n} had landed, and that is no longer in force`;
  const { kind, why, details } = outcome.failure;
  const by = meter === undefined ? agent : `${agent}, ${meter.model}`;
  return [
    `## Attempt ${n} (${by}): ${kind}`,
    why,
    ...checksOf(outcome.proof),
    ...evidenceOf(details),
    ...workOf(past),
    ...saidTo(record, n),
  ].join("\n");
};

const triedBefore = (record: Told): string[] => {
  const tries = record.past.filter(isTry);
  if (tries.length === 0) return [];
  const sections = tries
    .slice(-4)
    .reverse()
    .map((past) => sectionOf(record, past));
  return [clip(`# What was tried before\n\n${sections.join("\n\n")}`, longestBrief)];
};

/** Messages are never cut: how long all that wait may be is seen to when they are said. */
const saidSince = (record: Told): string[] => {
  const waiting = waitingFor(record);
  const speakers = waiting.some(({ from }) => from !== undefined) ? "people and other agents" : "people";
  return waiting.length === 0 ? [] : [`# What ${speakers} say\n\n${waiting.map(spoken).join("\n\n")}`];
};

/**
 * What the next attempt should know: all that people said since, and the attempts before it, the last first, in at most
 * 8 KiB. Undefined where there is neither.
 */
export const briefOf = (record: Told | undefined): string | undefined => {
  const parts = record === undefined ? [] : [...saidSince(record), ...triedBefore(record)];
  return parts.length === 0 ? undefined : parts.join("\n\n");
};
