import { expect, test } from "vitest";
import { minutesIn } from "../../src/core/minutes.ts";

test.each([
  ["45", 45],
  ["45m", 45],
  ["45 min", 45],
  ["2h", 120],
  ["1.5 hours", 90],
  ["1h30m", 90],
  ["1h 30", 90],
  ["90s", 1.5],
] as const)("%s is read as %d minutes", (written, minutes) => {
  expect(minutesIn(written)).toBe(minutes);
});

test.each(["", "soon", "0", "-5", "5 points", "1d", "h", "3 weeks", "1h30x"])(
  "%j is no length of time",
  (written) => {
    expect(minutesIn(written)).toBeUndefined();
  },
);
