import { filterOf } from "../../../views/filter.ts";
import type { Board, Order } from "../../../views/board.ts";
import { phaseWords, type PhaseWord } from "../../../views/phase.ts";
import type { TaskId } from "../../../core/task.ts";
import { newMemo, slowly } from "../screen/memo.ts";
import type { Listing } from "../screen/screen.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";

/** A list of tasks that keys can move in. */
export const taskListing = (order: Order): Listing => ({
  of: "task",
  count: order.size,
  idAt: order.at,
  indexOf: order.indexOf,
});

/** Tasks in the order given. */
export const orderOf = (ids: readonly TaskId[]): Order => ({
  size: ids.length,
  at: (place) => ids[place],
  indexOf: (id) => ids.indexOf(id),
});

/** The part of a list that is in sight. */
export const idsIn = (order: Order, { from, until }: { from: number; until: number }): readonly TaskId[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, at) => order.at(from + at)).filter(
    (id) => id !== undefined,
  );

/** Which part of all tasks is listed: everything, what is not over, what is in motion, what waits for a person. */
export const queueModes = ["open", "all", "in motion", "for you", "done"] as const;
type QueueMode = (typeof queueModes)[number];

const over: readonly PhaseWord[] = ["failed", "cancelled", "done"];
const moving: readonly PhaseWord[] = phaseWords.slice(0, phaseWords.indexOf("review") + 1);

const total = ({ counts }: Board, phases: readonly PhaseWord[]): number =>
  phases.reduce((sum, phase) => sum + (counts.get(phase) ?? 0), 0);

const part = (whole: Order, from: number, size: number): Order => ({
  size,
  at: (place) => (place >= 0 && place < size ? whole.at(from + place) : undefined),
  indexOf: (id) => {
    const at = whole.indexOf(id) - from;
    return at >= 0 && at < size ? at : -1;
  },
});

/** All tasks are listed by phase: what is in motion stands first, what is over last. */
const chosen = (board: Board, mode: QueueMode): Order => {
  const { all, asking } = board;
  const ended = total(board, over);
  switch (mode) {
    case "all":
      return all;
    case "open":
      return part(all, 0, all.size - ended);
    case "in motion":
      return part(all, 0, total(board, moving));
    case "for you":
      return asking;
    case "done":
      return part(all, all.size - ended, ended);
  }
};

/** Which part the queue shows. */
export const modeOfQueue = ({ ui }: View): QueueMode => {
  const { mode } = placeOf(ui);
  return queueModes.find((one) => one === mode) ?? "open";
};

const found = ({ scene }: View, order: Order, typed: string): Order => {
  const isMeant = filterOf(typed);
  const ids = idsIn(order, { from: 0, until: order.size }).filter((id) => {
    const task = scene.state.tasks.get(id);
    const phase = scene.board.placeOf(id)?.phase;
    return task !== undefined && phase !== undefined && isMeant(task, phase);
  });
  return orderOf(ids);
};

const memo = newMemo<Order>();

/** The tasks that a screen lists: those of its mode that its filter means, in the order of the queue. */
export const listedTasks = (view: View, mode: QueueMode): Order => {
  const { scene, ui } = view;
  const { filter } = placeOf(ui);
  const order = chosen(scene.board, mode);
  if (filter.trim() === "") return order;
  const from = [scene.board, mode, filter, slowly(scene.now)];
  return memo(from, () => found(view, order, filter));
};
