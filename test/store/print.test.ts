import { expect, test } from "vitest";
import { printDocument, printFlow } from "../../src/store/print.ts";

test("texts are plain where that is certain, else quoted", () => {
  expect(["npm test", "src/a.ts", "it's (fine)"].map(printFlow)).toEqual([
    "npm test",
    "src/a.ts",
    "it's (fine)",
  ]);
  expect(["", "no", "1", "2026-01-01", "a: b", "a #b", "x ", "@me", "[a]"].map(printFlow)).toEqual(
    ["", "no", "1", "2026-01-01", "a: b", "a #b", "x ", "@me", "[a]"].map((text) => JSON.stringify(text)),
  );
});

test("what other YAML readers would refuse or fold is escaped", () => {
  expect(printFlow("a\u007f\u0085\u00a0\u2028\ufeff\uffffé")).toBe(
    String.raw`"a\u007f\u0085\u00a0\u2028\ufeff\uffffé"`,
  );
});

test("keys without a value are left out, lists of maps stand one to a line", () => {
  expect(printDocument({ a: undefined, b: [], c: [{ d: null, e: undefined }], f: {} }, "body\n")).toBe(
    "---\nb: []\nc:\n  - { d: null }\nf: {}\n---\nbody\n",
  );
});
