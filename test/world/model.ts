import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Block =
  | { readonly text: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** What a scripted model does with one request. */
export type Act =
  | {
      readonly blocks: readonly Block[];
      readonly usage?: Readonly<Record<string, unknown>>;
      readonly stop?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly status: number;
      readonly type: string;
      readonly message?: string;
      readonly retryAfter?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Breaks in the middle of a stream. */
  | { readonly breaks: "socket" | "early" | "garbage" | "overloaded" | "silence" };

/** A request as the model got it. */
export type Heard = {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly max_tokens: number;
  readonly model: string;
  readonly system: unknown;
  readonly [key: string]: unknown;
};

export type Model = {
  readonly url: string;
  readonly heard: Heard[];
  close(): Promise<void>;
};

const usual = {
  input_tokens: 1200,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: 9000,
  output_tokens: 80,
};

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const refuse = (response: ServerResponse, act: Extract<Act, { status: number }>): void => {
  const retry = act.retryAfter === undefined ? {} : { "retry-after": String(act.retryAfter) };
  response.writeHead(act.status, { "content-type": "application/json", ...retry, ...act.headers });
  const message = act.message ?? act.type;
  response.end(JSON.stringify({ type: "error", error: { type: act.type, message } }));
};

type Send = (event: { readonly type: string; readonly [key: string]: unknown }) => void;

const tell = (block: Block, index: number, send: Send): void => {
  const isText = "text" in block;
  const id = `toolu_${Math.random().toString(36).slice(2)}`;
  const start = isText ? { type: "text", text: "" } : { type: "tool_use", id, name: block.tool, input: {} };
  const delta = isText
    ? { type: "text_delta", text: block.text }
    : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
  send({ type: "content_block_start", index, content_block: start });
  send({ type: "content_block_delta", index, delta });
  send({ type: "content_block_stop", index });
};

type Break = Extract<Act, { breaks: unknown }>["breaks"];

/** The ways in which a stream that has begun does not end. */
const breakOff: { readonly [K in Break]: (response: ServerResponse, send: Send) => void } = {
  silence: () => undefined,
  early: (response) => void response.end(),
  socket: (response) => void setTimeout(() => response.socket?.destroy(), 20),
  garbage: (response) => void response.end("event: content_block_delta\ndata: {not json\n\n"),
  overloaded: (response, send) => {
    send({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
    response.end();
  },
};

/** Speaks one reply as the Messages API streams it, or breaks off. */
const speak = (response: ServerResponse, act: Exclude<Act, { status: number }>, model: string): void => {
  const headers = "headers" in act ? act.headers : {};
  response.writeHead(200, { "content-type": "text/event-stream", ...headers });
  const send: Send = (event) =>
    void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const usage = { ...usual, ...("usage" in act ? act.usage : {}) };
  const id = `msg_${Math.random().toString(36).slice(2)}`;
  const message = { id, type: "message", role: "assistant", content: [], model };
  const ends = { stop_reason: null, stop_sequence: null };
  send({ type: "message_start", message: { ...message, ...ends, usage: { ...usage, output_tokens: 1 } } });
  if ("breaks" in act) {
    tell({ text: "partial " }, 0, send);
    return breakOff[act.breaks](response, send);
  }
  for (const [index, block] of act.blocks.entries()) tell(block, index, send);
  const reason = act.stop ?? (act.blocks.some((block) => "tool" in block) ? "tool_use" : "end_turn");
  send({ type: "message_delta", delta: { stop_reason: reason, stop_sequence: null }, usage });
  send({ type: "message_stop" });
  response.end();
};

const compacting = {
  id: "claude",
  type: "model",
  capabilities: { context_management: { compact_20260112: { supported: true } } },
};

/**
 * A model on loopback that does as a script says for each request, whoever asks; `at` counts the requests from 0. One that
 * `compacts` offers to make conversations shorter.
 */
export const startModel = async (
  script: (heard: Heard, at: number) => Act | Promise<Act>,
  port = 0,
  compacts = false,
): Promise<Model> => {
  const heard: Heard[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await read(request);
    if (compacts && request.url?.includes("/models/") === true) {
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end(JSON.stringify(compacting));
    }
    if (request.method !== "POST" || request.url?.includes("/messages") !== true)
      return refuse(response, { status: 404, type: "not_found_error" });
    const body = JSON.parse(text) as Heard;
    heard.push(body);
    const act = await script(body, heard.length - 1);
    if ("status" in act) refuse(response, act);
    else speak(response, act, body.model);
  };
  const server = createServer((request, response) => void answer(request, response));
  // A port that it had before may be somebody's for a moment.
  server.on("error", () => setTimeout(() => server.listen(port, "127.0.0.1"), 20));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
