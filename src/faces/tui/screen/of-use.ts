import { phaseWords, situationOf, type PhaseWord } from "../../../views/phase.ts";
import type { Turn } from "./handler.ts";
import type { Binding, Use } from "./keymap.ts";
import { tasksHere } from "./subject.ts";

const over = new Set<PhaseWord>(["failed", "cancelled", "done"]);
const stopped = new Set<PhaseWord>(["failed", "cancelled", "person", "waiting"]);
const inMotion = new Set<PhaseWord>(phaseWords.slice(0, phaseWords.indexOf("taken")));

type Fits = (phase: PhaseWord) => boolean;

const fits: Readonly<Record<Exclude<Use, "modes">, Fits>> = {
  task: () => true,
  open: (phase) => !over.has(phase),
  moving: (phase) => inMotion.has(phase) || phase === "review",
  review: (phase) => phase === "review",
  taken: (phase) => phase === "taken",
  stopped: (phase) => stopped.has(phase),
  done: (phase) => phase === "done",
};

/** Whether a key has something here that it is about. */
export const isOfUse = (turn: Turn, { only }: Pick<Binding, "only">): boolean => {
  if (only === undefined) return true;
  if (only === "modes") return (turn.screen.modes ?? []).length > 1;
  const { state } = turn.view.scene;
  return tasksHere(turn).some((id) => {
    const task = state.tasks.get(id);
    return task !== undefined && fits[only](situationOf(state, task).phase);
  });
};
