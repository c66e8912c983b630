import type { Closed } from "../engine/ports/github.ts";
import type { Limits } from "./limits.ts";

/** How long a refused sign-in keeps us from asking again, in milliseconds: a person has to mend it. */
const patience = 300_000;

/** An answer of GitHub's that says no. */
export type Refusal = Error & {
  readonly status: number;
  readonly response: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
};

/** Whether GitHub itself said no; otherwise there was no answer at all. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error &&
  "status" in error &&
  "response" in error &&
  typeof error.response === "object" &&
  error.response !== null;

const header = (error: Refusal, name: string): string | undefined => {
  const value = error.response.headers[name];
  return value === undefined ? undefined : String(value);
};

/** What GitHub said about it, without the documentation that it points to. */
export const messageOf = (error: Refusal): string => {
  const data = error.response.data as
    | { message?: unknown; errors?: readonly { message?: unknown }[] }
    | undefined;
  const more = (Array.isArray(data?.errors) ? data.errors : [])
    .map((one) => (typeof one === "string" ? one : one?.message))
    .filter((text) => typeof text === "string");
  const main = typeof data?.message === "string" ? data.message : error.message;
  return [main, ...more].join(": ");
};

/** Until when a limit holds; `undefined` where the refusal is no limit. */
const limitOf = (error: Refusal, now: number): number | undefined => {
  const retry = Number(header(error, "retry-after"));
  if (Number.isFinite(retry)) return now + Math.max(1, retry) * 1000;
  if (header(error, "x-ratelimit-remaining") === "0") {
    const reset = Number(header(error, "x-ratelimit-reset")) * 1000;
    return Number.isFinite(reset) ? Math.max(now + 1000, reset + 1000) : now + 60_000;
  }
  return /secondary rate limit|abuse detection|rate limit exceeded/i.test(messageOf(error)) ||
    error.status === 429
    ? now + 60_000
    : undefined;
};

const signIn =
  "sign in again (GITHUB_TOKEN, or gh auth login), and start the fleet again; traffic doctor --github tells more";

/**
 * What it means that a request failed: GitHub answers nobody for a while; or, where nothing comes back here, that it
 * refused this very request.
 */
export const closedBy = (error: unknown, limits: Limits, now: number): Closed | undefined => {
  if (!isRefusal(error)) return limits.trouble(`GitHub cannot be reached (${reasonOf(error)})`);
  if (error.status >= 500) return limits.trouble(`GitHub answers with ${error.status}`);
  if (error.status === 401)
    return limits.shut({ until: now + patience, why: "GitHub refuses the sign-in", answer: signIn });
  if (error.status !== 403 && error.status !== 429) return undefined;
  const until = limitOf(error, now);
  return until === undefined
    ? undefined
    : limits.shut({ until, why: "GitHub's limit of requests is used up" });
};

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? (cause instanceof Error ? cause.message : String(cause));
};
