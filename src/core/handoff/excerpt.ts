/** The most of one log that is passed on, in characters. */
const longest = 8000;

/** How much is kept before an error that the runner marked, after it, and of the end. */
const [before, after, last] = [20, 3, 60];

/** What looks like something that signs in, wherever it stands. */
const secrets: readonly RegExp[] = [
  /\bgh[a-z]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bey[JK][\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
  /(?<=\b(?:authorization|proxy-authorization)\s*[:=]\s*(?:basic|bearer|token)\s+)\S+/gi,
  /(?<=\b[\w-]*(?:password|passwd|secret|token|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]{8,}/gi,
];

/** A text in which nothing that looks like a secret is left. */
const redacted = (text: string): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, "[redacted]"), text);

// oxlint-disable-next-line no-control-regex -- the escapes of terminals begin with one
const escapes = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;
// oxlint-disable-next-line no-control-regex -- what is left of them, and what turns or hides text
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;

/** A runner's log as people read it: no times, no colours, and of each folded group its name alone. */
const plainLines = (log: string): string[] => {
  let isFolded = false;
  return log.split(/\r?\n/).flatMap((raw) => {
    const line = raw.replace(stamp, "").replaceAll(escapes, "").replaceAll(controls, "").trimEnd();
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
