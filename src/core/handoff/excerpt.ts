import { plainLine, redacted } from "../redact.ts";

/** The most of one log that is passed on, in characters. */
const longest = 8000;

/** How much is kept before an error that the runner marked, after it, and of the end. */
const [before, after, last] = [20, 3, 60];

const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;

/** A runner's log as people read it: no times, no colours, and of each folded group its name alone. */
const plainLines = (log: string): string[] => {
  let isFolded = false;
  return log.split(/\r?\n/).flatMap((raw) => {
    const line = plainLine(raw.replace(stamp, "")).trimEnd();
    if (line.startsWith("##[endgroup]")) isFolded = false;
    else if (line.startsWith("##[group]")) {
      isFolded = true;
      return [line.slice("##[group]".length)];
    } else if (!isFolded && line !== "") return [line];
    return [];
  });
};

/** The lines that tell most: around every error that the runner marked, and the end. */
const telling = (lines: readonly string[]): string[] => {
  const kept = new Set<number>();
  const keep = (from: number, to: number): void => {
    for (let at = Math.max(0, from); at <= Math.min(lines.length - 1, to); at += 1) kept.add(at);
  };
  for (const [at, line] of lines.entries()) if (line.startsWith("##[error]")) keep(at - before, at + after);
  if (kept.size === 0) keep(lines.length - last, lines.length - 1);
  return lines.flatMap((line, at) => {
    if (!kept.has(at)) return [];
    return at > 0 && !kept.has(at - 1) ? ["…", line] : [line];
  });
};

/** What of a failed job's log the next attempt should know: short, plain, and without secrets. */
export const excerptOf = (log: string): string => {
  const text = redacted(telling(plainLines(log)).join("\n"));
  return text.length <= longest ? text : `…${text.slice(text.length - longest)}`;
};
