import type { Attempt } from "../../../core/attempt.ts";
import { charged } from "../../../core/meter.ts";
import type { Box, Size } from "../compose/block.ts";
import { bands, whole } from "../compose/boxes.ts";
import { bar, level, spark } from "../compose/gauge.ts";
import { on, row, signs, span, type Row } from "../compose/span.ts";
import { gridOf, tableHead, tableRow, type Cell, type Column, type Grid } from "../compose/table.ts";
import { windowOf, windowWords } from "../compose/window.ts";
import type { Need } from "../feed/need.ts";
import { cursorAt } from "../screen/cursor.ts";
import type { Pane, Screen } from "../screen/screen.ts";
import { shownBox } from "../screen/shown-box.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { attemptListing, atWork, lastWords, logsOf } from "./agent-grid.ts";
import { readLog, textPane } from "./text-pane.ts";
import { cents, phaseSign, shortCount, shortTime, stepPhase } from "./words.ts";

const columns: readonly Column[] = [
  { name: "", width: 3, yields: 0 },
  { name: "attempt", width: 18, yields: 0 },
  { name: "task", width: 12, grows: true, yields: 1 },
  { name: "phase", width: 9, yields: 2 },
  { name: "agent", width: 16, yields: 3 },
  { name: "since", width: 6, align: "right", yields: 0 },
  { name: "turns", width: 5, align: "right", yields: 7 },
  { name: "tokens", width: 6, align: "right", yields: 6 },
  { name: "cost", width: 7, align: "right", yields: 4 },
  { name: "context", width: 12, yields: 5 },
  { name: "lately", width: 12, yields: 3 },
];

const contextCell =
  ({ look }: View, { meter }: Attempt): Cell =>
  (width) => {
    if (meter?.window === undefined) return [];
    const share = meter.context / meter.window;
    const text = ` ${Math.round(100 * share)}%`.padStart(5);
    return [...bar(look, share, { width: width - text.length, ink: level(share) }), span(text, "dim")];
  };

const latelyCell =
  (view: View, attempt: Attempt): Cell =>
  (width) => {
    const found = lastWords(view, attempt);
    return found.kind === "there" ? spark(view.look, found.activity, { width, ink: "busy" }) : [];
  };

const cells = (view: View, attempt: Attempt): Readonly<Record<string, Cell>> => {
  const { meter, spec, step } = attempt;
  const phase = stepPhase(step.phase);
  return {
    "": () => [signs(" "), phaseSign(view.look, phase), signs(" ")],
    attempt: span(attempt.key, "link"),
    task: spec.title,
    phase: span(step.phase, "dim"),
    agent: span(meter?.model ?? spec.agent, "link"),
    since: span(shortTime(view.scene.now - attempt.since), "dim"),
    turns: meter === undefined ? "" : String(meter.turns),
    tokens:
      meter === undefined ? "" : shortCount(meter.usage.input + meter.usage.cacheWrite + meter.usage.output),
    cost: meter === undefined ? "" : cents(charged(meter)),
    context: contextCell(view, attempt),
    lately: latelyCell(view, attempt),
  };
};

type Seen = {
  readonly all: readonly Attempt[];
  readonly at: number;
  readonly from: number;
  readonly until: number;
};

const seenIn = (view: View, box: Box): Seen => {
  const all = atWork(view);
  const at = cursorAt(attemptListing(all), placeOf(view.ui).cursors["agents"]);
  return { all, at, ...windowOf(at, all.length, Math.max(0, shownBox(view, box).height - 3)) };
};

const gridFor = (shown: readonly Attempt[], width: number): Grid => {
  const longest = Math.min(26, Math.max(8, ...shown.map(({ key }) => key.length)));
  return gridOf(
    columns.map((one) => (one.name === "attempt" ? { ...one, width: longest } : one)),
    width,
  );
};

const tablePane = (view: View, box: Box): Pane => {
  const { all, at, from, until } = seenIn(view, box);
  return {
    name: "agents",
    box,
    title: "Agents at work",
    right: row([windowWords({ from, until }, all.length), "dim"]),
    list: attemptListing(all),
    pick: ({ y }) => (y === 0 ? undefined : from + y - 1),
    body: ({ width }) => {
      const shown = all.slice(from, until);
      const grid = gridFor(shown, width);
      const rows = shown.map((attempt, index): Row => {
        const whole = tableRow(grid, cells(view, attempt));
        return from + index === at
          ? on([signs(view.look.cursor, "focus"), ...whole.slice(1)], "selected")
          : whole;
      });
      const none = rows.length === 0 ? [row(["  nobody is at work", "dim"])] : [];
      return [tableHead(grid), ...rows, ...none];
    },
  };
};

const logPane = (view: View, box: Box, attempt: Attempt | undefined): Pane => {
  if (attempt === undefined) return { name: "log", box, title: "Log", body: () => [] };
  return textPane(
    view,
    { name: "log", box, title: `${attempt.key} ${attempt.spec.title}` },
    {
      found: lastWords(view, attempt),
      reading: readLog,
      empty: "it has printed nothing so far",
      follows: true,
    },
  );
};

const parts = (body: Size): readonly Box[] => bands(whole(body), [{ share: 1 }, { share: 1 }]);

/** Agents at work: each in a row, and what the one that is stood on prints. */
export const agents: Screen = {
  name: "agents",
  title: "Agents",
  short: "Agents",
  digit: "3",
  hints: ["open", "diff", "say", "cancel", "take", "next_pane", "zoom", "filter"],
  crumb: () => "agents",
  deeper: (_, id, of) => (of === "attempt" ? newPlace("attempt", id) : undefined),
  panes: (view, body) => {
    const [above, below] = parts(body);
    if (above === undefined || below === undefined) return [];
    const { all, at } = seenIn(view, above);
    return [tablePane(view, above), logPane(view, below, all[at])];
  },
  needs: (view, body): readonly Need[] => {
    const [above] = parts(body);
    if (above === undefined) return [];
    const { all, from, until } = seenIn(view, above);
    return logsOf(all.slice(from, until));
  },
};
