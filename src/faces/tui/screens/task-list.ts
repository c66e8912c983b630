import { filtered } from "../../../views/filter.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import type { Board } from "../../../views/board.ts";
import type { TaskId } from "../../../core/task.ts";
import { newMemo } from "../screen/memo.ts";
import type { Listing } from "../screen/screen.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";

/** A list of tasks that keys can move in. */
export const taskListing = (ids: readonly TaskId[]): Listing => ({
  of: "task",
  count: ids.length,
  idAt: (at) => ids[at],
  indexOf: (id) => ids.indexOf(id),
});

/** Which part of all tasks is listed: everything, what is not over, what is in motion, what waits for a person. */
export const queueModes = ["open", "all", "in motion", "for you", "done"] as const;
export type QueueMode = (typeof queueModes)[number];

const over = new Set<string | undefined>(["done", "cancelled", "failed"]);
const moving = new Set<string | undefined>(["landing", "verifying", "working", "preparing", "review"]);

const chosen = (board: Board, ids: readonly TaskId[], mode: QueueMode): readonly TaskId[] => {
  const phase = (id: TaskId): string | undefined => board.placeOf(id)?.phase;
  switch (mode) {
    case "all":
      return ids;
    case "open":
      return ids.filter((id) => !over.has(phase(id)));
    case "in motion":
      return ids.filter((id) => moving.has(phase(id)));
    case "for you":
      return board.asking;
    case "done":
      return ids.filter((id) => over.has(phase(id)));
  }
};

/** Which part the queue shows. */
export const modeOfQueue = ({ ui }: View): QueueMode => {
  const { mode } = placeOf(ui);
  return queueModes.find((one) => one === mode) ?? "open";
};

const memo = newMemo<readonly TaskId[]>();

/** The tasks that a screen lists: those of its mode that its filter means, in the order of the queue. */
export const listedTasks = ({ scene, ui }: View, mode: QueueMode): readonly TaskId[] => {
  const { board, state } = scene;
  const { filter } = placeOf(ui);
  const { ids } = board;
  return memo([ids, mode, filter], () => {
    const of = (id: TaskId): PhaseWord | undefined => board.placeOf(id)?.phase;
    return filtered(state, { ids: chosen(board, ids, mode), of }, filter);
  });
};
