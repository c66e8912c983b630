import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { deliveryOf, isSigned, type Delivery } from "./delivery.ts";
import type { Ledger } from "./ledger.ts";

/** GitHub sends at most 25 MB. */
const largest = 25 * 1024 * 1024;

/** How long the head of a request, and all of it, may take to come, in milliseconds. */
const [headPatience, patience] = [5000, 10_000];

export type Receiving = {
  readonly port: number;
  readonly secret: string;
  /** `owner/name`: deliveries about any other are refused. */
  readonly repository: string;
  readonly ledger: Ledger;
  readonly told: (delivery: Delivery) => void;
};

/** What is answered, and the delivery if it is a new one. */
type Answer = { readonly status: number; readonly delivery?: Delivery };

const header = ({ headers }: IncomingMessage, name: string): string => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};

/** The whole body, byte for byte; `undefined` where it is too large. */
const read = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(header(request, "content-length")) > largest) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > largest) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** What a request is before anything of it is read. */
const refusal = (request: IncomingMessage): number | undefined => {
  if (request.method !== "POST") return 405;
  if (!/^application\/json\b/.test(header(request, "content-type"))) return 415;
  const isWhole = ["x-hub-signature-256", "x-github-event", "x-github-delivery"].every(
    (name) => header(request, name) !== "",
  );
  return isWhole ? undefined : 400;
};

const judge = async (
  request: IncomingMessage,
  { secret, repository, ledger }: Receiving,
): Promise<Answer> => {
  const refused = refusal(request);
  if (refused !== undefined) return { status: refused };
  const body = await read(request);
  if (body === undefined) return { status: 413 };
  if (!isSigned(body, header(request, "x-hub-signature-256"), secret)) return { status: 401 };
  const payload = parsed(body);
  if (typeof payload !== "object" || payload === null) return { status: 400 };
  const guid = header(request, "x-github-delivery");
  const delivery = deliveryOf(guid, header(request, "x-github-event"), payload);
  if (delivery.repository !== undefined && delivery.repository.toLowerCase() !== repository.toLowerCase())
    return { status: 404 };
  return ledger.has(guid) ? { status: 202 } : { status: 202, delivery };
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  receiving: Receiving,
): Promise<void> => {
  const { status, delivery } = await judge(request, receiving);
  // Durable before it is acknowledged: what GitHub has delivered it does not deliver again by itself.
  if (delivery !== undefined) receiving.ledger.enter(delivery.guid, delivery.event);
  response.writeHead(status, { connection: "close" });
  response.end();
  if (status === 413) request.destroy();
  if (delivery !== undefined) receiving.told(delivery);
};

/**
 * Hears GitHub's webhooks on this machine alone (whoever reaches it from outside is another program's concern), until it
 * is told to stop. A webhook says only where to look: what it claims is believed in nothing else.
 */
export const receive = async (receiving: Receiving, signal: AbortSignal): Promise<void> => {
  const server = createServer((request, response) => {
    answer(request, response, receiving).catch(() => {
      response.writeHead(503, { connection: "close" });
      response.end();
    });
  });
  server.headersTimeout = headPatience;
  server.requestTimeout = patience;
  server.maxConnections = 64;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.once("close", resolve);
  server.listen(receiving.port, "127.0.0.1");
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  if (signal.aborted) close();
  signal.addEventListener("abort", close, { once: true });
  await promise;
};
