import type { IncomingMessage, ServerResponse } from "node:http";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { remarkOf, remarkTools, schemaOf, type Content } from "../../core/remark.ts";

/** One request of an agent's. */
export type Asked = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: unknown;
  /** Keeps a remark, and says what it is answered. `once` tells it from every other one of this connection. */
  readonly keep: (content: Content, once: string) => string;
};

const said = (text: string, isError = false) => ({ content: [{ type: "text" as const, text }], isError });

const serverFor = ({ keep }: Asked): Server => {
  const server = new Server({ name: "traffic", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: remarkTools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: schemaOf(tool),
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: given } }, { requestId }) => {
    const content = remarkOf(name, given);
    if ("wrong" in content) return said(content.wrong, true);
    return said(keep(content, JSON.stringify([requestId, content])));
  });
  return server;
};

/**
 * Speaks MCP with an agent: one request, and nothing is remembered of it afterwards, so that an agent goes on with whoever
 * comes after us. A module of its own, for the package is large and most hosts never need it.
 */
export const speak = async (asked: Asked): Promise<void> => {
  const server = serverFor(asked);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  await transport.handleRequest(asked.request, asked.response, asked.body);
  await server.close();
};
