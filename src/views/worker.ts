import { askedOf, rungsOf } from "../core/rung.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task } from "../core/task.ts";

/** Who did what is done; undefined where nothing is. */
const doneBy = (state: State, { id }: Task): string | undefined => {
  const { landed, past = [] } = state.records.get(id) ?? {};
  return landed && past.find(({ n }) => n === landed.attempt)?.agent;
};

/**
 * Whose a task is, in a row: who works on it, or did it; else whom it asks for. Which member of a team that is, outcomes may
 * choose at its claim: that takes a millisecond, too long for every row, so a row names the team and `why` whom it goes to.
 */
export const workerOf = (state: State, task: Task): string => {
  const known = attemptOf(state, task.id)?.spec.agent ?? doneBy(state, task);
  if (known !== undefined) return known;
  const [first, ...more] = new Set(rungsOf(state, task).map(({ agent }) => agent.name));
  return first === undefined || more.length > 0 ? askedOf(state.fleet, task) : first;
};
