import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A tool of a server's, and what it is called with. */
type Called = { readonly server: string; readonly tool: string; readonly input: object };

/** What a scripted model of the Responses API does with one request; `ran` counts the commands it has asked for. */
export type ResponsesAct =
  | { readonly say: string; readonly run?: string; readonly call?: Called }
  | { readonly status: number; readonly message: string };

export type ResponsesModel = { readonly url: string; close(): Promise<void> };

type Item = { readonly type?: string };

const bodyOf = async (request: IncomingMessage): Promise<{ input?: readonly Item[] }> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}") as { input?: readonly Item[] };
};

const usage = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 400 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 10 },
  total_tokens: 1050,
};

const speak = (
  response: ServerResponse,
  { say, run, call: called }: Extract<ResponsesAct, { say: string }>,
  at: number,
): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: { readonly type: string; readonly [key: string]: unknown }): void =>
    void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const content = [{ type: "output_text", text: say, annotations: [] }];
  const message = { type: "message", id: `m_${at}`, role: "assistant", status: "completed", content };
  const call = {
    type: "function_call",
    id: `f_${at}`,
    call_id: `call_${at}`,
    ...(called === undefined
      ? { name: "exec_command", arguments: JSON.stringify({ cmd: run ?? "" }) }
      : { namespace: `mcp__${called.server}`, name: called.tool, arguments: JSON.stringify(called.input) }),
    status: "completed",
  };
  const output = run === undefined && called === undefined ? [message] : [message, call];
  const whole = { id: `resp_${at}`, object: "response" };
  send({ type: "response.created", response: { ...whole, status: "in_progress", output: [] } });
  for (const [output_index, item] of output.entries()) {
    send({ type: "response.output_item.added", output_index, item });
    send({ type: "response.output_item.done", output_index, item });
  }
  send({ type: "response.completed", response: { ...whole, status: "completed", output, usage } });
  response.end();
};

/** A model on loopback that speaks the Responses API as a script says, by how many commands were run before. */
export const startResponses = async (
  script: (ran: number, asked: string) => ResponsesAct,
): Promise<ResponsesModel> => {
  let requests = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { input = [] } = await bodyOf(request);
    if (request.method !== "POST") {
      // Codex tries a socket first, and goes on without one when it is told to.
      response.writeHead(426).end();
      return;
    }
    const act = script(input.filter(({ type }) => type === "function_call").length, JSON.stringify(input));
    if ("say" in act) return speak(response, act, (requests += 1));
    response.writeHead(act.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: act.message } }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
