import type { TaskKind } from "./kind.ts";
import type { Lesson } from "./lesson.ts";

/** What the attempts at tasks of one kind came to, by how often others had failed at the task before. */
export type Cell = {
  readonly kind: TaskKind;
  readonly depth: number;
  readonly proved: number;
  readonly failed: number;
  /** How many of them have a known cost, its sum, and the sum of its logarithms. */
  readonly priced: number;
  readonly usd: number;
  readonly logUsd: number;
  readonly seconds: number;
};

/** One of the last outcomes, to tell whether a model is as good as it was. */
export type Recent = Pick<Lesson, "at" | "kind" | "depth" | "proved">;

/** A model that has become worse: how many of its last outcomes were proved, and how many would have been before. */
export type Fall = { readonly of: number; readonly proved: number; readonly expected: number };

/** What came of all attempts of one agent with one model: sums, however many they are. */
export type Tally = {
  readonly agent: string;
  readonly model: string;
  readonly cells: readonly Cell[];
  /** The last outcomes, oldest first. */
  readonly recent: readonly Recent[];
  /** It has become worse, and is not yet what it was; what was before counts no more. */
  readonly fall?: Fall;
};

/** Beyond so many failures a task is as hard as tasks get. */
export const deepest = 4;

/** So many outcomes count as recent. */
const memory = 20;

/** The name of a tally: whose and of which model. */
export const tallyKey = ({ agent, model }: Pick<Tally, "agent" | "model">): string => `${agent}/${model}`;

const emptyCell = (kind: TaskKind, depth: number): Cell => ({
  kind,
  depth,
  proved: 0,
  failed: 0,
  priced: 0,
  usd: 0,
  logUsd: 0,
  seconds: 0,
});

/** Two cells in one; kind and depth are the first's. */
export const addCells = (a: Cell, b: Cell): Cell => ({
  ...a,
  proved: a.proved + b.proved,
  failed: a.failed + b.failed,
  priced: a.priced + b.priced,
  usd: a.usd + b.usd,
  logUsd: a.logUsd + b.logUsd,
  seconds: a.seconds + b.seconds,
});

const cellOf = ({ kind, depth, proved, usd, seconds }: Lesson): Cell => ({
  ...emptyCell(kind, Math.min(depth, deepest)),
  ...(proved ? { proved: 1 } : { failed: 1 }),
  ...(usd === undefined ? {} : { priced: 1, usd, logUsd: Math.log(usd) }),
  seconds,
});

/** A tally with one outcome more. */
export const addLesson = (tally: Tally, lesson: Lesson): Tally => {
  const own = cellOf(lesson);
  const isOwn = ({ kind, depth }: Cell): boolean => kind === own.kind && depth === own.depth;
  const cells = tally.cells.some(isOwn)
    ? tally.cells.map((cell) => (isOwn(cell) ? addCells(cell, own) : cell))
    : [...tally.cells, own];
  const { at, kind, proved } = lesson;
  const recent = [...tally.recent, { at, kind, depth: own.depth, proved }].slice(-memory);
  return { ...tally, cells, recent };
};

/** How many outcomes a tally's cells hold. */
export const countOf = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { proved, failed }) => sum + proved + failed, 0);
