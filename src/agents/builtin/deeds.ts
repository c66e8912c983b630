import type Anthropic from "@anthropic-ai/sdk";
import type { Deeds } from "../../core/relay.ts";
import { callsIn, type Message, type Story } from "./transcript.ts";

type Block = Anthropic.Beta.Messages.BetaContentBlockParam;

const blocksOf = ({ content }: Message): readonly Block[] => (Array.isArray(content) ? content : []);

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: { text?: unknown }) => (typeof block.text === "string" ? block.text : ""))
    .join("\n");
};

/** The outputs of commands that failed, by the ids of their calls. */
const failures = (messages: readonly Message[]): ReadonlyMap<string, string> =>
  new Map(
    messages.flatMap((message) =>
      blocksOf(message).flatMap((block) =>
        block.type === "tool_result" && block.is_error === true
          ? [[block.tool_use_id, textOf(block.content)] as const]
          : [],
      ),
    ),
  );

const inputOf = (input: unknown, name: string): string | undefined => {
  const value = (input as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === "string" ? value : undefined;
};

const lastWords = (messages: readonly Message[]): string =>
  messages
    .filter(({ role }) => role === "assistant")
    .map(({ content }) => textOf(content).trim())
    .findLast((text) => text !== "") ?? "";

/** What an attempt did by its transcript, over all its conversations. */
export const deedsOf = ({ messages, commands, told, earlier }: Story): Deeds => {
  const outputs = failures(messages);
  const calls = messages.flatMap((message) => callsIn(message));
  const failed = calls.flatMap(({ id, input }) => {
    const [command, output] = [inputOf(input, "command"), outputs.get(id)];
    return command === undefined || output === undefined ? [] : [{ command, output }];
  });
  const files = calls.flatMap(({ name, input }) =>
    name === "write" || name === "edit" ? [inputOf(input, "file_path") ?? ""] : [],
  );
  return {
    commands,
    failed: [...(earlier?.failed ?? []), ...failed].slice(-3),
    files: [...new Set([...files.reverse(), ...(earlier?.files ?? [])])].filter((file) => file !== ""),
    said: lastWords(messages) || (earlier?.said ?? ""),
    heard: told,
  };
};
