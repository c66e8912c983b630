import {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from "@anthropic-ai/sdk";
import type { Failure, ServiceFault } from "../../core/failure.ts";

/** What follows a request that failed: the same again after a wait in milliseconds, or the end of the attempt. */
type Next = { readonly again: number } | { readonly failure: Failure };

/** What a failed request means, in words too; whether the service may have billed it, and whether it was one of too many. */
export type Trouble = {
  readonly why: string;
  readonly next: Next;
  readonly billed: boolean;
  readonly throttled: boolean;
  readonly service: ServiceFault;
};

/** How patient the worker is, in milliseconds. */
export type Patience = {
  /** The first wait before a request is tried again; it doubles. */
  readonly pause: number;
  /** The longest wait the service may ask for that is sat out. */
  readonly longest: number;
  /** A stream that says nothing for so long is taken for cut. */
  readonly silence: number;
  /** The same after the machine has slept. */
  readonly waking: number;
  /** For so long after a sleep no failure counts: the network is not back at once. */
  readonly settling: number;
};

export const usualPatience: Patience = {
  pause: 1000,
  longest: 30_000,
  silence: 180_000,
  waking: 10_000,
  settling: 120_000,
};

/** How often in a row a request is tried before the attempt ends. */
export const tries = 5;

/** The same where no request gets to the service, which costs nothing: some ten minutes, and an hour where there is work to lose. */
const unsentTries = { fresh: 24, begun: 120 };

type Case = {
  readonly tried: number;
  readonly now: number;
  readonly patience: Patience;
  /** Whether it has had an answer yet. */
  readonly hasBegun: boolean;
};

const secondsIn = (error: APIError): number | undefined => {
  const seconds = Number(error.headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
};

const failure = (kind: Failure["kind"], why: string, retryAt?: number): Next => ({
  failure: { kind, why, ...(retryAt === undefined ? {} : { retryAt }) },
});

const backOff = ({ tried, patience }: Case): number => patience.pause * 2 ** (tried - 1);

/** What the service says is wrong, without the wrapping in which it came. */
const said = ({ error, message }: APIError): string => {
  const { error: inner } = (error ?? {}) as { readonly error?: { readonly message?: unknown } };
  return typeof inner?.message === "string" && inner.message !== "" ? inner.message : message;
};

/** The same with the number by which people look such a thing up. */
const numbered = (error: APIError): string => {
  const text = said(error);
  return text === error.message ? text : `${error.status} ${text}`;
};

/** A short wait is sat out here; a long one is the fleet's to keep, which then does other work. */
const limited = (error: APIError, found: Case): Next => {
  const asked = secondsIn(error);
  const wait = asked === undefined ? backOff(found) : asked * 1000;
  if (wait <= found.patience.longest && found.tried < tries) return { again: wait };
  const retryAt = asked === undefined ? undefined : found.now + wait;
  return failure("rate_limited", `The service limits the rate: ${numbered(error)}`, retryAt);
};

const tooLong = /prompt is too long|context window|too many tokens/i;

/** What the service refuses for good; undefined for what may pass. */
const refusal = (error: APIError): Next | undefined => {
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError || error.status === 402)
    return failure("auth", `The service refused the key in ANTHROPIC_API_KEY: ${numbered(error)}`);
  if (error.status === 413 || (error instanceof BadRequestError && tooLong.test(error.message)))
    return failure("context", `The conversation no longer fits the model: ${numbered(error)}`);
  if (error instanceof NotFoundError)
    return failure("invalid", `The service does not know the model or the address: ${said(error)}`);
  return error instanceof BadRequestError
    ? failure("invalid", `The service refused the request: ${said(error)}`)
    : undefined;
};

/** The service was asked often enough: what ends the attempt says nothing of its work. */
const givenUp = (service: ServiceFault, what: string, { tried }: Case): Next => ({
  failure: { kind: "transient", why: `${what}, ${tried} times in a row`, service },
});

const retried = (service: ServiceFault, what: string, found: Case): Next =>
  found.tried < tries ? { again: backOff(found) } : givenUp(service, what, found);

/** A gateway without a service behind it, and one that has too much to do for anybody: no request is the cause of these. */
const ofNobody = new Set([502, 503, 529]);

/** What never left costs nothing: it is tried until the network is back, within reason. */
const sentAgain = (what: string, found: Case): Next =>
  found.tried < (found.hasBegun ? unsentTries.begun : unsentTries.fresh)
    ? { again: Math.min(backOff(found), found.patience.longest) }
    : givenUp("away", what, found);

/** No connection was made, so nothing was sent. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Neither was any where these befell the making of one; a connection that was there may end so, too. */
const unreachable = new Set(["ENETUNREACH", "EHOSTUNREACH"]);

/** An error, and what it was made of: the first is what it looked like, the last what happened. */
function* causesOf(error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error; at = at.cause) yield at;
}

/** Where several addresses were tried, all of it was making a connection. */
const isOfConnecting = (cause: Error): boolean =>
  cause instanceof AggregateError || ("syscall" in cause && cause.syscall === "connect");

const wasNeverSent = (error: unknown): boolean =>
  causesOf(error).some((cause) => {
    const code = "code" in cause ? String(cause.code) : "";
    return neverSent.has(code) || (unreachable.has(code) && isOfConnecting(cause));
  });

/** "Connection error." says nothing; what it was made of does. */
const whatHappened = (error: unknown): string =>
  [...causesOf(error)].findLast(({ message }) => message !== "")?.message ?? String(error);

/** Whether there were too many requests, ours or everybody's; a stream that has begun tells it by its name alone. */
const isOverload = (error: unknown): boolean =>
  error instanceof RateLimitError ||
  (error instanceof APIError && (error.status === 529 || error.type === "overloaded_error"));

/** Sorts what went wrong with a request. Nothing but an answer with an error status is known to have cost nothing. */
export const troubleOf = (error: unknown, found: Case): Trouble => {
  const throttled = isOverload(error);
  if (error instanceof RateLimitError) {
    const why = `The service limits the rate: ${numbered(error)}`;
    return { why, next: limited(error, found), billed: false, throttled, service: "failing" };
  }
  if (error instanceof APIError && error.status !== undefined) {
    const why = `The service failed: ${numbered(error)}`;
    const service = ofNobody.has(Number(error.status)) ? "away" : "failing";
    const next = refusal(error) ?? retried(service, why, found);
    return { why, next, billed: false, throttled, service };
  }
  const isUnsent = error instanceof APIConnectionError && wasNeverSent(error);
  const why = `${isUnsent ? "The service cannot be reached" : "The answer was cut off"}: ${whatHappened(error)}`;
  const service = isUnsent || throttled ? "away" : "failing";
  const next = isUnsent ? sentAgain(why, found) : retried(service, why, found);
  return { why, next, billed: !isUnsent, throttled, service };
};
