import type { Session } from "../core/stray.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fieldsIn = (value: Fields, key: string): Fields => {
  const inner = value[key];
  return isFields(inner) ? inner : {};
};

const textIn = (value: Fields, key: string): string | undefined => {
  const text = value[key];
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
};

/** Each line that is whole; a transcript may be read in part, or be written this very moment. */
const entriesOf = (lines: readonly string[]): Fields[] =>
  lines.flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return isFields(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });

/** The text blocks of a message; nothing where it answers tools instead. */
const saidIn = (content: unknown, kind: "text" | "input_text"): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .flatMap((block) => (isFields(block) && block["type"] === kind ? [block["text"]] : []))
    .join("\n");
};

/** What a program put into a person's mouth: its own tags, notes on interruptions, instructions from files. */
const isByProgram = (text: string): boolean =>
  /^\s*(?:<[a-zA-Z_-]+>|<[a-z-]+ |Caveat: |\[Request interrupted|This session is being continued|# AGENTS\.md )/.test(
    text,
  );

const promptsOf = (texts: readonly string[]): Pick<Session, "first" | "last"> => {
  const said = texts.map((text) => text.trim()).filter((text) => text !== "" && !isByProgram(text));
  const [first, last] = [said[0], said.at(-1)];
  return first === undefined || last === undefined ? {} : { first, last };
};

const named = (branch: string | undefined): Pick<Session, "branch"> =>
  branch === undefined || branch === "HEAD" ? {} : { branch };

/** Reads a session of Claude Code from lines of its file; `undefined` where they tell of none. */
export const readClaudeCode = (lines: readonly string[]): Session | undefined => {
  const entries = entriesOf(lines).filter((entry) => entry["isSidechain"] !== true);
  const last = (key: string): string | undefined =>
    entries.map((entry) => textIn(entry, key)).findLast((text) => text !== undefined);
  const [id, cwd] = [last("sessionId"), last("cwd")];
  if (id === undefined || cwd === undefined) return undefined;
  const asked = entries.filter((entry) => entry["type"] === "user" && entry["isMeta"] !== true);
  const texts = asked.map((entry) => saidIn(fieldsIn(entry, "message")["content"], "text"));
  return { agent: "claude-code", id, cwd, ...named(last("gitBranch")), ...promptsOf(texts) };
};

/** Reads a session of Codex from lines of its file; `undefined` where they tell of none. */
export const readCodex = (lines: readonly string[]): Session | undefined => {
  const entries = entriesOf(lines);
  const meta = entries.find((entry) => entry["type"] === "session_meta");
  const payload = meta === undefined ? {} : fieldsIn(meta, "payload");
  const [id, cwd] = [textIn(payload, "id"), textIn(payload, "cwd")];
  if (id === undefined || cwd === undefined) return undefined;
  const texts = entries.flatMap((entry) => {
    const item = fieldsIn(entry, "payload");
    const isAsked =
      entry["type"] === "response_item" && item["type"] === "message" && item["role"] === "user";
    return isAsked ? [saidIn(item["content"], "input_text")] : [];
  });
  const branch = textIn(fieldsIn(payload, "git"), "branch");
  return { agent: "codex", id, cwd, ...named(branch), ...promptsOf(texts) };
};
