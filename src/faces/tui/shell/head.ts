import { basename } from "node:path";
import type { PhaseWord } from "../../../views/phase.ts";
import { screens } from "../screens/catalogue.ts";
import { clockTime, dayOf as dateOf } from "../../cli/when.ts";
import type { Scene } from "../feed/scene.ts";
import { screenNamed } from "../screens/catalogue.ts";
import { keySpan } from "../screen/key-span.ts";
import { placeOf, trail } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { widthClass } from "../compose/boxes.ts";
import { cutSpan, ends, row, rowWidth, span, type Row } from "../compose/span.ts";
import { number } from "../compose/window.ts";

const total = ({ board }: Scene, ...phases: readonly PhaseWord[]): number =>
  phases.reduce((sum, phase) => sum + (board.counts.get(phase) ?? 0), 0);

/** Whether the fleet moves, in a sign and a word; and, where there is room, the key that changes it. */
const fleetState = (view: View, isBrief: boolean): Row => {
  const { scene, look } = view;
  const { states } = look;
  if (scene.past) {
    const day = isBrief ? "" : `${dateOf(scene.now)} `;
    const hint = isBrief ? [] : row("  ", keySpan(view, "now"), [" is now", "dim"]);
    return [...row([`${states.retry} past ${day}${clockTime(scene.now)}`, "warn"]), ...hint, span(" ")];
  }
  if (!scene.engine.running)
    return row(
      [`${states.ready} stopped`, "warn"],
      ...(isBrief ? [] : [" ", keySpan(view, "engine"), [" starts", "dim"] as const]),
    );
  if (scene.state.fleet.paused) return row([`${states.paused} paused`, "warn"]);
  const away = Object.keys(scene.state.fleet.outages ?? {});
  return away.length === 0
    ? row([`${states.running} running`, "good"])
    : row([`${states.blocked} ${isBrief ? "service" : away.join(", ")} away`, "warn"]);
};

const counts = ({ scene, look }: View): Row => {
  const { states } = look;
  const slots = scene.state.fleet.config.slots.agents;
  const asking = scene.board.asking.size;
  return row(
    [states.running, "busy"],
    ` ${total(scene, "working", "preparing", "reverting", "halting", "taking", "giving")}`,
    [`/${slots}`, "dim"],
    "  ",
    [states.verifying, "check"],
    ` ${total(scene, "verifying", "landing")} `,
    [states.review, "link"],
    ` ${total(scene, "review")} `,
    [states.failed, "bad"],
    ` ${total(scene, "failed", "broken")}`,
    ...(asking === 0 ? [] : ["  ", [`${asking} for you`, "warn"] as const]),
  );
};

/** The time of day: minutes only, so that a fleet at rest needs no painting. */
const clock = ({ scene }: View): Row => row("  ", [clockTime(scene.now).slice(0, 5), "dim"], " ");

const queued = ({ scene }: View): Row =>
  row(
    ["ready ", "dim"],
    number(total(scene, "ready")),
    ["  waiting ", "dim"],
    number(total(scene, "blocked", "waiting", "held")),
    ["  done ", "dim"],
    number(total(scene, "done")),
    "  ",
  );

/** The first line: which repository, whether it runs, and the numbers that are asked for most. */
export const headLine = (view: View): Row => {
  const { scene, ui } = view;
  const { width } = ui.size;
  const branch = scene.state.fleet.target?.branch ?? "";
  const brand = row(
    [" ⇄ TRAFFIC ", "brand"],
    " ",
    [basename(scene.root), "strong"],
    " ",
    [branch, "dim"],
    " ",
  );
  const end = [...counts(view), ...clock(view)];
  const wide = [...queued(view), ...end];
  const whole = [...brand, ...fleetState(view, false)];
  const first = rowWidth(whole) + rowWidth(end) < width ? whole : [...brand, ...fleetState(view, true)];
  return ends(first, rowWidth(first) + rowWidth(wide) < width ? wide : end, width);
};

/** The path to where one is, in as many of its last words as there is room for; the beginning of the last one at least. */
const crumbs = (view: View, room: number): Row => {
  const words = trail(view.ui).map((place) =>
    screenNamed(place.screen).crumb({ ...view, ui: { ...view.ui, trails: { [view.ui.tab]: [place] } } }),
  );
  const between = ` ${view.look.arrow} `;
  const all = words.map((_, at) => `${at === 0 ? "" : `…${between}`}${words.slice(at).join(between)}`);
  const spans = all.map((one) => span(one, "strong"));
  return [spans.find(({ width }) => width <= room) ?? cutSpan(spans.at(-1) ?? span(""), room)];
};

type Tab = { readonly name: string; readonly row: Row };

const tabsOf = ({ ui }: View): readonly Tab[] => {
  const isNarrow = ["narrow", "medium"].includes(widthClass(ui.size));
  return screens
    .filter(({ digit }) => digit !== undefined)
    .map(({ name, digit, title, short }): Tab => {
      const word = isNarrow ? short : title;
      const row =
        name === ui.tab
          ? [span(` ${digit} ${word} `, "tab")]
          : [span(` ${digit}`, "key"), span(` ${word} `, "dim")];
      return { name, row };
    });
};

/** The tab that is drawn at a cell of the second line. */
export const tabAt = (view: View, x: number): string | undefined => {
  let until = 0;
  return tabsOf(view).find(({ row }) => {
    until += rowWidth(row);
    return x < until;
  })?.name;
};

/** The second line: the tabs, and where in them one is. */
export const tabLine = (view: View): Row => {
  const { ui } = view;
  const tabs = tabsOf(view).flatMap(({ row }) => row);
  const { filter } = placeOf(ui);
  const room = ui.size.width - rowWidth(tabs);
  if (room < 8) return ends(tabs, [], ui.size.width);
  const words = filter === "" ? [] : row([` /${filter}`, "warn"]);
  const where = row(...crumbs(view, room - rowWidth(words) - 2), ...words, " ");
  const shown = rowWidth(where) < room ? where : [span(" ")];
  return ends(tabs, ends([], shown, room), ui.size.width);
};
