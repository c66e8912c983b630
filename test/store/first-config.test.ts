import fc from "fast-check";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/store/config.ts";
import { printFirstConfig } from "../../src/store/first-config.ts";

const text = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== "");
const remark = fc.oneof(fc.string(), fc.constant("exit code 1:\n  setup: { run: rm }\r\n\u2028checks: [x]"));
const proposed = <T>(value: fc.Arbitrary<T>) => fc.record({ value, inForce: fc.boolean(), remark });

test("what is in force is read back as it was meant, whatever is said about it; the rest says nothing", () => {
  fc.assert(
    fc.property(
      fc.record({
        target: text,
        setup: proposed(
          fc.record({
            run: text,
            inputs: fc.array(text, { maxLength: 3 }),
            outputs: fc.array(text, { maxLength: 3 }),
          }),
        ),
        caps: fc.record({
          taskUsd: fc.double({ min: 0, max: 100_000, noNaN: true }),
          dayUsd: fc.integer({ min: 0, max: 100_000 }),
        }),
        teams: fc.dictionary(
          text.filter((name) => name !== "__proto__"),
          fc.array(text, { minLength: 1, maxLength: 3 }),
          { maxKeys: 3 },
        ),
        checks: fc.array(proposed(fc.record({ name: text, run: text })), { maxLength: 4 }),
      }),
      ({ target, setup, checks, caps, teams }) => {
        const folders = { tasks: ".traffic/tasks" };
        const { value, problems } = parseConfig(
          printFirstConfig({
            target,
            folders,
            setup,
            checks,
            caps,
            teams,
            handoff: "pr",
            tried: "at 1a2b3c4",
          }),
        );
        expect(problems).toEqual([]);
        expect(value?.target).toBe(target);
        expect(value?.caps).toEqual(caps);
        expect(value?.teams).toEqual(teams);
        expect(value?.folders.tasks).toBe(".traffic/tasks");
        expect(value?.setup).toEqual(setup.inForce ? setup.value : undefined);
        expect(value?.checks.map(({ name, run }) => ({ name, run }))).toEqual(
          checks.filter(({ inForce }) => inForce).map((check) => check.value),
        );
      },
    ),
    { numRuns: 500 },
  );
});
