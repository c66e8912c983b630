import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ahead } from "../../../src/main/doors/ahead.ts";

/** What `ahead` makes of a program that prints this. */
const printed = async (script: string) => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-ahead-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entry = join(folder, "entry.mjs");
  writeFileSync(entry, script);
  return ahead({ entry, repository: { checkout: folder, common: folder, state: folder } });
};

test("a forecast that another process printed is read back, also what never ends", async () => {
  const usd = { low: 1, middle: 2, high: 3 };
  const all = { tasks: 2, usd, seconds: { low: 10, middle: null, high: null } };
  const milestone = {
    tasks: 1,
    usd,
    seconds: usd,
    in_time: 0.5,
    left_out: 2,
    key: "r#m",
    title: "M",
    due: "2026-12-01T00:00:00.000Z",
  };
  const text = JSON.stringify({ schema: "traffic/forecast@1", left: 2, all, milestones: [milestone] });
  const found = await printed(`if (process.argv[2] === "forecast") console.log(${JSON.stringify(text)});`);
  expect(found).toEqual({
    all: { tasks: 2, usd, seconds: { low: 10, middle: Infinity, high: Infinity } },
    milestones: [
      {
        tasks: 1,
        usd,
        seconds: usd,
        inTime: 0.5,
        leftOut: 2,
        key: "r#m",
        title: "M",
        due: Date.UTC(2026, 11, 1),
      },
    ],
  });
});

test("where there is nothing to foretell there is none, and a program that fails is told of", async () => {
  expect(await printed(`console.log('{"left":0,"milestones":[]}')`)).toEqual({ milestones: [] });
  await expect(printed("process.exitCode = 2;")).rejects.toThrow("Command failed");
});
