import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf, longestBrief } from "../../src/core/brief.ts";
import { relayOf } from "../../src/core/relay.ts";
import { anyText } from "../world/text.ts";

test("what is passed on is never longer than 8 KiB, whatever was done and said", () => {
  const piece = anyText({ minLength: 1, maxLength: 9 });
  const text = fc.tuple(piece, fc.nat(1500)).map(([some, times]) => some.repeat(times));
  const texts = fc.array(text, { maxLength: 5 });
  const law = fc.property(fc.tuple(texts, texts, texts), text, ([a, b, c], said) => {
    const relay = relayOf(
      {
        commands: a.map((command) => ({ command, ok: false })),
        failed: b.map((output) => ({ command: output, output })),
        files: c,
        said,
        heard: a.map((one) => ({ text: one })),
      },
      "ba5e",
    );
    expect(bytesOf(relay)).toBeLessThanOrEqual(longestBrief);
    expect(relay).toMatch(/^# What was done so far\n\nYou go on where/);
  });
  fc.assert(law, { numRuns: 150 });
});

test("the last commands and failures are passed on, not the first", () => {
  const commands = Array.from({ length: 40 }, (_, at) => ({ command: `step ${at}`, ok: true }));
  const failed = ["one", "two", "three"].map((command) => ({ command, output: `${command} broke` }));
  const relay = relayOf({ commands, failed, files: [], said: "", heard: [] });
  expect(relay).toContain("step 39");
  expect(relay).not.toContain("step 20");
  expect(relay).toContain("three broke");
  expect(relay).not.toContain("one broke");
});
