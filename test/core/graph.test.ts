import fc from "fast-check";
import { expect, test } from "vitest";
import { cycleOf, cycleText, dependentsOf, readGraph, type Graph } from "../../src/core/graph.ts";
import { effortOf } from "../world/effort.ts";

type Edges = Readonly<Record<string, readonly string[]>>;

const tasksOf = (edges: Edges) =>
  new Map(Object.entries(edges).map(([id, dependsOn]) => [id, { id, dependsOn }]));

const read = (edges: Edges): Graph => readGraph(tasksOf(edges));

/** Any graph: cycles, self-loops, repeated and unknown parents. */
const graphs = fc
  .array(fc.array(fc.nat(15), { maxLength: 3 }), { maxLength: 12 })
  .map((lists): Edges => Object.fromEntries(lists.map((list, at) => [`n${at}`, list.map((p) => `n${p}`)])));

/** Whether `to` can be reached from `from` along dependencies: the slow and plain way. */
const reaches = (edges: Edges, from: string, to: string): boolean => {
  const seen = new Set<string>();
  const open = [...(edges[from] ?? [])];
  for (const id of open) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(edges[id] ?? []));
  }
  return false;
};

test("sorted holds exactly the tasks that neither are on a cycle nor behind one, parents first", () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const graph = read(edges);
      const sorted = Array.from(graph.sorted, (n) => graph.ids[n] ?? "");
      const ids = Object.keys(edges);
      const onCycle = new Set(ids.filter((id) => reaches(edges, id, id)));
      const free = ids.filter((id) => !onCycle.has(id) && ![...onCycle].some((on) => reaches(edges, id, on)));
      expect([...sorted].sort()).toEqual(free.sort());
      for (const id of sorted)
        for (const parent of edges[id] ?? [])
          if (parent in edges) expect(sorted.indexOf(parent)).toBeLessThan(sorted.indexOf(id));
    }),
  );
});

test("every task on a cycle, and no other, has a real way back to itself", () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const graph = read(edges);
      const { cycles } = graph;
      const onCycle = Object.keys(edges).filter((id) => reaches(edges, id, id));
      expect([...cycles.keys()].sort()).toEqual(onCycle.sort());
      for (const id of cycles.keys()) {
        const path = cycleOf(graph, id) ?? [];
        expect([path[0], path.at(-1)]).toEqual([id, id]);
        expect(path.length).toBeGreaterThan(1);
        for (const [at, from] of path.slice(0, -1).entries()) expect(edges[from]).toContain(path[at + 1]);
      }
    }),
  );
});

test("dependents and unknown are the edges seen from the other side", () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const graph = read(edges);
      const { unknown } = graph;
      for (const [id, parents] of Object.entries(edges)) {
        const missing = [...new Set(parents)].filter((parent) => !(parent in edges));
        expect(unknown.get(id) ?? []).toEqual(missing);
        for (const parent of new Set(parents))
          if (parent in edges)
            expect(dependentsOf(graph, parent).filter((child) => child === id)).toEqual([id]);
      }
      for (const parent of Object.keys(edges))
        for (const child of dependentsOf(graph, parent)) expect(edges[child]).toContain(parent);
      expect(dependentsOf(graph, "x")).toEqual([]);
    }),
  );
});

const chain = (count: number, parentOf: (at: number) => string[]): Edges =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, parentOf(at)]));

test.each([
  ["a chain", chain(10_000, (at) => (at === 0 ? [] : [`n${at - 1}`])), 0],
  [
    "ten parents each",
    chain(10_000, (at) => (at === 0 ? [] : Array.from({ length: 10 }, (_, k) => `n${(at * (k + 3)) % at}`))),
    0,
  ],
  ["one cycle of all", chain(10_000, (at) => [`n${(at + 1) % 10_000}`]), 10_000],
  [
    "100 in a cycle, 10,000 behind it",
    chain(10_100, (at) => [at < 100 ? `n${(at + 1) % 100}` : `n${at - 1}`]),
    100,
  ],
  [
    "2,500 small cycles and as many behind them",
    chain(10_000, (at) => [`n${at - (at % 4) + Math.max(0, (at % 4) - 1) + (at % 4 === 0 ? 1 : 0)}`]),
    5000,
  ],
])("10,000 tasks are read in no time: %s", (_, edges, cycles) => {
  const tasks = tasksOf(edges);
  expect(effortOf(() => void readGraph(tasks))).toBeLessThan(2000);
  const graph = readGraph(tasks);
  expect(graph.cycles.size).toBe(cycles);
  for (const id of graph.cycles.keys()) expect(cycleText(graph, id)?.length).toBeLessThan(120);
});

test("a long cycle is told in short", () => {
  expect(cycleText(read({ a: ["b"], b: ["a"] }), "b")).toBe("b -> a -> b");
  const ring = read(chain(12, (at) => [`n${(at + 1) % 12}`]));
  expect(cycleText(ring, "n6")).toBe("n6 -> n7 -> n8 -> n9 -> n10 -> n11 -> n0 -> n1 -> … 4 more … -> n6");
  expect(cycleText(ring, "x")).toBeUndefined();
});
