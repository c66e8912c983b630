import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { strainOf, type Strain, type Vitals } from "../../../src/core/budget/admission.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import { judge } from "../../../src/core/judge.ts";
import { nextWake } from "../../../src/core/schedule.ts";
import { reasonOf } from "../../../src/views/reason.ts";
import { situationOf } from "../../../src/views/phase.ts";
import { grow, type Grown } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";

const giga = 1024 ** 3;
const calm: Vitals = { free: 8 * giga, total: 16 * giga, load: 1, cores: 2 };

const tasks = Array.from({ length: 30 }, (_, at) => makeTask(`t${String(at).padStart(2, "0")}`));

const fleet = (auto: boolean): Grown => {
  const slots = { agents: 100, verification: 1, ...(auto ? { auto } : {}) } as const;
  return grow(...tasks).fold({ kind: "config.changed", config: { ...defaultConfig, slots } });
};

const tell = (grown: Grown, vitals: Vitals): Grown =>
  grown.fold(...judge(grown.state, { kind: "machine", vitals }, grown.now));

const reason = ({ state, now }: Grown): string => {
  const [last] = tasks.slice(-1);
  return last === undefined ? "" : reasonOf(state, last, { situation: situationOf(state, last), now });
};

describe("where the machine says how many work", () => {
  test("ten begin in a second, and the next ten when it is over", () => {
    const grown = fleet(true).schedule();
    expect(grown.state.attempts.size).toBe(10);
    expect(reason(grown)).toContain("a few begin each second");
    expect(nextWake(grown.state, grown.now)).toBe(grown.now + 1000);
    grown.now += 1000;
    expect(grown.schedule().state.attempts.size).toBe(20);
  });

  test.each([
    ["memory", { ...calm, free: 0.4 * giga }],
    ["load", { ...calm, load: 9 }],
  ] as const)("none begins beside others for want of %s, and all goes on after it", (kind, vitals) => {
    const grown = tell(fleet(true), vitals);
    expect(grown.state.fleet.strain).toBe(kind);
    // One at least: a machine that others strain would wait for ever.
    expect(grown.schedule().state.attempts.size).toBe(1);
    expect(reason(grown)).toMatch(/^the machine has too (?:little free memory|much to do)/);
    grown.now += 5000;
    expect(grown.schedule().state.attempts.size).toBe(1);
    expect(tell(grown, calm).state.fleet.strain).toBeUndefined();
    expect(grown.schedule().state.attempts.size).toBeGreaterThan(5);
  });

  test("where a person says how many, it has no say", () => {
    const grown = tell(fleet(false), { ...calm, free: 0 }).schedule();
    expect(grown.state.attempts.size).toBe(30);
  });
});

test("a machine with enough of all is never strained, one with nothing always; in between it changes its mind slowly", () => {
  const vitals = fc.record({
    free: fc.integer({ min: 0, max: 64 * giga }),
    total: fc.integer({ min: giga, max: 64 * giga }),
    load: fc.double({ min: 0, max: 100, noNaN: true }),
    cores: fc.integer({ min: 1, max: 64 }),
  });
  const before = fc.constantFrom<Strain | undefined>(undefined, "memory", "load");
  const law = fc.property(vitals, before, (some, was) => {
    const { total, cores } = some;
    expect(strainOf({ ...some, free: total, load: 3 * cores }, was)).toBeUndefined();
    expect(strainOf({ ...some, free: 0 }, was)).toBe("memory");
    expect(strainOf({ ...some, free: total, load: 4 * cores + 1 }, was)).toBe("load");
    // What strains a machine that was calm strains one that was strained by the same.
    const fresh = strainOf(some, undefined);
    if (fresh !== undefined) expect(strainOf(some, fresh)).toBe(fresh);
  });
  fc.assert(law, { numRuns: 2000 });
});
