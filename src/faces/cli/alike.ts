import type { TaskId } from "../../core/task.ts";
import { list } from "../../views/words.ts";

type Row = { readonly task: TaskId };

/** So many tasks are named in a line. */
const most = 8;

/** The names of tasks, as far as a line holds them. */
export const namesOf = (rows: readonly Row[]): string =>
  list(
    rows.map(({ task }) => task),
    most,
  );

/** Rows that say the same, together, in their order. */
export const groupsAlike = <One>(rows: readonly One[], said: (row: One) => unknown): readonly One[][] => [
  ...Map.groupBy(rows, (row) => JSON.stringify(said(row))).values(),
];

/** Rows that say the same of several tasks, told once: the first of each kind, with the names of all and how many they are. */
export const alike = <One extends Row>(
  rows: readonly One[],
  said: (row: One) => unknown,
): { readonly one: One; readonly names: string; readonly of: number }[] =>
  groupsAlike(rows, said).map((all) => ({ one: all[0] as One, names: namesOf(all), of: all.length }));
