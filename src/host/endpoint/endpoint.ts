import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { attemptFolder, runsFolder } from "../places.ts";
import { keepRemark } from "./remarks.ts";

/** What an agent is given to reach us by. */
export type Pass = { readonly url: string; readonly token: string };

/** Where agents of other programs reach us while they work. They work without it as well. */
export type Endpoint = {
  /** Lets an attempt's agent in until it leaves; `told` is called after each remark that was kept. Undefined where we cannot be reached. */
  admit(
    key: string,
    told: () => void,
  ): Promise<{ readonly pass: Pass | undefined; readonly leave: () => void }>;
  /** Listens again where a host before us did: its agents may be at work, and call before their orders have reached us. */
  reopen(): Promise<void>;
  /** Nobody is answered any more. */
  close(): Promise<void>;
};

type Guest = { readonly key: string; readonly told: () => void };

/** Remarks are short; whatever is longer is none. In bytes. */
const largest = 64 * 1024;

/** How long the head of a request, and all of it, may take to come, in milliseconds. */
const [headPatience, patience] = [5000, 10_000];

const digestOf = (token: string): string => createHash("sha256").update(token).digest("hex");

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
};

/** The attempt's token: the same for all its runs and for every host of ours, and gone with its runs. */
const tokenFor = (state: string, key: string): string => {
  const folder = runsFolder(attemptFolder(state, key));
  const path = join(folder, "token");
  const known = readIfThere(path);
  if (known !== undefined && known !== "") return known;
  const token = randomBytes(32).toString("base64url");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, token, { mode: 0o600 });
  return token;
};

const listenAt = (server: Server, port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const failed = (): void => resolve(undefined);
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      const address = server.address();
      resolve(typeof address === "object" ? address?.port : undefined);
    });
  });

/** Listens where the host before us did, for agents that are at work know no other place; else wherever there is room. */
const listen = async (server: Server, state: string): Promise<number | undefined> => {
  const file = join(state, "endpoint");
  const before = Number(readIfThere(file) ?? 0);
  const port = (await listenAt(server, Number.isInteger(before) ? before : 0)) ?? (await listenAt(server, 0));
  if (port !== undefined && port !== before) writeFileSync(file, String(port), { mode: 0o600 });
  return port;
};

const read = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > largest) return undefined;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
};

type Door = {
  readonly state: string;
  readonly guests: ReadonlyMap<string, Guest>;
  /** When it was opened, on the clock of this process. */
  readonly since: number;
};

/** For so long after we came an agent's order may still be on its way, in milliseconds; and how often to look. */
const [arrival, pause] = [5000, 50];

/** Who holds a token; waited for while we are new, since an agent that is refused does not ask again. */
const guestOf = async (request: IncomingMessage, { guests, since }: Door): Promise<Guest | undefined> => {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (token === "") return undefined;
  const name = digestOf(token);
  while (!guests.has(name) && performance.now() - since < arrival) await sleep(pause);
  return guests.get(name);
};

const refuse = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { connection: "close" });
  response.end();
};

/** A browser names where a request comes from; no agent does. */
const isFromPage = ({ headers }: IncomingMessage): boolean => headers.origin !== undefined;

const answer = async (request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> => {
  if (isFromPage(request)) return refuse(response, 403);
  const guest = await guestOf(request, door);
  if (guest === undefined) return refuse(response, 401);
  if (request.method !== "POST") return refuse(response, 405);
  const body = await read(request);
  if (body === undefined) return refuse(response, 400);
  const { key, told } = guest;
  const { speak } = await import("./speak.ts");
  const path = request.url ?? "";
  await speak({
    request,
    response,
    body,
    keep: (content, once) => {
      const text = keepRemark(door.state, { key, once: `${path} ${once}`, content, at: Date.now() });
      told();
      return text;
    },
  });
};

/** An endpoint on this machine alone, opened when the first agent needs it. Whoever has an attempt's token speaks for it. */
export const openEndpoint = (state: string, since = performance.now()): Endpoint => {
  const guests = new Map<string, Guest>();
  const server = createServer((request, response) => {
    answer(request, response, { state, guests, since }).catch(() => {
      if (!response.headersSent) refuse(response, 500);
    });
  });
  server.headersTimeout = headPatience;
  server.requestTimeout = patience;
  server.unref();
  let port: Promise<number | undefined> | undefined;
  const open = (): Promise<number | undefined> => (port ??= listen(server, state).catch(() => undefined));
  return {
    reopen: async () => {
      if (readIfThere(join(state, "endpoint")) !== undefined) await open();
    },
    admit: async (key, told) => {
      const token = tokenFor(state, key);
      const name = digestOf(token);
      guests.set(name, { key, told });
      const at = await open();
      return {
        pass: at === undefined ? undefined : { url: `http://127.0.0.1:${at}/mcp`, token },
        leave: () => void guests.delete(name),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
