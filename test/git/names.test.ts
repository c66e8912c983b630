import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptBranch, fromRefPart, refOf, refPart, resultsRef } from "../../src/git/names.ts";

const nasty = [
  "plain-name_1.2",
  "two words",
  "a..b",
  "v1...",
  ".hidden",
  "-x",
  "--",
  "x.lock",
  ".lock",
  "a@{1}",
  "@",
  "100%",
  "%41",
  "naïve-überprüfung",
  "日本語のタスク",
  "emoji 🚦",
  "back\\slash",
  "a~b^c:d?e*f[g",
  "tab\tand\nline",
  "é".normalize("NFD"),
  "HEAD",
  "x".repeat(252),
  "日".repeat(84),
  `${"x".repeat(179)}.${"y".repeat(60)}`,
  `${"x.y".repeat(80)}.lock`,
];

const id = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => !text.includes("/") && !text.includes("\0") && text.isWellFormed());

test("every id comes back from its ref part", () => {
  for (const task of nasty) expect(fromRefPart(refPart(task))).toBe(task);
  fc.assert(fc.property(id, (task) => fromRefPart(refPart(task)) === task));
});

test("different ids have different ref parts", () => {
  fc.assert(fc.property(id, id, (a, b) => a === b || refPart(a) !== refPart(b)));
});

test("no component is longer than file systems allow, with a number and a lock added", () => {
  const longest = nasty
    .flatMap((task) => `${attemptBranch(task, 999)}.lock`.split("/"))
    .map((part) => part.length);
  expect(Math.max(...longest)).toBeLessThan(256);
});

test("plain ids stay as they are", () => {
  expect(attemptBranch("add-login_2.1", 3)).toBe("traffic/add-login_2.1@3");
});

const isValid = (ref: string): boolean => spawnSync("git", ["check-ref-format", ref]).status === 0;

test("git accepts every ref made of an id", () => {
  expect(isValid("refs/heads/a..b")).toBe(false);
  const ids = [...nasty, ...fc.sample(id, 40)];
  const refs = ids.flatMap((task) => [
    `refs/heads/${attemptBranch(task, 1)}`,
    resultsRef(task),
    refOf("attempts", { task, n: 12 }),
  ]);
  // One process for all of them: `check-ref-format` takes one ref at a time.
  const script = 'for ref; do git check-ref-format "$ref" || printf "%s\\n" "$ref"; done';
  expect(execFileSync("sh", ["-c", script, "sh", ...refs], { encoding: "utf8" })).toBe("");
});
