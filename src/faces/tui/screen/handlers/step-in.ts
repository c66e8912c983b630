import { isDone } from "../../../../core/standing.ts";
import { rungOf, rungsOf, type Rung } from "../../../../core/rung.ts";
import { routeOf } from "../../../../core/route/route.ts";
import { attemptOf } from "../../../../core/state.ts";
import type { Task } from "../../../../core/task.ts";
import type { Scene } from "../../feed/scene.ts";
import type { Effect } from "../effect.ts";
import { ask, become, tell, type Handler, type Handlers } from "../handler.ts";
import { named, noTask, now, tasksOf } from "./of-tasks.ts";

const say = now((turn) => {
  const tasks = tasksOf(turn);
  if (tasks.length === 0) return noTask(turn);
  const asks = (text: string): readonly Effect[] =>
    tasks.map(({ id }) => ({ kind: "wish", wish: { kind: "say", task: id, text }, done: `${id} is told` }));
  const hint = "Its agent hears it at its next turn; where none works, its next attempt does.";
  return become({
    ...turn.ui,
    overlay: { kind: "prompt", title: `Tell ${named(tasks)}`, hint, typed: "", asks },
  });
});

const isSame = (a: Rung, b: Rung | undefined): boolean =>
  a.agent.name === b?.agent.name && a.model === b.model;

/**
 * The rung above the one that a task's next attempt stands on, whoever chose that. A model that its file names is a rung as well:
 * there may be more above it.
 */
const nextRung = ({ state, now }: Scene, task: Task): Rung | undefined => {
  const { model: _, ...free } = task;
  const rungs = rungsOf(state, free);
  const here = routeOf(state, task, { now })?.rung ?? rungOf(state, task);
  const at = rungs.findIndex((rung) => isSame(rung, here));
  return at === -1 ? undefined : rungs[at + 1];
};

const escalate = now((turn) => {
  const [task] = tasksOf(turn);
  if (task === undefined) return noTask(turn);
  const next = nextRung(turn.view.scene, task);
  if (next === undefined) return tell(turn, `${task.id} stands on the top of its ladder already.`, "bad");
  const { agent, model } = next;
  const keys = { agent: agent.name, ...(model === undefined ? {} : { model }) };
  const done = `${task.id}: its next attempt is ${agent.name}'s${model === undefined ? "" : ` with ${model}`}`;
  return ask(turn, { kind: "edit", task: task.id, keys, done });
});

const undo = now((turn) => {
  const [task] = tasksOf(turn);
  if (task === undefined) return noTask(turn);
  if (!isDone(turn.view.scene.state, task.id))
    return tell(turn, `${task.id} has not landed: there is nothing to take back.`, "bad");
  const lines = [`${task.id}  ${task.title}`, "", "What it landed is reverted by a commit of its own."];
  const yes: readonly Effect[] = [
    { kind: "wish", wish: { kind: "undo", task: task.id }, done: `${task.id} is being taken back` },
  ];
  return become({ ...turn.ui, overlay: { kind: "confirm", title: `Take back ${task.id}?`, lines, yes } });
});

const take = now((turn) => {
  const [task] = tasksOf(turn);
  if (task === undefined) return noTask(turn);
  return ask(turn, { kind: "take", task: task.id });
});

const give = (to: "checks" | "agent"): Handler =>
  now((turn) => {
    const [task] = tasksOf(turn);
    if (task === undefined) return noTask(turn);
    const { id } = task;
    if (attemptOf(turn.view.scene.state, id)?.step.phase !== "taken")
      return tell(turn, `${id} is not yours: a takes it over.`, "bad");
    const done = to === "agent" ? `${id}: its agent goes on` : `${id} is checked and lands as any work`;
    const asks = (note: string): readonly Effect[] => [
      { kind: "wish", wish: { kind: "give", task: id, to, ...(note === "" ? {} : { note }) }, done },
    ];
    const title = `Give ${id} back to ${to === "agent" ? "its agent" : "be checked"}`;
    const hint = "What did you do? It is kept with the result; it may stay empty.";
    return become({ ...turn.ui, overlay: { kind: "prompt", title, hint, typed: "", optional: true, asks } });
  });

/** Keys by which a person steps in. */
export const stepping: Handlers = {
  say,
  escalate,
  undo,
  take,
  give: give("checks"),
  give_agent: give("agent"),
};
