import { Octokit } from "@octokit/rest";
import { keepLast } from "../core/keep-last.ts";
import type { Closed } from "../engine/ports/github.ts";
import type { Limits } from "./limits.ts";
import type { Token } from "./token.ts";
import type { Place } from "./place.ts";
import { closedBy, isRefusal, messageOf } from "./trouble.ts";

/** How long one request may take, in milliseconds. */
const patience = 30_000;

/** How many answers are remembered, so that asking again costs nothing where nothing has changed. */
const remembered = 2000;

type Answer = Awaited<ReturnType<Octokit["request"]>>;

/** GitHub refused a request for a reason of its own: which, and how it said so. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "RefusedError";
    this.status = status;
  }
}

/** GitHub is not asked just now. */
export class ClosedError extends Error {
  readonly closed: Closed;
  constructor(closed: Closed) {
    super(closed.why);
    this.name = "ClosedError";
    this.closed = closed;
  }
}

export type Client = {
  readonly place: Place;
  readonly octokit: Octokit;
  /** The time as GitHub's own clock told it last, in milliseconds since the epoch. */
  now(): number;
  /** Who we are there; `undefined` where GitHub does not say. */
  login(): Promise<string | undefined>;
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const isJson = ({ headers }: Answer): boolean => headers["content-type"]?.includes("json") === true;

/** Answers by address, the oldest forgotten first. What is kept and what is given are copies: others write into theirs. */
class Memory {
  readonly #answers = new Map<string, Answer>();

  etag(key: string): string | undefined {
    return this.#answers.get(key)?.headers.etag;
  }

  recall(key: string): Answer {
    return structuredClone(this.#answers.get(key)) as Answer;
  }

  keep(key: string, answer: Answer): void {
    if (answer.headers.etag === undefined || !isJson(answer)) return;
    keepLast(this.#answers, [key, structuredClone(answer)], remembered);
  }
}

/** A request that hangs is given up, redirected or not. */
const timedFetch: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    signal: AbortSignal.any([AbortSignal.timeout(patience), ...(init?.signal ? [init.signal] : [])]),
  });

type Options = {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string | number | undefined>;
};

/** Whether a request makes something that GitHub counts and tells people about. */
const makes = ({ method, url }: Options): boolean =>
  (method === "POST" && /\/(?:pulls|comments|issues|labels)$/.test(url)) ||
  (method === "PUT" && url.endsWith("/merge"));

/**
 * Asks only for what has changed: an answer that has not costs nothing of the limit. The options are written into, since
 * the client's own hooks hand on the very object that they were given.
 */
const remembering = async (
  memory: Memory,
  { options, key }: { readonly options: Options; readonly key: string },
  send: () => Promise<Answer>,
): Promise<Answer> => {
  if (options.method !== "GET") return send();
  const etag = memory.etag(key);
  if (etag !== undefined) options.headers["if-none-match"] = etag;
  try {
    const answer = await send();
    memory.keep(key, answer);
    return answer;
  } catch (error) {
    if (!isRefusal(error) || error.status !== 304) throw error;
    return { ...memory.recall(key), headers: error.response.headers };
  }
};

/** An answer that was cut off is not GitHub's word. */
const whole = (answer: Answer): Answer => {
  if (isJson(answer) && typeof answer.data === "string") throw new Error("an answer was cut off");
  return answer;
};

const meaning = (error: unknown, limits: Limits): Error => {
  const closed = closedBy(error, limits, Date.now());
  if (closed !== undefined) return new ClosedError(closed);
  return isRefusal(error)
    ? new RefusedError(error.status, messageOf(error))
    : new Error("a failure without an answer is no refusal", { cause: error });
};

/** Who is signed in. An app that is given to us as a mere token is nobody whom GitHub would tell. */
const whoIs = async (octokit: Octokit): Promise<string | undefined> => {
  try {
    return (await octokit.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
};

/** Asks until there is an answer, and then no more. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let known: { readonly answer: T } | undefined;
  return async () => (known ??= { answer: await ask() }).answer;
};

/** Speaks to one repository at GitHub. Fails with a ClosedError or a RefusedError and with nothing else. */
export const createClient = (
  place: Place,
  { limits, token }: { readonly limits: Limits; readonly token: Pick<Token, "secret" | "login"> },
): Client => {
  const octokit = new Octokit({
    baseUrl: place.api,
    userAgent: "trafficcontrol",
    log: silent,
    request: { fetch: timedFetch },
  });
  const memory = new Memory();
  let behind = 0;
  const addressOf = (options: Options): string => octokit.request.endpoint(options as never).url;
  octokit.hook.wrap("request", async (plainSend, given) => {
    const options = given as Options;
    const shut = limits.closed(makes(options));
    if (shut !== undefined) throw new ClosedError(shut);
    if (makes(options)) limits.made();
    try {
      options.headers["authorization"] = `token ${await token.secret()}`;
      options.headers["x-github-api-version"] = "2022-11-28";
      const key = `${options.headers["accept"]} ${addressOf(options)}`;
      const answer = await remembering(memory, { options, key }, async () => whole(await plainSend(given)));
      limits.answered();
      const date = Date.parse(String(answer.headers.date));
      if (Number.isFinite(date)) behind = Date.now() - date;
      return answer;
    } catch (error) {
      throw meaning(error, limits);
    }
  });
  return {
    place,
    octokit,
    now: () => Date.now() - behind,
    login: once(async () => {
      try {
        return await (token.login ?? (() => whoIs(octokit)))();
      } catch (error) {
        throw error instanceof ClosedError ? error : meaning(error, limits);
      }
    }),
  };
};

/** What came of asking, or why nothing may be asked. */
export const unlessClosed = async <T>(ask: () => Promise<T>): Promise<T | Closed> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClosedError) return error.closed;
    throw error;
  }
};

/** The answer, or `undefined` where GitHub says that there is none. */
export const ifThere = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 404 || error.status === 409)) return undefined;
    throw error;
  }
};
