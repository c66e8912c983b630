import { existsSync, readFileSync } from "node:fs";
import type { Action } from "../../core/action.ts";
import { subjectOf } from "./log.ts";
import { callsIn, entriesIn, type Message } from "./transcript.ts";

const inLines = ([name, value]: [string, unknown]): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.includes("\n") ? `${name}:\n${text.replaceAll(/^/gm, "  ")}` : `${name}: ${text}`;
};

/** What a tool was given, a line for each thing, and as many as a text of several needs. */
const inputText = (input: unknown): string =>
  typeof input === "object" && input !== null
    ? Object.entries(input).map(inLines).join("\n")
    : (JSON.stringify(input) ?? "");

type Block = { readonly type: string; readonly text?: string };

const textOf = (content: string | readonly Block[] = ""): string =>
  typeof content === "string" ? content : content.map(({ text = "" }) => text).join("\n");

type Answer = { readonly output: string; readonly ok: boolean };

/** What the tools answered, by the id of the call. */
const answersIn = ({ content }: Message): readonly (readonly [string, Answer])[] =>
  (typeof content === "object" ? content : []).flatMap((block) => {
    if (block.type !== "tool_result") return [];
    const { content: told, is_error: failed, tool_use_id: id } = block;
    return [[id, { output: textOf(told), ok: failed !== true }]];
  });

/** The actions of an attempt of the built-in agent, as its transcript tells them so far. */
export const actionsIn = (transcript: string): readonly Action[] => {
  if (!existsSync(transcript)) return [];
  const entries = entriesIn(readFileSync(transcript, "utf8"));
  const answers = new Map(
    entries.flatMap((entry) => (entry.kind === "answered" ? answersIn(entry.message) : [])),
  );
  return entries.flatMap((entry) => {
    if (entry.kind !== "replied") return [];
    const { content } = entry.reply;
    const said = content.flatMap((block) => (block.type === "text" ? block.text.trim() : [])).join("\n");
    return callsIn({ role: "assistant", content }).map(({ id, name, input }, at) => ({
      tool: name,
      subject: subjectOf(input),
      said: at === 0 ? said : "",
      input: inputText(input),
      ...answers.get(id),
    }));
  });
};
