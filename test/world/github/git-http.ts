import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Where git keeps the program that speaks its protocol over HTTP. */
const backend = "/usr/lib/git-core/git-http-backend";

type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

const parse = (out: Buffer): Reply => {
  const end = out.indexOf("\r\n\r\n");
  const lines = out.subarray(0, end).toString().split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const status = Number(/^\d+/.exec(headers["status"] ?? "")?.[0] ?? 200);
  delete headers["status"];
  return { status, headers, body: out.subarray(end + 4) };
};

/** Real git behind a request, as a web server runs it. */
export const gitReply = async (
  request: IncomingMessage,
  { root, url, body, login }: { root: string; url: URL; body: Buffer; login: string },
): Promise<Reply> => {
  const child = spawn(backend, {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: login,
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const out: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  // A backend that has read enough closes its end first.
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  await new Promise((resolve) => child.on("close", resolve));
  return parse(Buffer.concat(out));
};

export const sendGit = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.writeHead(status, headers);
  response.end(body);
};
