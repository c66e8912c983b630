import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOf } from "../../src/core/account.ts";
import type { PastAttempt } from "../../src/core/attempt.ts";
import { briefOf, clip, longestBrief } from "../../src/core/brief.ts";
import { proof } from "../world/state.ts";
import { anyText } from "../world/text.ts";

const past = (n: number, set: Partial<PastAttempt> = {}): PastAttempt => ({
  n,
  agent: "builtin",
  claimedAt: 0,
  endedAt: 1,
  outcome: {
    kind: "failed",
    failure: { kind: "rejected", why: "Rejected by unit.", details: ["expected 2, got 3"] },
    proof,
  },
  base: "ba5e",
  head: "4ead",
  ...set,
});

test("the first attempt is told nothing", () => {
  expect(briefOf({ past: [] })).toBeUndefined();
});

test("the next is told what failed, with its evidence, its files and what was run", () => {
  const account = accountOf(
    { summary: "s", changed: ["b.ts"], checked: ["npm test"] },
    { files: ["a.ts"], commands: [{ command: "npm test", ok: false }] },
  );
  const brief = briefOf({ past: [past(1), past(2, { account })] }) ?? "";
  for (const part of [
    "## Attempt 2 (builtin): rejected",
    "expected 2, got 3",
    "`npm test`",
    "Files it changed: a.ts",
    "`git diff ba5e 4ead`",
    "untrue: it says that it changed b.ts, which is as it was",
    "untrue: it says that `npm test` passed, which failed when it last ran it",
  ])
    expect(brief).toContain(part);
  expect(brief.indexOf("Attempt 2")).toBeLessThan(brief.indexOf("Attempt 1"));
});

test("a brief is never longer than 8 KiB, whatever it is made of", () => {
  const piece = anyText({ minLength: 1, maxLength: 9 });
  const text = fc.tuple(piece, fc.nat(3000)).map(([some, times]) => some.repeat(times));
  const law = fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
    const all = texts.map((why, at) =>
      past(at + 1, { outcome: { kind: "failed", failure: { kind: "rejected", why, details: [why, why] } } }),
    );
    expect(Buffer.byteLength(briefOf({ past: all }) ?? "")).toBeLessThanOrEqual(longestBrief);
  });
  fc.assert(law, { numRuns: 200 });
});

test("a text that fits is left as it is, and one that does not says so", () => {
  expect(clip("äöü", 6)).toBe("äöü");
  expect(clip("äöüß", 7)).toBe("ä …");
});

test("claims that hold are not called untrue", () => {
  const truth = { files: ["src/a.ts"], commands: [{ command: "npm  test", ok: true }] };
  const claims = { summary: "s", changed: ["./src/a.ts"], checked: ["npm test"] };
  expect(accountOf(claims, truth).untrue).toEqual([]);
  expect(accountOf({ ...claims, checked: ["npm run lint"] }, truth).untrue).toEqual([
    "it says that it ran `npm run lint`, which it did not",
  ]);
});
