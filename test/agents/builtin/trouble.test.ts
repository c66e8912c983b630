import { APIConnectionError, APIError } from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { tries, troubleOf, type Patience } from "../../../src/agents/builtin/trouble.ts";

const patience: Patience = { pause: 1, longest: 10, silence: 10, waking: 10, settling: 0 };

/** What the service answered, as its SDK tells it. */
const refused = (status: number, type: string, message: string) => {
  const body = { type: "error", error: { type, message } };
  return APIError.generate(status, body, undefined, new Headers({ "retry-after": "3600" }));
};

test.each([
  ["The service limits the rate: 429 Slow down", refused(429, "rate_limit_error", "Slow down")],
  [
    "The service refused the key in ANTHROPIC_API_KEY: 401 bad key",
    refused(401, "authentication_error", "bad key"),
  ],
  ["The service failed: 529 Overloaded", refused(529, "overloaded_error", "Overloaded")],
])("what the service says is told in its words, without what they came in: %s", (told, error) => {
  const { why, next } = troubleOf(error, { tried: 1, now: 0, patience, hasBegun: false });
  expect("failure" in next ? next.failure.why : why).toBe(told);
});

/** A request whose connection failed like this. */
const troubleWith = (cause: Error) =>
  troubleOf(new APIConnectionError({ cause }), { tried: 1, now: 0, patience, hasBegun: false });

const failed = (code: string, syscall?: string): Error =>
  Object.assign(new Error(`${syscall ?? ""} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });

test.each([
  failed("ECONNREFUSED", "connect"),
  failed("ENOTFOUND", "getaddrinfo"),
  failed("EHOSTUNREACH", "connect"),
  Object.assign(new AggregateError([], "every address"), { code: "ENETUNREACH" }),
  new Error("fetch failed", { cause: failed("UND_ERR_CONNECT_TIMEOUT") }),
])("where no connection was made nothing is billed: %s", (cause) => {
  expect(troubleWith(cause)).toMatchObject({ billed: false });
});

test.each([failed("EHOSTUNREACH", "read"), failed("ENETUNREACH", "write"), failed("ECONNRESET", "read")])(
  "a connection that was there may have been paid for: %s",
  (cause) => {
    expect(troubleWith(cause)).toMatchObject({ billed: true });
  },
);

test.each([
  [503, "away"],
  [529, "away"],
  [500, "failing"],
] as const)("after enough tries, %i says whether a request of anybody's is answered", (status, service) => {
  const error = refused(status, "api_error", "no");
  expect(troubleOf(error, { tried: tries, now: 0, patience, hasBegun: true }).next).toMatchObject({
    failure: { kind: "transient", service },
  });
});
