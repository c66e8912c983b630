import { roadmapRows, type MilestoneRow, type RoadmapRow } from "../../../views/milestones.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import type { Box, Size } from "../compose/block.ts";
import type { Sum } from "../../../core/estimate/outlook.ts";
import { costText, timeText } from "../../../views/ahead-words.ts";
import type { Ahead, MilestoneAhead } from "../../../views/outlook.ts";
import { count } from "../../../views/words.ts";
import type { Need } from "../feed/need.ts";
import { ends, left, row, signs, span, type Row } from "../compose/span.ts";
import { newMemo, slowly } from "../screen/memo.ts";
import type { Listing, Pane, Screen } from "../screen/screen.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { dayOf } from "../../cli/when.ts";
import { listPane, standsAt } from "./list-rows.ts";
import { countsRow, progressBar } from "./progress.ts";
import { orderOf, taskListing } from "./task-list.ts";
import { phaseSign } from "./words.ts";

/** A line of the tree: a roadmap, or one of its milestones. */
type Line =
  | { readonly id: string; readonly kind: "roadmap"; readonly row: RoadmapRow }
  | { readonly id: string; readonly kind: "milestone"; readonly row: MilestoneRow };

const memo = newMemo<readonly Line[]>();

const linesOf = ({ scene }: View): readonly Line[] =>
  memo([scene.state, scene.roadmaps, slowly(scene.now)], () =>
    roadmapRows(scene.state, scene.roadmaps, (id) => scene.board.placeOf(id)?.phase).flatMap(
      (one): Line[] => [
        { id: `roadmap ${one.id}`, kind: "roadmap", row: one },
        ...one.milestones.map((own): Line => ({ id: `milestone ${own.key}`, kind: "milestone", row: own })),
      ],
    ),
  );

const listing = (lines: readonly Line[]): Listing => ({
  of: "milestone",
  count: lines.length,
  idAt: (at) => lines[at]?.id,
  indexOf: (id) => lines.findIndex((one) => one.id === id),
});

const lineHere = (view: View): Line | undefined => {
  const lines = linesOf(view);
  return lines[standsAt(view, { name: "roadmap", list: listing(lines) })];
};

/** Anew each minute: it takes a process of its own. */
const forecastNeed = ({ scene }: View): Extract<Need, { kind: "forecast" }> => ({
  kind: "forecast",
  stamp: String(Math.floor(scene.now / 60_000)),
});

const needsOf = (view: View): readonly Need[] => (view.scene.past ? [] : [forecastNeed(view)]);

const aheadOf = (view: View): Ahead | undefined => {
  const found = view.scene.past ? undefined : view.scene.found(forecastNeed(view));
  return found?.kind === "there" ? found.ahead : undefined;
};

/** In which range cost and time of what is left will be, in 8 of 10 cases. */
const aheadRow = (sum: (Sum & Pick<MilestoneAhead, "leftOut">) | undefined): { readonly below?: Row } => {
  if (sum === undefined) return {};
  const { usd, seconds, inTime, leftOut = 0 } = sum;
  const without = leftOut === 0 ? "" : `, ${count(leftOut, "task")} not in it`;
  const date = inTime === undefined ? "" : `, in time ${Math.round(100 * inTime)} of 100`;
  return {
    below: row([`ahead, 8 of 10: ${costText(usd)}, time ${timeText(seconds)}${date}${without}`, "dim"]),
  };
};

const treeRow = (view: View, { kind, row: own }: Line, width: number): Row => {
  const words = kind === "roadmap" ? row([` ${own.title}`, "strong"]) : row(`   ${own.title}`);
  const due = kind === "milestone" && own.due !== undefined ? `  due ${dayOf(own.due)}` : "";
  const room = Math.min(24, Math.floor(width / 3));
  const end = [
    ...countsRow(view.look, own),
    span(due, "dim"),
    span("  "),
    ...progressBar(view.look, own, room),
  ];
  return ends(words, end, width);
};

const treePane = (view: View, box: Box): Pane => {
  const lines = linesOf(view);
  return listPane(view, {
    name: "roadmap",
    title: "Roadmaps",
    box,
    ...aheadRow(aheadOf(view)?.all),
    list: listing(lines),
    none: "no roadmap and no task yet: write roadmaps/<name>.md with a heading for each milestone",
    line: (at, width) => {
      const line = lines[at];
      return line === undefined ? [] : treeRow(view, line, width);
    },
  });
};

const tasksOf = (line: Line | undefined): readonly string[] => {
  if (line === undefined) return [];
  return line.kind === "milestone" ? line.row.tasks : line.row.milestones.flatMap(({ tasks }) => tasks);
};

const taskRow = (view: View, id: string, width: number): Row => {
  const task = view.scene.state.tasks.get(id);
  const phase = view.scene.board.placeOf(id)?.phase;
  if (task === undefined || phase === undefined) return row(id);
  const name = Math.min(id.length, Math.floor(width / 3));
  const words = [phaseSign(view.look, phase), span(" "), ...left(id, name, "link"), span(` ${task.title}`)];
  return ends(words, row([` ${phase}`, "dim"]), width);
};

/** The tasks of a line in the order of the queue: what is under way and what waits for a person first. */
const inOrder = ({ scene }: View, ids: readonly string[]): readonly string[] =>
  ids
    .map((id) => ({ id, at: scene.board.all.indexOf(id) }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);

const orderMemo = newMemo<readonly string[]>();

const tasksPane = (view: View, box: Box, line: Line | undefined): Pane => {
  const key = line?.kind === "milestone" ? line.row.key : undefined;
  const ids = orderMemo([line, slowly(view.scene.now)], () => inOrder(view, tasksOf(line)));
  return listPane(view, {
    name: "tasks",
    title: line === undefined ? "Tasks" : `Tasks of ${line.row.title}`,
    box,
    ...aheadRow(aheadOf(view)?.milestones.find((one) => one.key === key)),
    list: taskListing(orderOf(ids)),
    none: "no task names it yet: milestone: <roadmap>#<milestone> in a task's front matter",
    line: (at, width) => taskRow(view, ids[at] ?? "", width),
  });
};

const itemsPane = (view: View, box: Box, line: Line | undefined): Pane => {
  const items = line?.kind === "milestone" ? line.row.items : [];
  return {
    name: "items",
    box,
    title: "Check boxes",
    body: () =>
      items.map(({ text, done }) =>
        row(signs(view.look.states[done ? "done" : "ready"], done ? "good" : "dim"), ` ${text}`),
      ),
  };
};

const detailPanes = (view: View, box: Box, line: Line | undefined): readonly Pane[] => {
  const items = line?.kind === "milestone" ? line.row.items.length : 0;
  const [tasks, boxes] = columns(box, [{ share: 2 }, { share: items === 0 ? 0 : 1 }]);
  if (tasks === undefined || boxes === undefined) return [];
  return [tasksPane(view, tasks, line), ...(items === 0 ? [] : [itemsPane(view, boxes, line)])];
};

const inTwo = (body: Size): readonly Box[] => {
  const isShort = body.height < 24 || widthClass(body) === "narrow";
  return bands(whole(body), [{ share: isShort ? 1 : 2 }, { share: isShort ? 1 : 3 }]);
};

/** Roadmaps and their milestones, how far each is, and the tasks of the one that is stood on. */
export const roadmap: Screen = {
  name: "roadmap",
  title: "Roadmap",
  short: "Road",
  digit: "4",
  hints: ["open", "next_pane", "raise", "lower", "hold", "zoom"],
  crumb: () => "roadmaps",
  needs: needsOf,
  deeper: (_, id, of) => newPlace(of === "task" ? "task" : "milestone", id),
  panes: (view, body) => {
    const [above, below] = inTwo(body);
    if (above === undefined || below === undefined) return [];
    return [treePane(view, above), ...detailPanes(view, below, lineHere(view))];
  },
};

const subjectLine = (view: View): Line | undefined =>
  linesOf(view).find(({ id }) => id === placeOf(view.ui).subject);

/** One milestone, or all of a roadmap: its tasks. */
export const milestone: Screen = {
  name: "milestone",
  title: "Milestone",
  short: "Milestone",
  hints: ["open", "raise", "lower", "hold", "retry", "cancel", "back"],
  crumb: (view) => subjectLine(view)?.row.title ?? "gone",
  needs: needsOf,
  deeper: (_, id) => newPlace("task", id),
  panes: (view, body) => detailPanes(view, whole(body), subjectLine(view)),
};
