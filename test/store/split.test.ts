import * as fc from "fast-check";
import { expect, test } from "vitest";
import { split } from "../../src/store/split.ts";
import { shapes } from "./fixtures.ts";

const joined = (text: string): string => {
  const parts = split(text);
  if (parts.kind === "unclosed") return text;
  if (parts.kind === "plain") return parts.bom + parts.body;
  return parts.bom + parts.open + parts.yaml + parts.close + parts.body;
};

test.each(Object.entries(shapes))("the parts of %s are the text again", (_, text) => {
  expect(joined(text)).toBe(text);
});

test("the parts of any text are the text again", () => {
  const line = fc.constantFrom("---", "--- ", "---js", "----", "a: b", "", "\uFEFF", "- x", "\r");
  const text = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n"))).map((lines) => lines.flat().join(""));
  fc.assert(
    fc.property(text, (text) => {
      expect(joined(text)).toBe(text);
    }),
  );
});

test("a ruler is not a fence, and a fence with a word behind it does not close", () => {
  expect(split("----\na: b\n----\n").kind).toBe("plain");
  expect(split("---\na: b\n---x\n").kind).toBe("unclosed");
  expect(split("---\na: b\n").kind).toBe("unclosed");
  expect(split("---json\n{}\n---\n")).toMatchObject({ kind: "fenced", language: "json" });
});
