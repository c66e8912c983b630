import { attemptOf } from "../../../core/state.ts";
import type { Task, TaskId } from "../../../core/task.ts";
import { charged } from "../../../core/meter.ts";
import { spentOn } from "../../../core/spending.ts";
import { isDone } from "../../../core/standing.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import { whyOf } from "../../../views/why.ts";
import { workerOf } from "../../../views/worker.ts";
import type { Size } from "../compose/block.ts";
import { bands, whole } from "../compose/boxes.ts";
import { on, row, signs, span, type Ink, type Row, type Span } from "../compose/span.ts";
import { gridOf, tableHead, tableRow, type Cell, type Column, type Grid } from "../compose/table.ts";
import { number, windowOf, windowWords } from "../compose/window.ts";
import { cursorAt } from "../screen/cursor.ts";
import type { Pane, Screen } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { nothingHere } from "./nothing-here.ts";
import { idsIn, listedTasks, modeOfQueue, queueModes, taskListing } from "./task-list.ts";
import { taskFacts } from "./task-facts.ts";
import { awaitsTurn, placeWord, turnParts } from "./turn-words.ts";
import { cents, phaseSign, shortAge } from "./words.ts";

const columns: readonly Column[] = [
  { name: "", width: 3, yields: 0 },
  { name: "id", width: 12, yields: 0 },
  { name: "task", width: 20, grows: true, yields: 0 },
  { name: "milestone", width: 14, yields: 5 },
  { name: "agent", width: 10, yields: 3 },
  { name: "pri", width: 3, yields: 1 },
  { name: "deps", width: 4, yields: 6 },
  { name: "try", width: 3, yields: 4 },
  { name: "age", width: 4, align: "right", yields: 7 },
  { name: "cost", width: 7, align: "right", yields: 2 },
  { name: "next", width: 6, align: "right", yields: 1 },
  { name: "ordered by", width: 10, yields: 3 },
];

/** The id gets the room that the longest one in sight needs, within reason. */
const gridFor = (ids: readonly TaskId[], width: number): Grid => {
  const longest = Math.min(28, Math.max(6, ...ids.map((id) => id.length)));
  return gridOf(
    columns.map((one) =>
      one.name === "id" ? { ...one, width: Math.min(longest, Math.floor(width / 4)) } : one,
    ),
    width,
  );
};

const depsWord = ({ scene: { state } }: View, { dependsOn }: Task): Span => {
  if (dependsOn.length === 0) return span("·", "dim");
  const met = dependsOn.filter((id) => isDone(state, id)).length;
  return met === dependsOn.length ? span(`${met}✓`, "good") : span(`${met}/${dependsOn.length}`, "warn");
};

/** What is known of a task that was tried: by whom, how often, for how much. */
const tried = ({ scene: { state }, look }: View, task: Task): Readonly<Record<string, Cell>> => {
  const record = state.records.get(task.id);
  const attempt = attemptOf(state, task.id);
  const spent = spentOn(record) + charged(attempt?.meter);
  const attempts = record?.attempts ?? 0;
  return {
    agent: span(workerOf(state, task), "link"),
    try: span(attempts === 0 ? look.dash : String(attempts), "dim"),
    cost: spent === 0 ? span(look.dash, "dim") : span(cents(spent)),
  };
};

/** Its place in the queue, and what orders it there; what is in motion or over has neither. */
const turnCells = (view: View, task: Task, phase: PhaseWord | undefined): Readonly<Record<string, Cell>> => ({
  next: placeWord(view.scene, task) ?? span(view.look.dash, "dim"),
  ...(phase === undefined || !awaitsTurn(phase)
    ? {}
    : { "ordered by": (width) => turnParts(view, task, width) }),
});

const priorityInks: readonly Ink[] = ["bad", "warn"];

const cells = (view: View, task: Task): Readonly<Record<string, Cell>> => {
  const { scene } = view;
  const { state, board, now } = scene;
  const seen = state.records.get(task.id)?.firstSeen ?? now;
  const phase = board.placeOf(task.id)?.phase;
  return {
    ...tried(view, task),
    id: span(task.id, "link"),
    task: task.title,
    milestone: span(task.milestone ?? "", "dim"),
    pri: span(`P${task.priority}`, priorityInks[task.priority] ?? "dim"),
    deps: depsWord(view, task),
    age: span(shortAge(now - seen), "dim"),
    ...turnCells(view, task, phase),
  };
};

/** A task in a row of the queue. */
const taskRow = (view: View, id: TaskId, grid: Grid): Row => {
  const task = view.scene.state.tasks.get(id);
  const phase = view.scene.board.placeOf(id)?.phase;
  if (task === undefined || phase === undefined) return row([id, "dim"]);
  const isMarked = placeOf(view.ui).marks.has(id);
  const sign = (): Row => [
    signs(isMarked ? view.look.mark : " ", "warn"),
    phaseSign(view.look, phase),
    signs(" "),
  ];
  const whole = tableRow(grid, { ...cells(view, task), "": sign });
  return isMarked ? on(whole, "marked") : whole;
};

const listPane = (view: View, box: Pane["box"]): Pane => {
  const mode = modeOfQueue(view);
  const ids = listedTasks(view, mode);
  const list = taskListing(ids);
  const at = cursorAt(list, placeOf(view.ui).cursors["queue"]);
  const seen = windowOf(at, ids.size, Math.max(0, shownBox(view, box).height - 3));
  return {
    name: "queue",
    box,
    title: "Queue",
    right: row([`${mode}  `, "dim"], windowWords(seen, ids.size), [
      ` (${number(view.scene.state.tasks.size)} in all)`,
      "dim",
    ]),
    list,
    pick: ({ y }) => (y === 0 ? undefined : seen.from + y - 1),
    body: ({ width }) => {
      const shown = idsIn(ids, seen);
      const grid = gridFor(shown, width);
      const rows = shown.map((id, index) => {
        const whole = taskRow(view, id, grid);
        return seen.from + index === at
          ? on([signs(view.look.cursor, "focus"), ...whole.slice(1)], "selected")
          : whole;
      });
      return [tableHead(grid), ...rows, ...(rows.length === 0 ? nothingHere(view) : [])];
    },
  };
};

const detailPane = (view: View, box: Pane["box"], id: TaskId | undefined): Pane => {
  const task = id === undefined ? undefined : view.scene.state.tasks.get(id);
  return {
    name: "detail",
    box,
    title: task === undefined ? "" : `${task.id} ${task.title}`,
    body: ({ width }) =>
      task === undefined ? [] : taskFacts(view, whyOf(view.scene.state, task, view.scene.now), width),
  };
};

/** The queue: every task in the order in which they are taken, and why. */
export const queue: Screen = {
  name: "queue",
  title: "Queue",
  short: "Queue",
  digit: "2",
  modes: queueModes,
  hints: [
    "open",
    "give",
    "proposals",
    "raise",
    "lower",
    "retry",
    "cancel",
    "filter",
    "mode",
    "hold",
    "diff",
    "say",
    "edit",
    "mark",
  ],
  crumb: () => "queue",
  deeper: (_, id) => newPlace("task", id),
  panes: (view: View, body: Size) => {
    const detail = Math.min(10, Math.max(6, Math.floor(body.height / 4)));
    const [above, below] = bands(whole(body), [{ share: 1 }, { cells: detail }]);
    if (above === undefined || below === undefined) return [];
    const list = listPane(view, above);
    const at = list.list === undefined ? 0 : cursorAt(list.list, placeOf(view.ui).cursors["queue"]);
    return [list, detailPane(view, below, list.list?.idAt(at))];
  },
};
