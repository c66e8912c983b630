import fc from "fast-check";
import { expect, test } from "vitest";
import { OpenGroups } from "../../src/core/open-groups.ts";
import { compareGroups, readyGroup, type ReadyGroup } from "../../src/core/ready.ts";
import { scopesOverlap } from "../../src/core/scope.ts";

const globs = fc.constantFrom(
  "**",
  "a/**",
  "a/b/**",
  "a/b/c.ts",
  "a/b",
  "ab/**",
  "c/*/d.ts",
  "c/x/**",
  "./a//b/*",
);
const touches = fc.array(globs, { maxLength: 3 });
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("add" as const), turn: fc.nat(5), touches }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), at: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("begin" as const), touches }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("end" as const), at: fc.nat(9) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("look" as const), most: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reset" as const) }) },
  ),
  { maxLength: 60 },
);

test("it reads as the groups in order, without those that overlap what is in motion", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const open = new OpenGroups();
      let groups: ReadyGroup[] = [];
      const moving: (readonly string[])[] = [];
      let made = 0;
      const expected = (): ReadyGroup[] =>
        groups
          .filter((group) => !moving.some((held) => scopesOverlap(held, group.touches)))
          .sort(compareGroups);
      for (const step of script) {
        switch (step.kind) {
          case "add": {
            made += 1;
            const ready = {
              id: `t${String(made).padStart(3, "0")}`,
              turn: step.turn,
              priority: 2,
              children: 0,
            } as const;
            const group = readyGroup({ agent: "a", touches: step.touches, leaves: false }, [ready]);
            groups.push(group);
            open.add(group);
            break;
          }
          case "remove": {
            const group = groups[step.at];
            if (group !== undefined) open.remove(group);
            groups = groups.filter((one) => one !== group);
            break;
          }
          case "begin":
            moving.push(step.touches);
            open.begin(step.touches);
            break;
          case "end":
            for (const held of moving.splice(step.at, 1)) open.end(held);
            break;
          case "look":
            expect(Iterator.from(open).take(step.most).toArray()).toEqual(expected().slice(0, step.most));
            break;
          case "reset":
            open.reset(groups);
            break;
        }
      }
      expect([...open]).toEqual(expected());
    }),
    { numRuns: 500 },
  );
});

test("what was found shut is not looked at again while that lasts", () => {
  const open = new OpenGroups();
  const looks: string[] = [];
  const groupOf = (id: string, folder: string): ReadyGroup => {
    const group = readyGroup({ agent: "a", touches: [`${folder}/${id}`], leaves: false }, [
      { id, turn: 0, priority: 2, children: 0 },
    ]);
    return {
      ...group,
      get touches() {
        looks.push(id);
        return group.touches;
      },
    };
  };
  open.reset(["a", "b", "c", "d", "e", "f"].map((id) => groupOf(id, id < "d" ? "x" : "y")));
  const first = (): string | undefined => Iterator.from(open).next().value?.tasks.first()?.id;
  open.begin(["x/**"]);
  expect(first()).toBe("d");
  open.begin(["y/**"]);
  expect(first()).toBeUndefined();
  looks.length = 0;
  expect(first()).toBeUndefined();
  expect(looks).toEqual([]);
  open.end(["x/**"]);
  expect(first()).toBe("a");
  expect(looks, "one of three, not of six").toEqual(["a"]);
});
