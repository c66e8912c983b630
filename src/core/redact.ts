/** What looks like something that signs in, wherever it stands. What is looked back at is bounded: a text may be made to take long. */
const secrets: readonly RegExp[] = [
  /\bgh[a-z]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bey[JK][\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
  /(?<=\b(?:authorization|proxy-authorization)\s{0,8}[:=]\s{0,8}(?:basic|bearer|token)\s{1,8})\S+/gi,
  /(?<=\b[\w-]{0,64}(?:password|passwd|secret|token|api_?key)["']?\s{0,8}[:=]\s{0,8}["']?)[^\s"',;]{8,}/gi,
];

/** A text in which nothing that looks like a secret is left. */
export const redacted = (text: string): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, "[redacted]"), text);

// oxlint-disable-next-line no-control-regex -- the escapes of terminals begin with one
const escapes = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;
// oxlint-disable-next-line no-control-regex -- what is left of them, and what turns or hides text
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/** A line without anything that colours, turns or hides text. */
export const plainLine = (line: string): string => line.replaceAll(escapes, "").replaceAll(controls, "");
