import { once } from "../core/once.ts";
import type { TaskId } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import type { Column, Columns } from "./columns.ts";

/** What lists say of a task beside what its file says. */
type Said = {
  readonly status: string;
  readonly phase: string;
  readonly reason: string;
  readonly answer?: string;
  readonly attempt?: number;
  readonly since?: number;
};

/** What lists say of all tasks together. */
type Whole = {
  /** From when until when they say so, in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly done: number;
  readonly problems: readonly Problem[];
};

/** What lists say, to be kept: their rows in the order of the list. */
export type Lists = Whole & { readonly rows: readonly (Said & { readonly id: TaskId })[] };

/** The same as it was kept. Tasks go by their numbers; what is said of each is read when it is asked for. */
export type KeptLists = Whole & {
  /** The numbers of all tasks, in the order of the list. */
  readonly order: Float64Array;
  readonly phase: (n: number) => string;
  readonly reason: (n: number) => string;
  readonly said: (n: number) => Said;
};

type Rest = Pick<Said, "answer" | "attempt" | "since">;

/** Of most tasks there is no more to say. */
const nothing: Rest = {};

const restOf = ({ answer, attempt, since }: Said): Rest =>
  answer === undefined && attempt === undefined && since === undefined
    ? nothing
    : {
        ...(answer === undefined ? {} : { answer }),
        ...(attempt === undefined ? {} : { attempt }),
        ...(since === undefined ? {} : { since }),
      };

/** Lists of just these tasks, column by column. */
export const listColumns = (
  { rows }: Lists,
  numberOf: ReadonlyMap<TaskId, number>,
): Record<string, Column> => {
  const order = new Float64Array(rows.map(({ id }) => numberOf.get(id) as number));
  const inPlace: Said[] = Array.from({ length: rows.length });
  for (const [at, row] of rows.entries()) inPlace[order[at] as number] = row;
  return {
    listed: { kind: "numbers", of: order },
    phase: { kind: "values", of: inPlace.map(({ phase }) => phase) },
    standing: { kind: "values", of: inPlace.map(({ status }) => status) },
    reason: { kind: "texts", of: inPlace.map(({ reason }) => reason) },
    said: { kind: "values", of: inPlace.map(restOf) },
  };
};

/** What of lists is kept once for all. */
export const wholeOf = ({ from, until, done, problems }: Lists): Whole => ({ from, until, done, problems });

/** Reads what `listColumns` made. */
export const listsIn = (columns: Columns, whole: Whole): KeptLists => {
  const phases = columns.values<string>("phase");
  const reason = columns.text("reason");
  const phase = (n: number): string => phases(n) as string;
  const status = once(() => columns.values<string>("standing"));
  const rest = once(() => columns.values<Rest>("said"));
  return {
    ...whole,
    order: columns.numbers("listed"),
    phase,
    reason,
    said: (n) => ({
      status: status()(n) as string,
      phase: phase(n),
      reason: reason(n),
      ...(rest()(n) as Rest),
    }),
  };
};
