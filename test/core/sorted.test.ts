import fc from "fast-check";
import { expect, test } from "vitest";
import { SortedList } from "../../src/core/sorted.ts";

const compare = (a: number, b: number): number => a - b;

test("whatever is added and removed, it reads as the sorted array of what is left", () => {
  const moves = fc.array(fc.record({ add: fc.boolean(), item: fc.integer({ min: 0, max: 30 }) }));
  fc.assert(
    fc.property(moves, (script) => {
      const list = new SortedList(compare);
      let naive: number[] = [];
      for (const { add, item } of script) {
        const known = naive.includes(item);
        if (add && !known) {
          list.add(item);
          naive = [...naive, item].sort(compare);
        } else if (!add) {
          expect(list.remove(item)).toBe(known);
          naive = naive.filter((one) => one !== item);
        }
        expect([...list]).toEqual(naive);
        expect(list.size).toBe(naive.length);
        expect(list.first()).toBe(naive[0]);
        expect(naive.map((_, at) => list.at(at))).toEqual(naive);
        expect(list.at(naive.length)).toBeUndefined();
        expect(list.before(item)).toBe(naive.filter((one) => one < item).length);
      }
    }),
  );
});

test("the same of thousands, added and removed in any order", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(Array.from({ length: 3000 }, (_, at) => at)),
      fc.nat(3000),
      (items, count) => {
        const list = new SortedList(compare);
        for (const item of items) list.add(item);
        expect([...list]).toEqual(items.toSorted(compare));
        for (const item of items.slice(0, count)) expect(list.remove(item)).toBe(true);
        expect(list.remove(items[0] ?? -1)).toBe(count === 0 && items.length > 0);
        const left = items.slice(count === 0 ? 1 : count).toSorted(compare);
        expect([...list]).toEqual(left);
        expect([list.size, list.first()]).toEqual([left.length, left[0]]);
        expect(left.every((one, at) => list.at(at) === one && list.before(one) === at)).toBe(true);
      },
    ),
    { numRuns: 20 },
  );
});
