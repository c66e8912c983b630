import { askedOf } from "../../../views/asked.ts";
import { pleaOf } from "../../../views/plea.ts";
import { situationOf } from "../../../views/phase.ts";
import type { Order } from "../../../views/board.ts";
import type { TaskId } from "../../../core/task.ts";
import type { Box, Size } from "../compose/block.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import { ends, left, on, row, signs, span, type Row } from "../compose/span.ts";
import { wrapLine } from "../compose/wrap.ts";
import { windowOf, windowWords } from "../compose/window.ts";
import { cursorAt } from "../screen/cursor.ts";
import type { Pane, Screen } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { agentsPane, agentNeeds } from "./agent-grid.ts";
import { budgetPane, capacityPane, flowPane } from "./gauges.ts";
import { lastRows } from "./event-rows.ts";
import { nothingHere } from "./nothing-here.ts";
import { idsIn, listedTasks, taskListing } from "./task-list.ts";
import { phaseSign } from "./words.ts";

type Line = (id: TaskId, width: number) => Row;

/** A list of tasks, a row each, with the chosen one shown when the pane has the focus or not. */
const tasksPane = (
  view: View,
  pane: Pick<Pane, "name" | "title" | "box">,
  of: { ids: Order; line: Line },
): Pane => {
  const list = taskListing(of.ids);
  const place = placeOf(view.ui);
  const at = cursorAt(list, place.cursors[pane.name]);
  const seen = windowOf(at, of.ids.size, Math.max(0, shownBox(view, pane.box).height - 2));
  return {
    ...pane,
    list,
    pick: ({ y }) => seen.from + y,
    right: row([windowWords(seen, of.ids.size), "dim"]),
    body: ({ width }) =>
      of.ids.size === 0
        ? nothingHere(view)
        : idsIn(of.ids, seen).map((id, index) => {
            const isHere = seen.from + index === at;
            const isMarked = place.marks.has(id);
            const start = signs(
              isHere ? view.look.cursor : isMarked ? view.look.mark : " ",
              isHere ? "focus" : "warn",
            );
            const line = [start, ...of.line(id, width - 1)];
            return isHere ? on(line, "selected") : isMarked ? on(line, "marked") : line;
          }),
  };
};

const askLine =
  (view: View): Line =>
  (id, width) => {
    const { state } = view.scene;
    const task = state.tasks.get(id);
    if (task === undefined) return [span(id)];
    const { phase, standing } = situationOf(state, task);
    const what = pleaOf(task, standing)?.what ?? askedOf(state.records.get(id))[0]?.what ?? phase;
    const name = Math.min(id.length, Math.floor(width / 3));
    return ends(
      [phaseSign(view.look, phase), span(" "), ...left(id, name, "strong"), span(` ${what}`)],
      [],
      width,
    );
  };

const queueLine =
  (view: View): Line =>
  (id, width) => {
    const task = view.scene.state.tasks.get(id);
    const phase = view.scene.board.placeOf(id)?.phase;
    if (task === undefined || phase === undefined) return [span(id)];
    const name = Math.min(id.length, Math.floor(width / 3));
    return ends(
      [phaseSign(view.look, phase), span(" "), ...left(id, name, "dim"), span(` ${task.title}`)],
      row([` ${phase}`, phase === "ready" ? "plain" : "dim"]),
      width,
    );
  };

const asks = (view: View, box: Box): Pane =>
  tasksPane(
    view,
    { name: "asks", title: "Waiting for you", box },
    { ids: view.scene.board.asking, line: askLine(view) },
  );

const queuePane = (view: View, box: Box): Pane =>
  tasksPane(
    view,
    { name: "queue", title: "Queue", box },
    { ids: listedTasks(view, "open"), line: queueLine(view) },
  );

const eventsPane = ({ scene }: View, box: Box): Pane => ({
  name: "events",
  title: "Events",
  box,
  right: row([scene.engine.running ? "live" : "so far", "dim"]),
  body: ({ height }) => lastRows(scene.events, scene.state, height),
});

type Parts = { readonly top: Box; readonly left: Box; readonly right: Box; readonly bottom: Box };

const parts = (view: View, body: Size): Parts | undefined => {
  const isSmall = body.height < 28;
  const [top, middle, bottom] = bands(whole(body), [
    { cells: isSmall ? 0 : 5 },
    { share: 1 },
    { cells: isSmall ? 4 : Math.min(10, 4 + Math.floor(body.height / 10)) },
  ]);
  if (top === undefined || middle === undefined || bottom === undefined) return undefined;
  const isNarrow = widthClass(body) === "narrow";
  const [first, second] = columns(middle, [{ share: isNarrow ? 1 : 2 }, { share: isNarrow ? 0 : 3 }]);
  return first === undefined || second === undefined
    ? undefined
    : { top, left: first, right: second, bottom };
};

const problemsPane = ({ scene: { problems } }: View, box: Box): Pane => ({
  name: "problems",
  title: "Files that cannot be read as written",
  box,
  right: row([String(problems.length), "bad"]),
  body: ({ width }) =>
    problems.flatMap(({ file, line, message }) =>
      wrapLine(`${file}:${line} ${message}`, width, 2).map((text) => row([text, "bad"])),
    ),
});

/** As tall as what it holds needs, up to a share of the room; nothing where it holds nothing. */
const need = (count: number, most: number): number =>
  count === 0 ? 0 : Math.min(count + 2, Math.floor(most));

/** What waits for a person stands first, and what is wrong with the files. */
const leftPanes = (view: View, box: Box): readonly Pane[] => {
  const waiting = view.scene.board.asking.size;
  const wrong = view.scene.problems.length;
  const heights = [need(waiting, box.height / 2), need(3 * wrong, box.height / 4)];
  const [first, second, third] = bands(box, [...heights.map((cells) => ({ cells })), { share: 1 }]);
  if (first === undefined || second === undefined || third === undefined) return [];
  return [
    ...(waiting === 0 ? [] : [asks(view, first)]),
    ...(wrong === 0 ? [] : [problemsPane(view, second)]),
    queuePane(view, third),
  ];
};

const gauges = (view: View, top: Box): readonly Pane[] => {
  const [first, second, third] = columns(top, [{ share: 1 }, { share: 1 }, { share: 1 }]);
  if (top.height === 0 || first === undefined || second === undefined || third === undefined) return [];
  return [budgetPane(view, first), capacityPane(view, second), flowPane(view, third)];
};

/** The overview: what waits for a person, what is next, what is at work, what happened. */
export const overview: Screen = {
  name: "overview",
  title: "Overview",
  short: "Over",
  digit: "1",
  hints: [
    "open",
    "next_pane",
    "approve",
    "reject",
    "retry",
    "give",
    "proposals",
    "edit",
    "diff",
    "add",
    "pause",
    "filter",
    "hold",
  ],
  crumb: () => "overview",
  deeper: (_, id, of) => newPlace(of === "attempt" ? "attempt" : "task", id),
  panes: (view, body) => {
    const found = parts(view, body);
    if (found === undefined) return [];
    const { top, left, right, bottom } = found;
    return [
      ...gauges(view, top),
      ...leftPanes(view, left),
      ...(right.width === 0 ? [] : [agentsPane(view, right)]),
      eventsPane(view, bottom),
    ];
  },
  needs: (view, body) => {
    const box = parts(view, body)?.right;
    return box === undefined || box.width === 0 ? [] : agentNeeds(view, box);
  },
};
