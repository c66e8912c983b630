import fc from "fast-check";
import { expect, test } from "vitest";
import { needsFreshStart, passed } from "../../src/core/fill.ts";
import { emptyMeter, type Meter } from "../../src/core/meter.ts";
import { makeTask } from "../world/tasks.ts";
import { Table } from "./table.ts";

const meter = (turns: number, context: number, peak = context): Meter => ({
  ...emptyMeter("m", { window: 1000 }),
  turns,
  context,
  peak,
});

test("no conversation passes 60 % unnoticed, however few of its meters reach the journal", () => {
  const law = fc.property(
    fc.array(fc.nat(1000), { minLength: 1 }),
    fc.infiniteStream(fc.boolean()),
    (prompts, told) => {
      const table = new Table([makeTask("a")]);
      table.bring("a", "working");
      let peak = 0;
      const shares: number[] = [];
      for (const [at, context] of prompts.entries()) {
        peak = Math.max(peak, context);
        const isLost = told.next().value === true && at < prompts.length - 1;
        if (isLost) continue;
        const report = { kind: "metered", meter: meter(at + 1, context, peak) } as const;
        for (const event of [...table.tell("a@1", report), ...table.tell("a@1", report)])
          if (event.kind === "attempt.crowded") shares.push(event.share);
      }
      expect(shares.some((share) => share >= 0.5)).toBe(peak >= 500);
      expect(shares.some((share) => share >= 0.6)).toBe(peak >= 600);
      expect(shares.length).toBeLessThanOrEqual(2);
    },
  );
  fc.assert(law, { numRuns: 150 });
});

test("a warning comes when a share is passed, and not where nobody knows what the model can hold", () => {
  expect(passed(meter(1, 499), meter(2, 500))).toBe("warn");
  expect(passed(meter(1, 500), meter(2, 599))).toBeUndefined();
  expect(passed(undefined, meter(1, 700))).toBe("most");
  const { window: _, ...unknown } = meter(1, 700);
  expect(passed(undefined, unknown)).toBeUndefined();
});

test.each([
  [{ window: 1000, first: 10, last: 449, isFresh: true }, false],
  [{ window: 1000, first: 10, last: 450, isFresh: true }, true],
  [{ window: 1000, first: 400, last: 450, isFresh: true }, false],
  [{ window: 1000, first: 460, last: 470, isFresh: false }, true],
  [{ window: undefined, first: 10, last: 470, isFresh: true }, false],
])("%j is begun afresh: %j", (grown, is) => {
  expect(needsFreshStart(grown)).toBe(is);
});
