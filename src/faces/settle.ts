import type { Settled } from "../core/remark.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import type { Doors } from "./doors/doors.ts";
import type { Answer } from "./doors/stepping-in.ts";

/** A task that an agent proposes. */
export type Proposed = {
  readonly id: string;
  readonly task: TaskId;
  readonly title: string;
  readonly text: string;
};

/** What became of it; with the task that it is now, where a person wanted it. */
export type Decided = Answer & {
  readonly followup: string;
  readonly as: Settled;
  readonly file?: string;
  readonly id?: TaskId;
};

/** Does what a person decided on a proposed task. The file first: what was decided is told only once it is so. */
export const settle = async (
  doors: Doors,
  { id, task, title, text }: Proposed,
  { as, state }: { readonly as: Settled; readonly state: State },
): Promise<Decided> => {
  const agent = state.tasks.get(task)?.agent;
  const keys = { ...(agent === undefined ? {} : { agent }), proposed_by: id };
  const added = as === "added" ? await doors.add({ title, body: text, keys }) : undefined;
  const answer = await doors.wish({ kind: "settle", task, followup: id, as });
  return { followup: id, as, ...answer, ...(added === undefined ? {} : { file: added.file, id: added.id }) };
};
