import { agentNamed } from "../core/agent.ts";
import { isPaid } from "../core/drivers.ts";
import type { ReadyGroup } from "../core/ready.ts";
import { purseOf, type Purse } from "../core/spending.ts";
import type { State } from "../core/state.ts";
import type { Task, TaskId } from "../core/task.ts";
import { purseReason } from "./money.ts";
import { reachReason } from "./reach.ts";
import { fleetGate, sharingReason } from "./reason.ts";

/** Whether budgets may keep what an agent does from starting. */
const mayCost = ({ fleet: { agents } }: State, agent: string, { funds }: Purse): boolean => {
  const driver = agentNamed(agents, agent)?.driver;
  return (
    driver === undefined || isPaid(driver) || funds.some(({ budget: { limit } }) => limit.ms !== undefined)
  );
};

/** Tasks of a group that were never tried want the same where the same is written of them. */
const wantOf = ({ records }: State, { id, budget, model = "" }: Task): string | undefined =>
  (records.get(id)?.past.length ?? 0) > 0
    ? undefined
    : `${budget.usd ?? ""} ${budget.tokens ?? ""} ${budget.minutes ?? ""} ${model}`;

/** Why each ready task does not start this moment. There may be ten thousand: what many have in common is told once. */
export const readyReasons = (state: State, now: number): ReadonlyMap<TaskId, string> => {
  const fleet = fleetGate(state, now);
  const reach = reachReason(state, now);
  const purse = purseOf(state, now);
  const told = new Map<string, string | undefined>();
  const moneyOf = (task: Task, at: number): string | undefined => {
    const want = wantOf(state, task);
    if (want === undefined) return purseReason(state, task, { purse, now });
    const key = `${at} ${want}`;
    if (!told.has(key)) told.set(key, purseReason(state, task, { purse, now }));
    return told.get(key);
  };
  const reasonFor = (group: ReadyGroup, at: number): ((id: TaskId) => string) => {
    const shared = fleet ?? (group.leaves ? reach : undefined);
    const sharing = shared ?? sharingReason(state, group);
    if (shared !== undefined || !mayCost(state, group.agent, purse)) return () => sharing;
    return (id) => {
      const task = state.tasks.get(id);
      return (task === undefined ? undefined : moneyOf(task, at)) ?? sharing;
    };
  };
  const reasons = new Map<TaskId, string>();
  for (const [at, group] of [...state.queue.groups].entries()) {
    const reason = reasonFor(group, at);
    for (const { id } of group.tasks) reasons.set(id, reason(id));
  }
  return reasons;
};
