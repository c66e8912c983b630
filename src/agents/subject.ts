/** The most that is told of what a tool is used on, and of what it printed, in characters. */
const longest = 300;
const longestOutput = 2000;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/** What of a tool's input says most about its use. */
const telling = ["command", "cmd", "file_path", "path", "pattern", "url", "query", "description", "prompt"];

/** What a tool is used on, in one line. */
export const subjectOf = (input: unknown): string => {
  if (typeof input === "string") return cut(oneLine(input), longest);
  if (typeof input !== "object" || input === null) return "";
  const values = input as Readonly<Record<string, unknown>>;
  const key = telling.find((name) => typeof values[name] === "string");
  return cut(oneLine(key === undefined ? JSON.stringify(input) : String(values[key])), longest);
};

/** What a tool printed, not at any length. */
export const outputOf = (text: string): string => cut(text.trim(), longestOutput);
