import { followupsIn } from "../../../core/remark.ts";
import { pullOf } from "../../../views/pull.ts";
import { phaseWords, situationOf, type PhaseWord } from "../../../views/phase.ts";
import type { Turn } from "./handler.ts";
import type { Binding, Use } from "./keymap.ts";
import { tasksHere } from "./subject.ts";

const over = new Set<PhaseWord>(["failed", "cancelled", "done"]);
const stopped = new Set<PhaseWord>(["failed", "cancelled", "person", "waiting"]);
const inMotion = new Set<PhaseWord>(phaseWords.slice(0, phaseWords.indexOf("taken")));

type Fits = (phase: PhaseWord) => boolean;

const fits: Readonly<Record<Exclude<Use, "modes" | "pull" | "proposing">, Fits>> = {
  task: () => true,
  open: (phase) => !over.has(phase),
  moving: (phase) => inMotion.has(phase) || phase === "review",
  review: (phase) => phase === "review",
  taken: (phase) => phase === "taken",
  stopped: (phase) => stopped.has(phase),
  done: (phase) => phase === "done",
};

/** Whether a key would do harm, or nothing, to a task in another phase; the others tell by themselves what they are about. */
export const isAboutPhase = ({ only }: Pick<Binding, "only">): boolean =>
  only === "open" || only === "stopped";

/** Whether a key has something here that it is about. */
export const isOfUse = (turn: Turn, { only, group }: Pick<Binding, "only" | "group">): boolean => {
  const { state, events, past } = turn.view.scene;
  if (past && (group === "Act on a task" || group === "Fleet")) return only === "task";
  if (only === undefined) return true;
  if (only === "modes") return (turn.screen.modes ?? []).length > 1;
  if (only === "pull") return tasksHere(turn).some((id) => pullOf(state, events, id) !== undefined);
  if (only === "proposing")
    return tasksHere(turn).some((id) => followupsIn(state.records.get(id)).length > 0);
  return tasksHere(turn).some((id) => {
    const task = state.tasks.get(id);
    return task !== undefined && fits[only](situationOf(state, task).phase);
  });
};
