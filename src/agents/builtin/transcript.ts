import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type Anthropic from "@anthropic-ai/sdk";
import type { Claims, RanCommand } from "../../core/account.ts";
import { emptyMeter, type Meter } from "../../core/meter.ts";
import { sayingOf } from "../../core/message.ts";
import { priceOf } from "../../core/prices.ts";
import type { Deeds } from "../../core/relay.ts";
import type { Remark } from "../../core/remark.ts";
import type { Quota } from "../../core/signal.ts";
import type { ModelJob, Notice } from "../../engine/ports/model-agents.ts";

export type Message = Anthropic.Beta.Messages.BetaMessageParam;
export type Reply = Anthropic.Beta.Messages.BetaMessage;
type ToolUse = Anthropic.Beta.Messages.BetaToolUseBlock;

/** One line of a transcript: what happened at a boundary of a turn. */
export type Entry =
  /** A request goes out that may cost so much; without a reply behind it, it was cut off. */
  | { readonly kind: "asked"; readonly worst: number }
  | { readonly kind: "refused" }
  /** The service refused it because there were too many, or it was overloaded. */
  | { readonly kind: "throttled"; readonly quotas: readonly Quota[] }
  | {
      readonly kind: "replied";
      readonly reply: Pick<Reply, "content" | "stop_reason">;
      readonly meter: Meter;
    }
  | { readonly kind: "answered"; readonly message: Message; readonly commands: readonly RanCommand[] }
  | { readonly kind: "claimed"; readonly claims: Claims }
  /** Its conversation was too full: it goes on in another, which begins so. */
  | { readonly kind: "began"; readonly prompt: string; readonly deeds: Deeds }
  /** It told or asked something by a tool of ours. */
  | { readonly kind: "remarked"; readonly remark: Remark }
  /** Messages that came meanwhile, and that the next request carries. */
  | { readonly kind: "told"; readonly messages: Notice["messages"] };

/** An attempt as its transcript tells it. */
export type Story = {
  readonly messages: Message[];
  readonly meter: Meter;
  readonly commands: readonly RanCommand[];
  readonly claims?: Claims;
  /** The ids of all messages that it has taken in. */
  readonly heard: readonly string[];
  /** Those messages themselves. */
  readonly told: Notice["messages"];
  readonly remarks: readonly Remark[];
  /** Tokens of the conversation's first prompt, once it was answered. */
  readonly first?: number;
  /** What was done in conversations before this one. */
  readonly earlier?: Deeds;
  /** Why the last reply ended. */
  readonly reason?: Reply["stop_reason"];
  /** The last request has no answer yet: what it may have cost. */
  readonly open?: number;
};

/** The tool calls of a message that nothing has answered. */
export const callsIn = (message: Message | undefined): readonly ToolUse[] =>
  message?.role === "assistant" && Array.isArray(message.content)
    ? message.content.filter((block): block is ToolUse => block.type === "tool_use")
    : [];

const begun = (job: ModelJob): Story => ({
  messages: [{ role: "user", content: job.prompt }],
  meter: emptyMeter(job.model, priceOf(job.model, Date.now())),
  commands: [],
  heard: [],
  told: [],
  remarks: [],
});

/** What people say stands beside the answers to the last calls, or for itself where there were none. */
const withTold = (messages: readonly Message[], told: Notice["messages"]): Message[] => {
  const blocks = told.map((one) => ({
    type: "text" as const,
    text: sayingOf(one),
  }));
  const last = messages.at(-1);
  if (last?.role !== "user") return [...messages, { role: "user", content: blocks }];
  const { content } = last;
  const before = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  return [...messages.slice(0, -1), { role: "user", content: [...before, ...blocks] }];
};

/** A request that was cut off counts with its worst: nobody told what of it was billed. */
export const settled = ({ open = 0, ...story }: Story): Story => ({
  ...story,
  meter: { ...story.meter, unsure: story.meter.unsure + open },
});

/** What an answer told of no window says nothing of those known. */
export const withQuotas = (meter: Meter, quotas: readonly Quota[]): Meter =>
  quotas.length === 0 ? meter : { ...meter, quotas };

/** The story after one more entry. */
export const after = (story: Story, entry: Entry): Story => {
  const { open: __, ...rest } = story;
  switch (entry.kind) {
    case "asked":
      return { ...settled(story), open: entry.worst };
    case "refused":
      return rest;
    case "throttled": {
      const { throttled = 0 } = story.meter;
      return { ...story, meter: { ...withQuotas(story.meter, entry.quotas), throttled: throttled + 1 } };
    }
    case "replied": {
      const message: Message = { role: "assistant", content: entry.reply.content };
      const { stop_reason: reason } = entry.reply;
      const first = story.first ?? entry.meter.context;
      return { ...rest, messages: [...story.messages, message], meter: entry.meter, reason, first };
    }
    case "answered":
      return {
        ...story,
        messages: [...story.messages, entry.message],
        commands: [...story.commands, ...entry.commands],
      };
    case "claimed":
      return { ...story, claims: entry.claims };
    case "began": {
      const { first: _, ...before } = story;
      const messages: Message[] = [{ role: "user", content: entry.prompt }];
      return { ...before, messages, meter: { ...story.meter, context: 0 }, earlier: entry.deeds };
    }
    case "remarked":
      return { ...story, remarks: [...story.remarks, entry.remark] };
    case "told":
      return {
        ...story,
        messages: withTold(story.messages, entry.messages),
        heard: [...story.heard, ...entry.messages.map(({ id }) => id)],
        told: [...story.told, ...entry.messages],
      };
  }
};

const parse = (line: string): Entry[] => {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    // The last line of a worker that was killed while it wrote: what it told did not happen.
    return [];
  }
};

/** The entries of a transcript. */
export const entriesIn = (text: string): readonly Entry[] => text.split("\n").flatMap(parse);

/** Reads an attempt's story as far as it was written. */
export const readStory = (path: string, job: ModelJob): Story =>
  entriesIn(existsSync(path) ? readFileSync(path, "utf8") : "").reduce(after, begun(job));

/** Writes an entry down. The line break comes first, so that a half line never swallows the next one. */
export const append = (path: string, entry: Entry): void =>
  appendFileSync(path, `\n${JSON.stringify(entry)}`);
