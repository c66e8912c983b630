import type { Attempt } from "../../../core/attempt.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import type { Box, Size } from "../compose/block.ts";
import { ends, left, row, span, type Row } from "../compose/span.ts";
import type { Found, Need } from "../feed/need.ts";
import { newMemo } from "../screen/memo.ts";
import type { Listing, Pane, Screen } from "../screen/screen.ts";
import { newPlace } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { evidenceRows, proofOf } from "./evidence-rows.ts";
import { listPane, standsAt } from "./list-rows.ts";
import { shortDiff } from "./short-diff.ts";
import { readDiff, textPane } from "./text-pane.ts";
import { phaseSign, shortTime } from "./words.ts";

/** Work that is done and not landed: what waits for a person first, then what is closest to the target. */
const order = ["review", "landing", "verifying"] as const satisfies readonly PhaseWord[];

const rankOf = ({ step }: Attempt): number => order.findIndex((phase) => phase === step.phase);

const memo = newMemo<readonly Attempt[]>();

const awaiting = ({ scene: { state, version } }: View): readonly Attempt[] =>
  memo([state, version], () =>
    [...state.attempts.values()]
      .filter((attempt) => rankOf(attempt) !== -1)
      .sort((a, b) => rankOf(a) - rankOf(b) || a.since - b.since),
  );

const listing = (all: readonly Attempt[]): Listing => ({
  of: "task",
  count: all.length,
  idAt: (at) => all[at]?.task,
  indexOf: (id) => all.findIndex(({ task }) => task === id),
});

const attemptHere = (view: View): Attempt | undefined => {
  const all = awaiting(view);
  return all[standsAt(view, { name: "reviews", list: listing(all) })];
};

const checksWord = (attempt: Attempt): Row => {
  if (attempt.step.phase === "verifying") return row(["being checked", "dim"]);
  const checks = proofOf(attempt)?.checks ?? [];
  const green = checks.filter(({ outcome }) => outcome === "passed" || outcome === "flaky").length;
  if (checks.length === 0) return row(["no checks", "dim"]);
  return row([`${green}/${checks.length}`, green === checks.length ? "good" : "warn"]);
};

const line =
  (view: View, all: readonly Attempt[]) =>
  (at: number, width: number): Row => {
    const attempt = all[at];
    if (attempt === undefined) return [];
    const { task, spec, since } = attempt;
    const name = Math.min(task.length, Math.floor(width / 3));
    const words = [
      phaseSign(view.look, order[rankOf(attempt)] ?? "review"),
      span(" "),
      ...left(task, name, "link"),
      span(` ${spec.title}`),
    ];
    const end = row("  ", ...checksWord(attempt), [`  ${shortTime(view.scene.now - since)}`, "dim"]);
    return ends(words, end, width);
  };

const fileNeed = ({ scene: { state } }: View, { task }: Attempt): Need | undefined => {
  const found = state.tasks.get(task);
  return found === undefined ? undefined : { kind: "file", path: found.file, stamp: found.digest };
};

const diffNeed = ({ task, n, turn }: Attempt): Need => ({
  kind: "diff",
  task,
  attempt: n,
  stamp: String(turn),
});

const nothing: Found = { kind: "there", lines: [], activity: [] };

const evidencePane = (view: View, box: Box): Pane => {
  const attempt = attemptHere(view);
  const width = Math.max(0, box.width - 3);
  const need = attempt && fileNeed(view, attempt);
  const found = need === undefined ? nothing : view.scene.found(need);
  const text = found.kind === "there" ? found.lines : [];
  const rows = attempt === undefined ? [] : evidenceRows(view, attempt, { text, width });
  return listPane(view, {
    name: "evidence",
    box,
    title: attempt === undefined ? "Evidence" : `Evidence of ${attempt.key}`,
    list: { of: "line", count: rows.length, idAt: String },
    none: "",
    line: (at) => rows[at] ?? [],
  });
};

const diffPane = (view: View, box: Box): Pane => {
  const attempt = attemptHere(view);
  return textPane(
    view,
    { name: "diff", box, title: "Diff" },
    {
      found: attempt === undefined ? nothing : shortDiff(view.scene.found(diffNeed(attempt))),
      reading: readDiff,
      empty: attempt === undefined ? "" : "it has changed nothing",
      follows: false,
    },
  );
};

/** The list is as tall as it needs to be where there is little room: what is to be read comes first. */
const parts = (body: Size, count: number): { list: Box; evidence: Box; diff: Box } | undefined => {
  const isNarrow = widthClass(body) === "narrow" || widthClass(body) === "medium";
  const rows = Math.min(Math.max(1, count) + 2, Math.floor(body.height / 4));
  const [above, diff] = bands(whole(body), [{ share: isNarrow ? 1 : 2 }, { share: isNarrow ? 1 : 3 }]);
  if (above === undefined || diff === undefined) return undefined;
  const [list, evidence] = isNarrow
    ? bands(above, [{ cells: rows }, { share: 1 }])
    : columns(above, [{ share: 2 }, { share: 3 }]);
  return list === undefined || evidence === undefined ? undefined : { list, evidence, diff };
};

/** Work that waits to be looked at, with everything that speaks for and against it. */
export const reviews: Screen = {
  name: "reviews",
  title: "Reviews",
  short: "Rev",
  digit: "6",
  hints: ["approve", "reject", "mark", "next_pane", "zoom", "open", "browse", "say", "take"],
  crumb: () => "reviews",
  deeper: (_, id, of) => (of === "task" ? newPlace("task", id) : undefined),
  task: (view) => attemptHere(view)?.task,
  needs: (view) => {
    const attempt = attemptHere(view);
    return attempt === undefined
      ? []
      : [diffNeed(attempt), fileNeed(view, attempt)].filter((one) => one !== undefined);
  },
  panes: (view, body) => {
    const all = awaiting(view);
    const boxes = parts(body, all.length);
    if (boxes === undefined) return [];
    return [
      listPane(view, {
        name: "reviews",
        title: "For review",
        box: boxes.list,
        list: listing(all),
        none: "nothing waits to be looked at",
        line: line(view, all),
      }),
      evidencePane(view, boxes.evidence),
      diffPane(view, boxes.diff),
    ];
  },
};
