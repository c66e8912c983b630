import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, roughly } from "../../src/views/duration.ts";
import { toJson } from "../../src/views/json.ts";
import { command, list, quoted } from "../../src/views/words.ts";

test.each([
  [0, "0 s"],
  [400, "0.4 s"],
  [12_300, "12 s"],
  [59_700, "1 min"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
  [3 * 86_400_000, "3 d"],
])("%d ms are %s", (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [1, "1 min"],
  [251_000, "4 min"],
  [52 * 60_000, "50 min"],
  [59 * 60_000, "1 h"],
  [100 * 60_000, "1 h 30 min"],
  [20.4 * 3_600_000, "20 h"],
  [80 * 3_600_000, "3 d 12 h"],
])("%d ms are roughly %s", (ms, text) => expect(roughly(ms)).toBe(text));

test("a long list is counted", () => {
  expect(list(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  expect(list(["a", "b"], 2)).toBe("a, b");
});

test("law: a shell reads a quoted name back", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
  const names = fc.sample(name, { numRuns: 100, seed: 7 });
  const script = names.map((one) => `printf '%s\\0' ${quoted(one)}`).join("\n");
  const read = execFileSync("sh", ["-c", script], { encoding: "utf8" });
  expect(read.split("\0").slice(0, -1)).toEqual(names);
});

test("an id that looks like an option is kept from being read as one", () => {
  expect(command("retry", "--all")).toBe("traffic retry -- '--all'");
  expect(command("retry", "a b")).toBe("traffic retry 'a b'");
});

test("a map keeps its keys, everything else is in snake_case, nothing is undefined", () => {
  const value = {
    dependsOn: ["aB"],
    due: 0,
    none: undefined,
    reasons: new Map([["myTask", { retryAt: 0 }]]),
  };
  expect(toJson(value)).toEqual({
    depends_on: ["aB"],
    due: "1970-01-01T00:00:00.000Z",
    reasons: { myTask: { retry_at: "1970-01-01T00:00:00.000Z" } },
  });
});
