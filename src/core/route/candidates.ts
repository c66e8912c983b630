import { priceOf } from "../prices.ts";
import { rungOf, rungsOf, type Paid } from "../rung.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import { lacking } from "../unpaid.ts";

/** Those of a task's ladder who may be chosen. Where the shell is on it, that is whom its order has next. */
export const candidatesOf = (state: Pick<State, "fleet" | "records">, task: Task): readonly Paid[] => {
  const rungs = rungsOf(state, task);
  const paid = rungs.flatMap((rung) => (rung.model === undefined ? [] : [{ ...rung, model: rung.model }]));
  const payable = paid.filter(({ agent }) => lacking(state.fleet, agent.driver) === undefined);
  if (paid.length < rungs.length) {
    const next = rungOf(state, task);
    return payable.filter(({ agent, model }) => agent === next?.agent && model === next.model);
  }
  const { allowUnknownPrice } = state.fleet.config;
  return payable.filter(({ model }) => allowUnknownPrice || priceOf(model, Infinity) !== undefined);
};
