import fc from "fast-check";
import { expect, test } from "vitest";
import { choose, type Answer, type Question } from "../../../src/core/route/choose.ts";
import { allowedOf, experienceOf, waitingOf } from "../../../src/core/route/newcomer.ts";
import { answerText } from "../../../src/core/route/words.ts";
import { ask, tallied } from "./world.ts";

const models = ["small", "middle", "large", "huge"];

const outcomes = (question: Question): Extract<Answer, { by: "outcomes" }> => {
  const answer = choose(question);
  if (answer.by !== "outcomes") throw new Error(`chosen by ${answer.by}`);
  return answer;
};

/** Two models that were tried, so often together. */
const tried = (count: number): Question =>
  ask(models, {
    tallies: tallied(
      { model: "small", proved: count / 4, failed: count / 4, usd: 0.1 },
      { model: "middle", proved: count / 4, failed: count / 4, usd: 0.2 },
    ),
  });

test("who was never tried waits until those who were are known, and the answer says so", () => {
  const early = tried(88);
  const answer = outcomes(early);
  expect(answer.plan.order.every((at) => at < 2)).toBe(true);
  expect(answer.waiting).toEqual({ count: 2, until: 90 });
  expect(answerText(answer, early.candidates, "fix")).toContain(
    "who was never tried (2) waits until 90 outcomes are known",
  );
  const late = outcomes(tried(92));
  expect(late.plan.order.filter((at) => at >= 2)).toHaveLength(1);
  expect(late.waiting).toBeUndefined();
});

test("where all who were tried have failed at a task, another is asked", () => {
  const answer = choose({ ...tried(40), failed: [{ at: 0 }, { at: 1 }] });
  expect([2, 3]).toContain(answer.at);
  expect(answer).not.toHaveProperty("waiting");
});

test("a model is known whoever worked with it, and counts once", () => {
  const tallies = tallied({ model: "small", proved: 30, failed: 20, agent: "other" });
  const experience = experienceOf(["small", "small", "large"], tallies);
  expect(experience).toEqual({ outcomes: [50, 50, 0], total: 50, needed: 45 });
  expect(waitingOf(experience)).toBeUndefined();
  expect(waitingOf({ ...experience, total: 44 })).toEqual({ count: 1, until: 45 });
});

test("everyone who was tried may go, and at most one who was not: who is worth most", () => {
  const law = fc.property(
    fc.array(fc.oneof(fc.constant(0), fc.nat(120)), { minLength: 1, maxLength: 8 }),
    fc.array(fc.double({ noNaN: true }), { minLength: 8, maxLength: 8 }),
    fc.integer({ min: 1, max: 255 }),
    (counts, worths, mask) => {
      const open = counts.flatMap((_, at) => (mask & (1 << at) ? [at] : []));
      const names = counts.map((_, at) => `m${at}`);
      const tallies = counts.flatMap((count, at) =>
        count === 0 ? [] : tallied({ model: `m${at}`, proved: count, failed: 0 }),
      );
      const allowed = allowedOf(open, experienceOf(names, tallies), (at) => worths[at] ?? 0);
      const isKnown = (at: number): boolean => (counts[at] ?? 0) > 0;
      expect(allowed.filter(isKnown)).toEqual(open.filter(isKnown));
      const [newcomer, ...more] = allowed.filter((at) => !isKnown(at));
      expect(more).toEqual([]);
      const best = Math.max(...open.filter((at) => !isKnown(at)).map((at) => worths[at] ?? 0));
      if (newcomer !== undefined) expect(worths[newcomer]).toBe(best);
      expect(allowed.length).toBeGreaterThan(open.length > 0 ? 0 : -1);
    },
  );
  fc.assert(law, { numRuns: 300 });
});
