import type { AttemptSpec } from "./attempt.ts";
import { briefOf } from "./brief.ts";
import { crowdOf } from "./budget/admission.ts";
import { checksFor } from "./checks.ts";
import { handoffOf, reviewOf } from "./config.ts";
import type { Event } from "./event.ts";
import { handedOn } from "./handed-on.ts";
import type { Route } from "./route/route.ts";
import { startOf, type Start } from "./route/start.ts";
import { agentOf } from "./rung.ts";
import { shutOf } from "./shut.ts";
import { congestionOf, freeAgentSlot, fullAgents } from "./slots.ts";
import { isBarred, moneyGate, purseOf, shareFor, termsOf, type Purse } from "./spending.ts";
import { targetOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

/** A task that somebody can begin. */
type Open = { readonly task: Task; readonly route?: Route };

const specOf = (state: State, { task, route }: Open, now: number): AttemptSpec => {
  const { config } = state.fleet;
  const share = shareFor(state, task, { paid: route?.rung, now });
  const minutes = share.ms === undefined ? config.minutes : share.ms / 60_000;
  const told = [briefOf(state.records.get(task.id)), handedOn(state, task)].filter(
    (one) => one !== undefined,
  );
  const terms = route && { ...termsOf(state, task, { paid: route.rung, share }), choice: route.choice };
  return {
    title: task.title,
    file: task.file,
    agent: route?.rung.agent.name ?? agentOf(state, task),
    ...(task.command === undefined ? {} : { command: task.command }),
    touches: task.touches,
    checks: checksFor(config, task),
    ...(reviewOf(config, task) === "person" ? { review: "person" } : {}),
    ...(handoffOf(config, task) === "pr" ? { handoff: "pr" } : {}),
    minutes,
    ...(told.length === 0 ? {} : { brief: told.join("\n\n") }),
    ...(task.adopts === undefined ? {} : { adopts: task.adopts }),
    ...(terms === undefined ? {} : { terms }),
  };
};

/** What a decision asks of each task anew. */
type Gates = { readonly purse: Purse; readonly isFull: (agent: string) => boolean };

const gatesAt = (state: State, now: number): Gates => ({
  purse: purseOf(state, now),
  isFull: fullAgents(state),
});

const startAt = (state: State, task: Task, { now, purse, isFull }: Gates & { readonly now: number }): Start =>
  startOf(state, task, {
    now,
    mayStart: (paid) => !isFull(paid.agent.name) && moneyGate(state, task, { ...purse, paid }) === undefined,
  });

/** Whether somebody can begin a task now: whom it is chosen for, or who is as cheap. */
export const startNow = (state: State, task: Task, now: number): Start =>
  startAt(state, task, { ...gatesAt(state, now), now });

/** The ready tasks that no gate of their group and no want of money keeps back, in its order. */
function* candidates(state: State, { purse, isFull }: Gates): Generator<Task> {
  const isShut = shutOf(state, purse);
  for (const { agent, tasks } of state.queue.open) {
    if (isFull(agent)) continue;
    let shut = 0;
    for (const { id } of tasks) {
      const task = state.tasks.get(id);
      if (task !== undefined && !isShut(task)) yield task;
      else if ((shut += 1) === mostShut) break;
    }
  }
}

/** So many tasks of a group are asked about their money: what keeps them back keeps all of it. */
const mostShut = 8;

/** For so many tasks one decision looks at who could begin them: whom they wait for is soon free, or kept out for long. */
const [mostLooks, mostBarred] = [16, 64];

/** The first of the ready tasks that somebody can begin. */
const firstOpen = (state: State, now: number): Open | undefined => {
  const gates = gatesAt(state, now);
  let [looks, barred] = [0, 0];
  for (const task of candidates(state, gates)) {
    const start = startAt(state, task, { ...gates, now });
    if (start.kind === "unpaid") return { task };
    if (start.kind === "goes") return { task, route: start.route };
    if (isBarred(moneyGate(state, task, { ...gates.purse, paid: start.route.rung }))) barred += 1;
    else looks += 1;
    if (looks >= mostLooks || barred >= mostBarred) return undefined;
  }
  return undefined;
};

/** The next task to begin, with who works on it and in which slot. */
export const claim = (state: State, now: number): Event | undefined => {
  if (state.fleet.paused || targetOf(state) === undefined || state.queue.groups.size === 0) return undefined;
  const slot = freeAgentSlot(state);
  if (slot === undefined || congestionOf(state) !== undefined || crowdOf(state, now) !== undefined)
    return undefined;
  const open = firstOpen(state, now);
  if (open === undefined) return undefined;
  const { task } = open;
  const n = (state.records.get(task.id)?.attempts ?? 0) + 1;
  return { kind: "attempt.claimed", task: task.id, n, slot, spec: specOf(state, open, now) };
};
