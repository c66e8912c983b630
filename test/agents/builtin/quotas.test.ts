import { afterEach, expect, test } from "vitest";
import { inTurn, say, stage, use, type Stage } from "./world.ts";

let s: Stage;
afterEach(() => s.close());

const reset = "2026-11-21T20:00:00Z";

test("each answer tells how the account's windows stand, and each refusal for too many requests is counted", async () => {
  const key = {
    "anthropic-ratelimit-tokens-limit": "80000",
    "anthropic-ratelimit-tokens-remaining": "20000",
    "anthropic-ratelimit-tokens-reset": reset,
  };
  const subscription = {
    "anthropic-ratelimit-unified-5h-utilization": "1",
    "anthropic-ratelimit-unified-5h-reset": "1795228275",
    "anthropic-ratelimit-unified-5h-status": "rejected",
    "anthropic-ratelimit-unified-7d-utilization": "0.4",
  };
  s = await stage(
    inTurn(
      { ...use("bash", { command: "true" }), headers: key },
      { status: 529, type: "overloaded_error" },
      { breaks: "overloaded" },
      { status: 429, type: "rate_limit_error", headers: subscription },
      { status: 500, type: "api_error" },
      say(),
    ),
  );
  const { meter } = await s.run();
  expect(meter.throttled).toBe(3);
  expect(meter.quotas).toEqual([
    { name: "five_hour", state: "hit", used: 1, resetsAt: 1_795_228_275_000, billed: false },
    { name: "seven_day", state: "open", used: 0.4, billed: false },
  ]);
});

test("the windows of a key are those of a model, and fill again at the moment that is named", async () => {
  const headers = {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": reset,
    "anthropic-ratelimit-tokens-limit": "80000",
    "anthropic-ratelimit-tokens-remaining": "nonsense",
  };
  s = await stage(inTurn({ ...say(), headers }));
  const { meter } = await s.run();
  expect(meter.throttled).toBeUndefined();
  expect(meter.quotas).toEqual([
    {
      name: "requests of claude-sonnet-5-5",
      model: "claude-sonnet-5-5",
      state: "hit",
      used: 1,
      resetsAt: Date.parse(reset),
      billed: false,
    },
  ]);
});
