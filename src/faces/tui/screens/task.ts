import type { Task } from "../../../core/task.ts";
import { attemptSheets, type AttemptSheet } from "../../../views/attempt.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import { whyOf } from "../../../views/why.ts";
import { charged } from "../../../core/meter.ts";
import type { Box } from "../compose/block.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import { on, row, signs, span, type Row } from "../compose/span.ts";
import { windowOf } from "../compose/window.ts";
import type { Need } from "../feed/need.ts";
import { cursorAt } from "../screen/cursor.ts";
import type { Listing, Pane, Screen } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { clockTime } from "../../cli/when.ts";
import { gateRows, taskFacts } from "./task-facts.ts";
import { readPlain, textPane } from "./text-pane.ts";
import { cents, phaseSign, shortTime } from "./words.ts";

const taskOf = ({ scene, ui }: View): Task | undefined => scene.state.tasks.get(placeOf(ui).subject ?? "");

const fileNeed = ({ file, digest }: Task): Need => ({ kind: "file", path: file, stamp: digest });

const listing = (sheets: readonly AttemptSheet[]): Listing => ({
  of: "attempt",
  count: sheets.length,
  idAt: (at) => sheets[at]?.key,
  indexOf: (id) => sheets.findIndex(({ key }) => key === id),
});

const cameOf = ({ moving, outcome }: AttemptSheet): readonly [PhaseWord, string] => {
  if (outcome?.kind === "done") return ["done", "landed"];
  if (outcome !== undefined) return ["failed", `${outcome.failure.kind}: ${outcome.failure.why}`];
  const phase = moving?.step.phase ?? "working";
  return phase === "ending" ? ["done", "being put away"] : [phase, phase];
};

const attemptRow = ({ look, scene }: View, sheet: AttemptSheet): Row => {
  const { n, agent, claimedAt, endedAt, meter } = sheet;
  const [phase, words] = cameOf(sheet);
  const took = shortTime((endedAt ?? scene.now) - claimedAt);
  return [
    signs(" "),
    phaseSign(look, phase),
    ...row(` ${n}  `, [`${clockTime(claimedAt)}  ${took}  `, "dim"], [`${meter?.model ?? agent}  `, "link"]),
    ...(meter === undefined ? [] : row(`${cents(charged(meter))}  `)),
    span(words, phase === "failed" ? "bad" : "plain"),
  ];
};

const attemptsPane = (view: View, box: Box, task: Task): Pane => {
  const sheets = attemptSheets(view.scene.state, task.id);
  const list = listing(sheets);
  const at = cursorAt(list, placeOf(view.ui).cursors["attempts"]);
  return {
    name: "attempts",
    box,
    title: "Attempts",
    right: row([`at most ${task.maxAttempts} of its own fault`, "dim"]),
    list,
    pick: ({ y }) => windowOf(at, sheets.length, Math.max(0, shownBox(view, box).height - 2)).from + y,
    body: ({ height }) => {
      if (sheets.length === 0) return [row(["  not tried yet", "dim"])];
      const { from, until } = windowOf(at, sheets.length, height);
      return sheets.slice(from, until).map((sheet, index) => {
        const whole = attemptRow(view, sheet);
        return from + index === at
          ? on([signs(view.look.cursor, "focus"), ...whole.slice(1), span(" ")], "selected")
          : whole;
      });
    },
  };
};

const factsPane = (view: View, box: Box, task: Task): Pane => ({
  name: "facts",
  box,
  title: `${task.id} ${task.title}`,
  body: ({ width }) => taskFacts(view, whyOf(view.scene.state, task, view.scene.now), width),
});

const gatesPane = (view: View, box: Box, task: Task): Pane => ({
  name: "gates",
  box,
  title: "What must be open for it to start",
  body: ({ width }) => gateRows(view, whyOf(view.scene.state, task, view.scene.now), width),
});

const filePane = (view: View, box: Box, task: Task): Pane =>
  textPane(
    view,
    { name: "file", box, title: task.file },
    { found: view.scene.found(fileNeed(task)), reading: readPlain, empty: "it is empty", follows: false },
  );

/** One task: how it stands and why, what was tried, and what its file says. */
export const task: Screen = {
  name: "task",
  title: "Task",
  short: "Task",
  hints: [
    "open",
    "approve",
    "reject",
    "give",
    "proposals",
    "raise",
    "lower",
    "retry",
    "cancel",
    "hold",
    "diff",
    "say",
    "edit",
    "browse",
    "take",
    "undo",
    "next_pane",
  ],
  crumb: ({ ui }) => placeOf(ui).subject ?? "",
  task: ({ ui }) => placeOf(ui).subject,
  deeper: (_, id, of) => (of === "attempt" ? newPlace("attempt", id) : undefined),
  needs: (view) => {
    const found = taskOf(view);
    return found === undefined ? [] : [fileNeed(found)];
  },
  panes: (view, body) => {
    const found = taskOf(view);
    if (found === undefined)
      return [{ name: "none", box: whole(body), title: "Task", body: () => [row(["  it is gone", "warn"])] }];
    const tries = attemptSheets(view.scene.state, found.id).length;
    const [top, middle, bottom] = bands(whole(body), [
      { cells: 9 },
      { cells: Math.min(Math.max(3, tries + 2), 8) },
      { share: 1 },
    ]);
    if (top === undefined || middle === undefined || bottom === undefined) return [];
    const isNarrow = ["narrow", "medium"].includes(widthClass(body));
    const [first, second] = columns(bottom, [{ share: 3 }, { share: isNarrow ? 0 : 2 }]);
    if (first === undefined || second === undefined) return [];
    return [
      factsPane(view, top, found),
      attemptsPane(view, middle, found),
      filePane(view, first, found),
      ...(isNarrow ? [] : [gatesPane(view, second, found)]),
    ];
  },
};
