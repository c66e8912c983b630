import { candidatesOf } from "./route/candidates.ts";
import { moneyGate, type Purse } from "./spending.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Whether money keeps out everybody who may work on a task. */
const isShut = (state: State, task: Task, purse: Purse): boolean => {
  const candidates = candidatesOf(state, task);
  if (candidates.length === 0) return moneyGate(state, task, purse) !== undefined;
  return candidates.every((paid) => moneyGate(state, task, { ...purse, paid }) !== undefined);
};

/** Tasks that were never tried are kept out by the same where the same is written of them. */
const likeness = ({ records }: State, task: Task): string | undefined => {
  if ((records.get(task.id)?.past.length ?? 0) > 0) return undefined;
  const { agent = "", model = "", command, milestone = "", labels, budget } = task;
  const { usd = "", tokens = "", minutes = "" } = budget;
  const who = `${agent}\n${model}\n${command === undefined ? "" : "command"}`;
  return `${who}\n${milestone}\n${labels.join()}\n${usd} ${tokens} ${minutes}`;
};

/** Tells of one task after the other, for one decision, whether money keeps out everybody who may work on it. */
export const shutOf = (state: State, purse: Purse): ((task: Task) => boolean) => {
  const told = new Map<string, boolean>();
  return (task) => {
    const like = likeness(state, task);
    const known = like === undefined ? undefined : told.get(like);
    if (known !== undefined) return known;
    const shut = isShut(state, task, purse);
    if (like !== undefined) told.set(like, shut);
    return shut;
  };
};
