import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:net";

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

let tried = process.pid * 16;

/** A port that nobody listens on, and that no system gives to whoever asks for any: other tests do so all the time. */
export const freePort = async (): Promise<number> => {
  tried += 1;
  const port = 10_000 + (tried % 20_000);
  return (await isFree(port)) ? port : freePort();
};

export const signed = (body: string | Buffer, secret: string): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

type Sent = {
  readonly event: string;
  readonly payload: unknown;
  readonly secret: string;
  readonly guid?: string;
  /** In place of what GitHub would send. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly method?: string;
};

/** Sends a webhook as GitHub does; returns the status of the answer, 0 where there is none. */
export const deliver = async (port: number, sent: Sent): Promise<number> => {
  const {
    event,
    payload,
    secret,
    guid = randomUUID(),
    body = JSON.stringify(payload),
    method = "POST",
  } = sent;
  const headers = Object.entries({
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": guid,
    "x-hub-signature-256": signed(body, secret),
    ...sent.headers,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method,
      headers: Object.fromEntries(headers),
      ...(method === "GET" ? {} : { body }),
    });
    return answer.status;
  } catch {
    return 0;
  }
};

/** Delivers once somebody listens. */
export const deliverSoon = async (port: number, sent: Sent): Promise<number> => {
  for (let left = 3000; left > 0; left -= 1) {
    const status = await deliver(port, sent);
    if (status !== 0) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 0;
};
