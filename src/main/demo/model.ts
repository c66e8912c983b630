import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { openCues, type Cues } from "./cues.ts";
import type { Pace } from "../../faces/stage.ts";
import type { Turn } from "./script.ts";
import { whoAsks, type Asked, type Heard } from "./who-asks.ts";

type Part = Parameters<typeof whoAsks>[1];

/** A scripted model that listens on loopback. */
export type ScriptedModel = { readonly url: string; readonly close: () => Promise<void> };

/** How long the model thinks, in milliseconds: enough to see the fleet at work, or for a person to follow it with keys. */
const thinking: Readonly<Record<Pace, number>> = { brisk: 150, calm: 1500 };

/** What each answer is billed at: by its place in the conversation, so that the same script always costs the same. */
const usageAt = (at: number) => ({
  input_tokens: 60,
  cache_creation_input_tokens: at === 0 ? 5200 : 900,
  cache_read_input_tokens: at === 0 ? 0 : 4300 + 900 * at,
  output_tokens: 220,
});

const bodyOf = async (request: IncomingMessage): Promise<Heard> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Heard;
};

type Block = Readonly<Record<string, unknown>>;

/** A content block as it begins, and what then fills it. */
const blocksOf = (
  turn: Turn | undefined,
  id: string,
): readonly (readonly [begins: Block, fills: Block])[] => {
  const says = turn === undefined ? "Done." : turn.says;
  const text: readonly [Block, Block] = [
    { type: "text", text: "" },
    { type: "text_delta", text: says ?? "" },
  ];
  if (turn === undefined) return [text];
  const { tool, input } = turn.use;
  const use: readonly [Block, Block] = [
    { type: "tool_use", id, name: tool, input: {} },
    { type: "input_json_delta", partial_json: JSON.stringify(input) },
  ];
  return says === undefined ? [use] : [text, use];
};

/** Streams one answer as the Messages API does. */
const answer = (response: ServerResponse, { task, at, turn }: Asked, model: string): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (type: string, rest: Block): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
  const usage = usageAt(at);
  const open = { role: "assistant", content: [], stop_reason: null, stop_sequence: null };
  send("message_start", { message: { id: `msg_${task}_${at}`, type: "message", model, usage, ...open } });
  for (const [index, [begins, fills]] of blocksOf(turn, `toolu_${task}_${at}`).entries()) {
    send("content_block_start", { index, content_block: begins });
    send("content_block_delta", { index, delta: fills });
    send("content_block_stop", { index });
  }
  const reason = turn === undefined ? "end_turn" : "tool_use";
  send("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage });
  send("message_stop", {});
  response.end();
};

const errors = { 400: "invalid_request_error", 404: "not_found_error" } as const;

const refuse = (response: ServerResponse, status: keyof typeof errors, message: string): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type: errors[status], message } }));
};

/** A person who tries a task of their own is told why nothing comes of it, and what would work. */
const unscripted =
  "the scripted model knows the demonstration's own tasks, by their titles; give yours a `command:` that does it, or try traffic demo --live";

const serve = async (
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  { part, cues, pace }: { readonly part: Part; readonly cues: Cues; readonly pace: Pace },
): Promise<void> => {
  const { request, response } = exchange;
  if (request.method !== "POST" || request.url?.startsWith("/v1/messages") !== true)
    return refuse(response, 404, "the scripted model answers POST /v1/messages only");
  const heard = await bodyOf(request);
  const asked = whoAsks(heard, part);
  if (asked === undefined) return refuse(response, 400, unscripted);
  cues.give({ task: asked.task, has: "begun" });
  if (asked.turn?.after !== undefined) await cues.wait(asked.turn.after);
  await wait(thinking[pace]);
  answer(response, asked, heard.model);
  if (asked.turn === undefined) cues.give({ task: asked.task, has: "finished" });
};

/** Starts a model on loopback that answers by a script, whoever asks. */
export const startModel = async (part: Part, pace: Pace = "brisk"): Promise<ScriptedModel> => {
  const cues = openCues();
  const server = createServer((request, response) => {
    serve({ request, response }, { part, cues, pace }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
