import type { State } from "../core/state.ts";
import { planOf, type Plan } from "./plan.ts";
import type { Waiting } from "./waiting.ts";
import { count } from "./words.ts";

/** What is lacking for tasks that a run would do if it were there, each once, with how many wait for it. */
const lacksIn = (plan: Plan, paid: Plan): Waiting[] => {
  const stays = new Set(paid.never.map(({ task }) => task));
  const lacks = new Map<string, { readonly answer: string; n: number }>();
  for (const { task, why, answer } of plan.never) {
    if (answer === undefined || stays.has(task)) continue;
    const lack = lacks.get(why) ?? { answer, n: 0 };
    lacks.set(why, { ...lack, n: lack.n + 1 });
  }
  return [...lacks].map(([why, { answer, n }]) => ({
    what: `${count(n, "task")} cannot begin: ${why}`,
    answer,
    unblocks: n,
  }));
};

/** The fleet as it is once everyone who is asked for can be paid and is there, and GitHub lets us in. */
const onceMended = ({ fleet }: State): State["fleet"] => {
  const { github: _, ...rest } = fleet;
  return { ...rest, unpaid: [] };
};

/** What a run would do then; what is lacking for that comes first. */
export const planOncePaid = (state: State, now: number): Plan => {
  const plan = planOf(state, now);
  if (plan.never.every(({ phase }) => phase !== "person")) return plan;
  const paid = planOf({ ...state, fleet: onceMended(state) }, now);
  return { ...paid, first: [...lacksIn(plan, paid), ...paid.first] };
};
