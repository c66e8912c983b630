import { priceOf } from "../prices.ts";
import { rungOf, rungsOf, type Paid } from "../rung.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import { lacking } from "../unpaid.ts";

/** Those who can work where the fleet runs; all where none can: then the task waits, and who would work on it is still told. */
const able = ({ fleet }: Pick<State, "fleet">, paid: readonly Paid[]): readonly Paid[] => {
  const some = paid.filter(({ agent }) => lacking(fleet, agent.driver) === undefined);
  return some.length === 0 ? paid : some;
};

/** Those of a task's ladder who may be chosen. Where the shell is on it, that is whom its order has next. */
export const candidatesOf = (state: Pick<State, "fleet" | "records">, task: Task): readonly Paid[] => {
  const rungs = rungsOf(state, task);
  const paid = rungs.flatMap((rung) => (rung.model === undefined ? [] : [{ ...rung, model: rung.model }]));
  if (paid.length < rungs.length) {
    const next = rungOf(state, task);
    return paid.filter(({ agent, model }) => agent === next?.agent && model === next.model);
  }
  const { allowUnknownPrice } = state.fleet.config;
  return able(
    state,
    paid.filter(({ model }) => allowUnknownPrice || priceOf(model, Infinity) !== undefined),
  );
};
