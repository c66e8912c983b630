import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf } from "../../../src/core/handoff/excerpt.ts";
import { anyText } from "../../world/text.ts";

const secrets = [
  `ghp_${"a1".repeat(18)}`,
  `ghs_${"b2".repeat(18)}`,
  `github_pat_${"c3".repeat(20)}`,
  `sk-ant-${"d4".repeat(20)}`,
  "AKIAABCDEFGHIJKLMNOP",
  `xoxb-${"1".repeat(12)}-${"e".repeat(12)}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${"f".repeat(20)}`,
  "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
  "https://user:hunter22@example.invalid/x",
  "Authorization: Bearer abcdefgh12345678",
  'DB_PASSWORD="correct-horse-battery"',
];

const kernel = (secret: string): string =>
  secret.replace(/^.*(?:Bearer |PASSWORD="|https:\/\/user:)/, "").replace(/["@\n].*$/s, "");

test.each(secrets)("nothing is left of %s", (secret) => {
  const said = excerptOf(`before\n${secret}\n##[error]after`);
  expect(said).toContain("[redacted]");
  expect(said).toContain("##[error]after");
  if (!secret.startsWith("-----")) expect(said).not.toContain(kernel(secret));
  else expect(said).not.toContain("MIIE");
});

test("what looks like no secret stays", () => {
  const log = "commit 82f1a9c0d3e4b5a6978812345678901234567890\ntoken: short\nhttps://example.invalid/a:b\n";
  expect(excerptOf(log)).toBe(log.trim());
});

test("around each error that was marked; without one, the end", () => {
  const lines = Array.from({ length: 300 }, (_, n) => `line ${n}`);
  expect(excerptOf(lines.join("\n")).split("\n").slice(-60)).toEqual(lines.slice(-60));
  const marked = excerptOf([...lines.slice(0, 100), "##[error]boom", ...lines.slice(100)].join("\n"));
  expect(marked.split("\n")).toEqual([
    "…",
    ...lines.slice(80, 100),
    "##[error]boom",
    ...lines.slice(100, 103),
  ]);
});

test("however long or odd a log is, it comes out short and without anything that hides or turns text", () => {
  fc.assert(
    fc.property(fc.array(anyText({ maxLength: 200 }), { maxLength: 300 }), (lines) => {
      const said = excerptOf(lines.join("\n"));
      expect(said.length).toBeLessThanOrEqual(8001);
      // oxlint-disable-next-line no-control-regex -- what is looked for
      expect(said).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202A-\u202E\u200B-\u200F]/);
    }),
  );
});
