import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { differ, type Told } from "../../src/store/difference.ts";
import { makeTask } from "../world/tasks.ts";

const task = makeTask("a");

/** Looks at each of these moments, at which its file is there or not; returns since when it had been there, each time that is asked. */
const looks = (known: boolean, moments: readonly (readonly [now: number, isThere: boolean])[]) => {
  const asked: (number | undefined)[] = [];
  let told: Told = { tasks: known ? new Map([[task.id, task]]) : new Map(), missing: new Map() };
  for (const [now, isThere] of moments) {
    const tasks = isThere ? new Map([[task.id, task]]) : new Map<string, never>();
    const graceOf = (_: unknown, shown: number | undefined): number => {
      asked.push(shown);
      return Infinity;
    };
    const next = { tasks, agents: [], roadmaps: [], config: defaultConfig, problems: [] };
    told = differ(told, next, { now, graceOf }).told;
  }
  return asked;
};

test("a file that is gone when it is first looked for was never seen to be there", () => {
  expect(
    looks(true, [
      [10, false],
      [20, false],
    ]),
  ).toEqual([undefined, undefined]);
});

test("a file that goes was there since the first look, or since it was there again", () => {
  expect(
    looks(true, [
      [10, true],
      [20, false],
    ]),
  ).toEqual([10]);
  expect(
    looks(true, [
      [10, true],
      [20, false],
      [30, true],
      [40, false],
      [50, false],
    ]),
  ).toEqual([10, 30, 30]);
  expect(
    looks(true, [
      [10, false],
      [20, true],
      [30, false],
    ]),
  ).toEqual([undefined, 20]);
});
