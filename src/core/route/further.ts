import type { Attempt } from "../attempt.ts";
import type { Failure } from "../failure.ts";
import { worth } from "../meter.ts";
import type { Rest } from "../record.ts";
import type { State } from "../state.ts";
import { isVerdict } from "./lesson.ts";
import { routeOf } from "./route.ts";

type Failed = { readonly failure: Failure; readonly now: number; readonly rest: Rest };

/**
 * What holds a task after a failed attempt: what policy says, unless it says to try again and outcomes speak against that.
 * Then a person decides whether to pay for one more.
 */
export const furtherOf = (state: State, attempt: Attempt, { failure, now, rest }: Failed): Rest => {
  const task = state.tasks.get(attempt.task);
  const { terms, agent } = attempt.spec;
  const isAgain = rest.kind === "free" || rest.kind === "until";
  if (!isAgain || task === undefined || terms === undefined || !isVerdict(failure.kind)) return rest;
  const { meter } = attempt;
  const cost = meter === undefined ? {} : { usd: worth(meter) / 1e6 };
  const failing = { agent, model: terms.model, ...cost };
  const route = routeOf(state, task, { now, failing });
  if (route?.answer?.by !== "nobody") return rest;
  const ask = { what: route.choice.why, answer: `traffic retry ${task.id}` };
  return { kind: "person", ask, failure };
};
