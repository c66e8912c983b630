import type { Attempt } from "../../../core/attempt.ts";
import { charged } from "../../../core/meter.ts";
import { assemble, type Box } from "../compose/block.ts";
import { spark } from "../compose/gauge.ts";
import { panel } from "../compose/panel.ts";
import { row, span, type Row } from "../compose/span.ts";
import { windowWords } from "../compose/window.ts";
import type { Found, Need } from "../feed/need.ts";
import { cursorAt } from "../screen/cursor.ts";
import { keySpan } from "../screen/key-span.ts";
import type { Listing, Pane } from "../screen/screen.ts";
import { focusedOn } from "../screen/focus.ts";
import { shownBox } from "../screen/shown-box.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { cents, phaseSign, shortCount, shortTime, stepPhase } from "./words.ts";

/** Whether all words of the filter are in what is known of an attempt at a glance. */
const isMeant = ({ key, spec, step, meter }: Attempt, words: readonly string[]): boolean => {
  const text = `${key} ${spec.title} ${spec.agent} ${step.phase} ${meter?.model ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** The attempts that are shown as agents at work, those that began first at the beginning. */
export const atWork = ({ scene, ui }: View): readonly Attempt[] => {
  const words = placeOf(ui)
    .filter.toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return [...scene.state.attempts.values()]
    .filter((attempt) => attempt.step.phase !== "ending" && isMeant(attempt, words))
    .sort((a, b) => a.claimedAt - b.claimedAt || (a.key < b.key ? -1 : 1));
};

/** A list of attempts that keys can move in. */
export const attemptListing = (attempts: readonly Attempt[]): Listing => ({
  of: "attempt",
  count: attempts.length,
  idAt: (at) => attempts[at]?.key,
  indexOf: (id) => attempts.findIndex(({ key }) => key === id),
});

const isJudged = ({ step }: Attempt): boolean => step.phase === "verifying" || step.phase === "landing";

/** The logs that say what an attempt is doing, the one that says it best first: checks that print nothing yet leave the agent's word. */
const logNeeds = (attempt: Attempt): readonly Need[] =>
  (isJudged(attempt) ? (["checks", "agent"] as const) : (["agent"] as const)).map((of) => ({
    kind: "log",
    attempt: attempt.key,
    of,
  }));

/** The logs of attempts. */
export const logsOf = (attempts: readonly Attempt[]): readonly Need[] => attempts.flatMap(logNeeds);

/** What is known of an attempt's doing: the first of its logs that says anything. */
export const lastWords = ({ scene }: View, attempt: Attempt): Found => {
  const all = logNeeds(attempt).map(scene.found);
  return (
    all.find((found) => found.kind === "there" && found.lines.length > 0) ?? all[0] ?? { kind: "loading" }
  );
};

const leastWidth = 34;
const cardHeight = 6;

type Grid = {
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
};

/** As many cards as there is room for, and as large as there are few. */
const gridOf = ({ width, height }: Box, count: number): Grid => {
  const across = Math.max(1, Math.min(Math.floor(width / leastWidth), count));
  const down = Math.max(1, Math.min(Math.floor(height / cardHeight), Math.ceil(count / across)));
  return { across, down, width: Math.floor(width / across), height: Math.floor(height / down) };
};

type Page = {
  readonly all: readonly Attempt[];
  readonly shown: readonly Attempt[];
  readonly at: number;
  readonly from: number;
};

/** The page of attempts that holds the one that is stood on. */
const pageOf = (view: View, box: Box): Page => {
  const all = atWork(view);
  const at = cursorAt(attemptListing(all), placeOf(view.ui).cursors["agents"]);
  const { across, down } = gridOf(box, all.length);
  const most = across * down;
  const from = Math.floor(at / most) * most;
  return { all, shown: all.slice(from, from + most), at, from };
};

/** The logs that the cards in sight show the ends of. */
export const agentNeeds = (view: View, box: Box): readonly Need[] =>
  pageOf(view, shownBox(view, box)).shown.flatMap(logNeeds);

const usedWords = ({ meter }: Attempt): Row =>
  meter === undefined
    ? []
    : row(
        [` ${shortCount(meter.usage.input + meter.usage.output + meter.usage.cacheWrite)} `, "dim"],
        cents(charged(meter)),
      );

const cardRows = (view: View, attempt: Attempt, size: { width: number; height: number }): readonly Row[] => {
  const found = lastWords(view, attempt);
  const lines = found.kind === "there" ? found.lines : [];
  const activity = found.kind === "there" ? found.activity : [];
  const used = usedWords(attempt);
  const first = [
    ...spark(view.look, activity, { width: Math.min(24, Math.max(0, size.width - 16)), ink: "good" }),
    ...used,
  ];
  const title = view.scene.state.tasks.get(attempt.task)?.title ?? attempt.spec.title;
  const told = lines.filter((line) => line.trim() !== "").slice(-Math.max(0, size.height - 2));
  return [row([title, "strong"]), first, ...told.map((line) => [span(line)])];
};

const card = (
  view: View,
  attempt: Attempt,
  { size, focused }: { size: Box; focused: boolean },
): readonly Row[] => {
  const { look, scene } = view;
  const phase = stepPhase(attempt.step.phase);
  const model = attempt.meter?.model ?? attempt.spec.agent;
  const isNarrow = size.width < attempt.key.length + model.length + 18;
  const right = [
    phaseSign(look, phase),
    span(isNarrow ? " " : ` ${model} `, "link"),
    span(shortTime(scene.now - attempt.since), "dim"),
  ];
  const rows = cardRows(view, attempt, { width: size.width - 2, height: size.height - 2 });
  return panel(look, { title: attempt.key, right, focused }, { size, rows });
};

/** Agents at work, a card each: what they are at, how busy they are, the end of what they print. */
export const agentsPane = (view: View, given: Box): Pane => {
  const box = shownBox(view, given);
  const { all, shown, at, from } = pageOf(view, box);
  const grid = gridOf(box, all.length);
  const isFocused = focusedOn(view, "agents");
  return {
    name: "agents",
    box: given,
    title: "Agents",
    bare: true,
    list: attemptListing(all),
    pick: ({ x, y }) => {
      const column = Math.min(grid.across - 1, Math.floor(x / grid.width));
      return from + Math.min(grid.down - 1, Math.floor(y / grid.height)) * grid.across + column;
    },
    body: () => {
      if (shown.length === 0) {
        const idle = view.scene.engine.running
          ? row(["  nobody is at work", "dim"])
          : row(["  nobody is at work: ", "dim"], keySpan(view, "engine"), [" starts the engine", "dim"]);
        return panel(view.look, { title: "Agents", focused: isFocused }, { size: box, rows: [[], idle] });
      }
      const parts = shown.map((attempt, index) => {
        const [x, y] = [index % grid.across, Math.floor(index / grid.across)];
        const isLast = x === grid.across - 1;
        const width = isLast ? box.width - x * grid.width : grid.width;
        const isBottom = y === grid.down - 1;
        const height = isBottom ? box.height - y * grid.height : grid.height;
        const size = { x: x * grid.width, y: y * grid.height, width, height };
        return { box: size, rows: card(view, attempt, { size, focused: isFocused && from + index === at }) };
      });
      return assemble(parts, box);
    },
    right: row([windowWords({ from, until: from + shown.length }, all.length), "dim"]),
  };
};
