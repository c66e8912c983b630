import { APIConnectionError } from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { troubleOf, type Patience } from "../../../src/agents/builtin/trouble.ts";

const patience: Patience = { pause: 1, longest: 10, silence: 10, waking: 10, settling: 0 };

/** A request whose connection failed like this. */
const troubleWith = (cause: Error) =>
  troubleOf(new APIConnectionError({ cause }), { tried: 1, now: 0, patience });

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
