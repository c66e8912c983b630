import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goldenFile, goldenNames, goldenText } from "./golden/rooms.ts";

test.each(goldenNames)(
  "%s looks as it is kept; if it should look otherwise: node scripts/screens.ts",
  (name) => {
    expect(goldenText(name)).toBe(readFileSync(goldenFile(name), "utf8"));
  },
);
