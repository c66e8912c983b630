import { charged } from "../../../core/meter.ts";
import type { AttemptSheet } from "../../../views/attempt.ts";
import { attemptSheet } from "../../../views/attempt.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import type { Box, Size } from "../compose/block.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import { row, span, type Row } from "../compose/span.ts";
import type { Need } from "../feed/need.ts";
import type { Pane, Screen } from "../screen/screen.ts";
import { taskOfKey } from "../screen/subject.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { evidencePane, filesPane, runPane, spendPane } from "./attempt-panes.ts";
import { freshness } from "./fresh.ts";
import { shortDiff } from "./short-diff.ts";
import { readDiff, readLog, textPane } from "./text-pane.ts";
import { cents, phaseSign, shortTime } from "./words.ts";

const modes = ["log", "diff", "checks"] as const;
type Mode = (typeof modes)[number];

const subjectOf = ({ ui }: View): string => placeOf(ui).subject ?? "";

const sheetOf = (view: View): AttemptSheet | undefined => attemptSheet(view.scene.state, subjectOf(view));

const modeOf = ({ ui }: View): Mode => modes.find((one) => one === placeOf(ui).mode) ?? "log";

const needOf = (view: View, sheet: AttemptSheet): Need => {
  const { key, task, n } = sheet;
  const mode = modeOf(view);
  if (mode === "log") return { kind: "log", attempt: key, of: "agent" };
  if (mode === "checks") return { kind: "log", attempt: key, of: "checks" };
  return { kind: "diff", task, attempt: n, stamp: freshness(view, sheet) };
};

const empty: Readonly<Record<Mode, string>> = {
  log: "it has printed nothing so far",
  diff: "it has changed nothing so far",
  checks: "no check has run yet",
};

const stateWords = (view: View, { moving, outcome, claimedAt, endedAt, meter }: AttemptSheet): Row => {
  const phase: PhaseWord =
    moving !== undefined && moving.step.phase !== "ending"
      ? moving.step.phase
      : outcome?.kind === "done"
        ? "done"
        : "failed";
  const took = shortTime((endedAt ?? view.scene.now) - claimedAt);
  const cost = meter === undefined ? [] : row(` ${cents(charged(meter))}`);
  return [phaseSign(view.look, phase), ...row(` ${phase} `, [took, "dim"]), ...cost];
};

const mainPane = (view: View, box: Box, sheet: AttemptSheet): Pane => {
  const mode = modeOf(view);
  const found = view.scene.found(needOf(view, sheet));
  const tabs = modes.map((one) => span(` ${one} `, one === mode ? "tab" : "dim"));
  return textPane(
    view,
    { name: mode, box, title: sheet.key, right: [...tabs, span("  "), ...stateWords(view, sheet)] },
    {
      found: mode === "diff" ? shortDiff(found) : found,
      reading: mode === "diff" ? readDiff : readLog,
      empty: empty[mode],
      follows: mode !== "diff",
      searched: true,
    },
  );
};

const nothing = (view: View, body: Size): Pane => ({
  name: "none",
  box: whole(body),
  title: subjectOf(view),
  body: () => [[], row(["  it has not been tried yet: nothing was printed and nothing changed", "dim"])],
});

const sidePanes = (view: View, box: Box, sheet: AttemptSheet): readonly Pane[] => {
  const isPaid = sheet.meter !== undefined;
  const checks = Math.max(1, sheet.proof?.checks.length ?? sheet.moving?.spec.checks.length ?? 1);
  const [run, spend, evidence, files] = bands(box, [
    { cells: 9 },
    { cells: isPaid ? 7 : 3 },
    { cells: Math.min(10, checks + 2) },
    { share: 1 },
  ]);
  if (run === undefined || spend === undefined || evidence === undefined || files === undefined) return [];
  return [
    runPane(view, run, sheet),
    spendPane(view, spend, sheet),
    evidencePane(view, evidence, sheet),
    filesPane(files, sheet),
  ];
};

/** One attempt: what its agent prints while it prints it, what it changed, what its checks say, what it costs. */
export const attempt: Screen = {
  name: "attempt",
  title: "Attempt",
  short: "Attempt",
  modes,
  hints: [
    "approve",
    "reject",
    "mode",
    "open",
    "give",
    "say",
    "take",
    "retry",
    "cancel",
    "filter",
    "browse",
    "zoom",
  ],
  crumb: subjectOf,
  deeper: (view) => {
    const sheet = sheetOf(view);
    return sheet === undefined ? undefined : newPlace("action", sheet.key);
  },
  task: (view) => {
    const subject = subjectOf(view);
    return view.scene.state.tasks.has(subject) ? subject : taskOfKey(subject);
  },
  needs: (view) => {
    const sheet = sheetOf(view);
    return sheet === undefined ? [] : [needOf(view, sheet)];
  },
  panes: (view, body) => {
    const sheet = sheetOf(view);
    if (sheet === undefined) return [nothing(view, body)];
    const isNarrow = ["narrow", "medium"].includes(widthClass(body));
    const [main, side] = columns(whole(body), [{ share: 1 }, { cells: isNarrow ? 0 : 38 }]);
    if (main === undefined || side === undefined) return [];
    return [mainPane(view, main, sheet), ...(isNarrow ? [] : sidePanes(view, side, sheet))];
  },
};
