import type { RanCommand } from "./account.ts";
import { clip, longestBrief } from "./brief.ts";
import { sayingOf, type Message } from "./message.ts";

/** What an agent did so far, for one that goes on without its conversation. */
export type Deeds = {
  readonly commands: readonly RanCommand[];
  readonly failed: readonly { readonly command: string; readonly output: string }[];
  readonly files: readonly string[];
  /** Its last words. */
  readonly said: string;
  /** All that it was told since it began. */
  readonly heard: readonly Pick<Message, "from" | "text">[];
};

/** So much of each part is passed on, in bytes, and so many commands. */
const most = { said: 1500, heard: 2500, files: 1000, evidence: 1200, commands: 15 } as const;

const part = (heading: string, lines: readonly string[], bytes: number): string[] =>
  lines.length === 0 ? [] : [`${heading}\n${clip(lines.join("\n"), bytes)}`];

/**
 * What an agent is told that goes on where another conversation on the same task and the same files became too full: in at
 * most 8 KiB, from what is known and not from what anybody says.
 */
export const relayOf = ({ commands, failed, files, said, heard }: Deeds, base?: string): string => {
  const shows =
    base === undefined
      ? "`git status`, `git diff` and `git log` show"
      : `\`git status\` and \`git diff ${base}\` show`;
  const ran = commands
    .slice(-most.commands)
    .map(({ command, ok }) => `- \`${command}\`: ${ok ? "passed" : "failed"}`);
  const evidence = failed
    .slice(-2)
    .flatMap(({ command, output }) => [
      `\`${command}\` printed:`,
      "```",
      clip(output, most.evidence / 2),
      "```",
    ]);
  const parts = [
    `# What was done so far\n\nYou go on where an earlier conversation on this task became too full. Its work is in the worktree as it left it: ${shows} it. Do not begin again.`,
    ...part(
      "What it was told meanwhile:",
      heard.map((one) => `- ${sayingOf(one)}`),
      most.heard,
    ),
    ...part("Its last words:", said.trim() === "" ? [] : [said.trim()], most.said),
    ...part(
      "Files it wrote:",
      files.map((file) => `- ${file}`),
      most.files,
    ),
    ...part("Commands it ran, the last at the end:", ran, 2 * most.files),
    ...part("What failed last:", evidence, most.evidence + 200),
  ];
  return clip(parts.join("\n\n"), longestBrief);
};
