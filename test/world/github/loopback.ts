import { createHash, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersOf } from "./answers.ts";
import { faultsOf } from "./contract.ts";
import { gitReply, sendGit } from "./git-http.ts";
import { Hub } from "./hub.ts";
import { answer, answerGraphql, type Asked, type Reply } from "./routes.ts";

/** What goes wrong with a request: the line is cut before or after its effect, or the answer is another. */
export type Fault =
  | { readonly kind: "cut"; readonly when: "before" | "after" }
  | { readonly kind: "garble" }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A request as it was served, for tests to count. */
export type Served = {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  status: number;
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** The token of the one who acts for the fleet. */
export const botToken = `ghp_${"loopback".repeat(4)}0000`;

/** What only apps ask for; GitHub's description of it is not among those distilled. */
const isAboutApp = (path: string): boolean =>
  /^\/api\/v3\/(?:repos\/[^/]+\/[^/]+\/installation|app\/installations\/7\/access_tokens)$/.test(path);

/** GitHub on this very machine: real git over HTTP, the REST interface held to GitHub's own description. */
export class Loopback {
  readonly root = mkdtempSync(join(tmpdir(), "traffic-github-"));
  readonly hub = new Hub(this.root);
  /** Exchanges that GitHub's own description does not allow. */
  readonly violations: string[] = [];
  readonly served: Served[] = [];
  /** Who may sign in. */
  readonly tokens = new Map([[botToken, "traffic-bot"]]);
  /** What goes wrong with the n-th request, from 0. */
  fault: (served: Served) => Fault | undefined = () => undefined;
  /** The public key of an app that is installed. */
  app: string | undefined;
  remaining = 5000;
  web = "";
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response).catch((error: unknown) => {
      this.violations.push(
        `the loopback itself failed: ${String(error instanceof Error ? error.stack : error)}`,
      );
      response.destroy();
    });
  });

  /** Begins to listen on a port of its own. */
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.web = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Where the repository is cloned from and pushed to. */
  get address(): string {
    return `${this.web}/${this.hub.owner}/${this.hub.name}.git`;
  }

  /** The environment that leads a fleet here. */
  get env(): Record<string, string> {
    return { GITHUB_SERVER_URL: this.web, GITHUB_API_URL: `${this.web}/api/v3`, GITHUB_TOKEN: botToken };
  }

  /** May be called again. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.root, { recursive: true, force: true });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.web);
    const body = await read(request);
    const served: Served = {
      n: this.served.length,
      method: request.method ?? "",
      path: url.pathname,
      status: 0,
    };
    this.served.push(served);
    const fault = this.fault(served);
    if (this.#isFaulty(response, served, fault)) return;
    const cut = fault?.kind === "cut";
    if (/\.git\//.test(url.pathname)) return this.#serveGit(request, response, { url, body, served, cut });
    const reply = this.#answer(request, url, body);
    served.status = reply.status;
    if (cut) return void response.destroy();
    if (fault?.kind === "garble") {
      response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8" });
      return void response.end(JSON.stringify(reply.body).slice(0, -20));
    }
    return this.#send(response, reply, request.headers["if-none-match"]);
  }

  /** Whether the fault is all that comes of the request. */
  #isFaulty(response: ServerResponse, served: Served, fault: Fault | undefined): boolean {
    if (fault?.kind === "cut" && fault.when === "before") response.destroy();
    else if (fault?.kind === "answer") {
      const { status, body = {}, headers = {} } = fault;
      served.status = status;
      this.#send(response, { status, body, headers });
    } else return false;
    return true;
  }

  async #serveGit(
    request: IncomingMessage,
    response: ServerResponse,
    { url, body, served, cut }: { url: URL; body: Buffer; served: Served; cut: boolean },
  ): Promise<void> {
    const [, basic = ""] = /^Basic (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const login = this.tokens.get(Buffer.from(basic, "base64").toString().split(":")[1] ?? "");
    if (login === undefined) {
      served.status = 401;
      response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' });
      return void response.end("sign in\n");
    }
    const before = this.hub.branches();
    const reply = await gitReply(request, { root: this.root, url, body, login });
    this.hub.settle(before);
    served.status = reply.status;
    if (cut) return void response.destroy();
    sendGit(response, reply);
  }

  #answer(request: IncomingMessage, url: URL, body: Buffer): Reply {
    const [, , secret = ""] = /^(token|bearer) (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    if (url.pathname.startsWith("/logs/")) return this.#log(url.pathname);
    if (this.app !== undefined && isAboutApp(url.pathname)) return this.#answerApp(url.pathname, secret);
    const login = this.tokens.get(secret);
    if (login === undefined) return { status: 401, body: { message: "Bad credentials", status: "401" } };
    const text = body.toString();
    const sent = text === "" ? undefined : (JSON.parse(text) as Asked["body"]);
    const path = url.pathname.replace(/^\/api\/v3/, "");
    const asked: Asked = {
      method: request.method ?? "GET",
      path,
      query: url.searchParams,
      body: sent,
      login,
    };
    const desk = { hub: this.hub, answers: answersOf(this.hub, this.web), web: this.web };
    if (url.pathname === "/api/graphql") return answerGraphql(asked, desk);
    const reply = answer(asked, desk);
    this.violations.push(...faultsOf({ ...asked, status: reply.status, answer: reply.body }));
    return reply;
  }

  #log(path: string): Reply {
    const job = this.hub.jobs.find(({ id }) => id === Number(path.slice("/logs/".length)));
    return { status: 200, raw: job?.log ?? "" };
  }

  /** An app proves itself by its key, and is given a token for an hour. */
  #answerApp(path: string, proof: string): Reply {
    const [head = "", body = "", signature = ""] = proof.split(".");
    const isProved = verify(
      "RSA-SHA256",
      Buffer.from(`${head}.${body}`),
      this.app ?? "",
      Buffer.from(signature, "base64url"),
    );
    if (!isProved) return { status: 401, body: { message: "A JSON web token could not be decoded" } };
    if (path.endsWith("/installation")) return { status: 200, body: { id: 7, app_slug: "traffic-bot" } };
    const token = `ghs_${"app".repeat(12)}`;
    this.tokens.set(token, "traffic-bot[bot]");
    const expires_at = new Date(this.hub.now + 3_600_000).toISOString();
    return { status: 201, body: { token, expires_at } };
  }

  #send(response: ServerResponse, reply: Reply, known?: string): void {
    const text = reply.raw ?? JSON.stringify(reply.body);
    const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
    const isKnown = reply.status === 200 && known === etag;
    if (!isKnown) this.remaining -= 1;
    response.writeHead(isKnown ? 304 : reply.status, {
      "content-type":
        reply.raw === undefined ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
      etag,
      date: new Date(this.hub.now).toUTCString(),
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": String(Math.max(0, this.remaining)),
      "x-ratelimit-reset": String(Math.floor(this.hub.now / 1000) + 3600),
      ...reply.headers,
    });
    response.end(isKnown ? undefined : text);
  }
}
