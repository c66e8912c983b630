import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLedger } from "../../src/github/ledger.ts";

const hour = 3_600_000;

test("however many are delivered while we live, what is forgotten is kept nowhere, and the rest counts once", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "deliveries.jsonl");
  let now = 1000 * hour;
  const ledger = openLedger(file, () => now, 10);
  for (let n = 0; n < 60; n += 1) {
    expect(ledger.has(`d${n}`)).toBe(false);
    ledger.enter(`d${n}`, "push");
    now += 24 * hour;
  }
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThanOrEqual(12);
  for (const known of [ledger, openLedger(file, () => now, 10)])
    expect([56, 57, 58, 59].map((n) => known.has(`d${n}`))).toEqual([false, false, true, true]);
});
