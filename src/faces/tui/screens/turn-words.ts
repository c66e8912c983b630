import { patience, turnOf, type Turn } from "../../../core/turn.ts";
import type { Task } from "../../../core/task.ts";
import { placeInQueue } from "../../../views/board.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import { number } from "../compose/window.ts";
import { fitRow, row, signs, span, type Row, type Span } from "../compose/span.ts";
import type { Scene } from "../feed/scene.ts";
import type { View } from "../screen/view.ts";
import { shortTime } from "./words.ts";

const awaiting = new Set<PhaseWord>(["ready", "waiting", "blocked", "held", "person", "draft", "broken"]);

/** Whether a task in this phase has its turn before it: what is in motion has had it, what is over needs none. */
export const awaitsTurn = (phase: PhaseWord): boolean => awaiting.has(phase);

/** A task's place in the queue. The turn itself would read like the time at which it starts, and only orders it. */
export const placeWord = ({ board }: Scene, { id }: Task): Span | undefined => {
  const place = placeInQueue(board, id);
  return place === undefined ? undefined : span(`#${number(place)}`, "plain");
};

/** How far a task's turn has come, from its being written to its moment: 1 and more is due. */
const progress = (scene: Scene, { id, priority }: Task): number => {
  const turn = turnOf(scene.state.queue.turns, id);
  const seen = scene.state.records.get(id)?.firstSeen ?? scene.now;
  if (turn === undefined) return 0;
  const span = Math.max(turn.at - seen, patience[priority] === 0 ? 0 : 1);
  return span <= 0 ? 1 : Math.min(1, Math.max(0, (scene.now - seen) / span));
};

/** What a turn is made of, as a bar: how old the task is within its patience, in the ink of what decides. */
export const turnParts = (view: View, task: Task, width: number): Row => {
  const { scene, look } = view;
  const turn = turnOf(scene.state.queue.turns, task.id);
  if (turn === undefined) return [];
  const ink = turn.from === "priority" ? "busy" : turn.from === "due" ? "bad" : "check";
  const word = turn.from === "priority" ? "age" : turn.from === "due" ? "due" : "links";
  const room = Math.max(0, width - 6);
  const full = Math.round(progress(scene, task) * room);
  const solid = (look.levels.at(-2) ?? "#").repeat(full);
  return fitRow(
    [...fitRow([span(word, ink)], 6), signs(solid, ink), signs(look.track.repeat(room - full), "dim")],
    width,
  );
};

/** What moves a turn away from where patience alone would put it. */
const moverOf = ({ from, takes }: Turn): string => {
  if (from === "priority") return `its estimate of ${shortTime(takes)}`;
  return `${from === "due" ? "its due date" : `${from.waiting} behind it`} (it takes ${shortTime(takes)})`;
};

/** How the parts of a turn add up, for people: what it begins with, and what takes from it. */
export const turnSum = ({ state, now }: Scene, task: Task): Row => {
  const turn = turnOf(state.queue.turns, task.id);
  const seen = state.records.get(task.id)?.firstSeen ?? now;
  if (turn === undefined) return [];
  const moved = turn.at - seen - patience[task.priority];
  return row(
    [`known ${shortTime(now - seen)}`, "busy"],
    ["  +  ", "dim"],
    [`P${task.priority} may wait ${shortTime(patience[task.priority])}`, "plain"],
    ...(moved === 0
      ? []
      : ([
          [moved < 0 ? "  −  " : "  +  ", "dim"],
          [`${shortTime(Math.abs(moved))} for ${moverOf(turn)}`, "check"],
        ] as const)),
    ["  =  ", "dim"],
    [
      turn.at <= now
        ? `its turn since ${shortTime(now - turn.at)}`
        : `its turn in ${shortTime(turn.at - now)}, or sooner`,
      "strong",
    ],
  );
};
