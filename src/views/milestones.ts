import type { MicroUsd } from "../core/prices.ts";
import type { Milestone, Roadmap } from "../core/roadmap.ts";
import { charged } from "../core/meter.ts";
import { spentOn } from "../core/spending.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { PhaseWord } from "./phase.ts";
import { list } from "./words.ts";

/** How far something is: of so many tasks so many are done, and what it has cost so far. Without tasks check boxes are counted. */
export type Progress = {
  readonly done: number;
  readonly of: number;
  readonly counts: ReadonlyMap<PhaseWord, number>;
  readonly spent: MicroUsd;
};

/** A milestone with the tasks that name it. */
export type MilestoneRow = Progress & {
  /** `<roadmap>#<milestone>`, as tasks name it. */
  readonly key: string;
  readonly title: string;
  readonly due?: number;
  readonly items: Milestone["items"];
  readonly tasks: readonly TaskId[];
};

/** A roadmap with its milestones; without a file where only tasks speak of it. */
export type RoadmapRow = Progress & {
  readonly id: string;
  readonly title: string;
  readonly file?: string;
  readonly milestones: readonly MilestoneRow[];
};

type Phases = (id: TaskId) => PhaseWord | undefined;

/** Where a task's `milestone` leads: a key of its own where no roadmap has such a milestone. */
const keyOf = ({ milestone }: Task, known: ReadonlyMap<string, string>): string | undefined =>
  milestone === undefined
    ? undefined
    : (known.get(milestone) ?? (milestone.includes("#") ? milestone : `#${milestone}`));

/** Every way to name a milestone: in full, else by its own name or heading, where the first that has it is meant. */
const namesOf = (roadmaps: readonly Roadmap[]): ReadonlyMap<string, string> => {
  const all = roadmaps.flatMap(({ id, milestones }) =>
    milestones.map((one) => ({ ...one, key: `${id}#${one.id}` })),
  );
  const short = all.flatMap(({ key, id, title }) => [[title, key] as const, [id, key] as const]);
  const full = all.map(({ key }) => [key, key] as const);
  return new Map([...short.toReversed(), ...full]);
};

/**
 * That no roadmap has a milestone that a task names; nothing where there is none at all to name: then it is a word of the
 * person's own.
 */
export const unknownMilestone = (name: string, roadmaps: readonly Roadmap[]): string | undefined => {
  const keys = roadmaps.flatMap(({ id, milestones }) => milestones.map((one) => `${id}#${one.id}`));
  if (keys.length === 0 || namesOf(roadmaps).has(name)) return undefined;
  return `no roadmap has a milestone ${name}, so it stands by itself; there are ${list(keys, 8)}`;
};

const progressOf = (state: State, ids: readonly TaskId[], phaseOf: Phases): Progress => {
  const counts = new Map<PhaseWord, number>();
  let spent = 0;
  for (const id of ids) {
    const phase = phaseOf(id);
    if (phase !== undefined) counts.set(phase, (counts.get(phase) ?? 0) + 1);
    spent += spentOn(state.records.get(id)) + charged(attemptOf(state, id)?.meter);
  }
  return { done: counts.get("done") ?? 0, of: ids.length - (counts.get("cancelled") ?? 0), counts, spent };
};

const rowOf = (
  state: State,
  { key, milestone }: { key: string; milestone: Pick<Milestone, "title" | "due" | "items"> },
  { tasks, phaseOf }: { tasks: readonly TaskId[]; phaseOf: Phases },
): MilestoneRow => {
  const { title, due, items } = milestone;
  const own = progressOf(state, tasks, phaseOf);
  // What landed is proved, a tick is not: boxes count only where there is no task to tell.
  const boxes = tasks.length === 0 ? items : [];
  return {
    ...own,
    done: own.done + boxes.filter(({ done }) => done).length,
    of: own.of + boxes.length,
    key,
    title,
    items,
    tasks,
    ...(due === undefined ? {} : { due }),
  };
};

const summed = (rows: readonly Progress[]): Progress => {
  const counts = new Map<PhaseWord, number>();
  for (const [word, n] of rows.flatMap((row) => [...row.counts]))
    counts.set(word, (counts.get(word) ?? 0) + n);
  const sum = (of: (row: Progress) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    done: sum(({ done }) => done),
    of: sum((row) => row.of),
    counts,
    spent: sum(({ spent }) => spent),
  };
};

/** Milestones that tasks name and no roadmap has: they are shown as if one had, so that nothing is hidden. */
const unwritten = (keys: Iterable<string>, roadmaps: readonly Roadmap[]): readonly Roadmap[] => {
  const known = new Set(roadmaps.flatMap(({ id, milestones }) => milestones.map((one) => `${id}#${one.id}`)));
  const left = [...keys].filter((key) => !known.has(key));
  return [...Map.groupBy(left, (key) => key.slice(0, key.indexOf("#")))].map(([id, own]) => ({
    id,
    title: id === "" ? "Milestones of no roadmap" : id,
    file: "",
    milestones: own.map((key) => {
      const name = key.slice(key.indexOf("#") + 1);
      return { id: name, title: name, line: 0, items: [] };
    }),
  }));
};

/** All roadmaps with how far they are, and last the tasks that belong to none under a milestone without a name. */
export const roadmapRows = (
  state: State,
  roadmaps: readonly Roadmap[],
  phaseOf: Phases,
): readonly RoadmapRow[] => {
  const names = namesOf(roadmaps);
  const byKey = Map.groupBy(state.tasks.values(), (task) => keyOf(task, names) ?? "");
  const idsOf = (key: string): readonly TaskId[] => (byKey.get(key) ?? []).map(({ id }) => id);
  const named = [...byKey.keys()].filter((key) => key !== "");
  const rows = [...roadmaps, ...unwritten(named, roadmaps)].map(
    ({ id, title, file, milestones }): RoadmapRow => {
      const own = milestones.map((milestone) => {
        const key = `${id}#${milestone.id}`;
        return rowOf(state, { key, milestone }, { tasks: idsOf(key), phaseOf });
      });
      return { id, title, ...(file === "" ? {} : { file }), milestones: own, ...summed(own) };
    },
  );
  const loose = idsOf("");
  if (loose.length === 0) return rows;
  const milestone = { title: "Tasks without a milestone", items: [] };
  const own = rowOf(state, { key: "", milestone }, { tasks: loose, phaseOf });
  return [...rows, { id: "", title: "No roadmap", milestones: [own], ...summed([own]) }];
};
