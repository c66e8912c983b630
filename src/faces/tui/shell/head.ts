import { basename } from "node:path";
import type { PhaseWord } from "../../../views/phase.ts";
import { screens } from "../screens/catalogue.ts";
import { clockTime, dayOf as dateOf } from "../../cli/when.ts";
import type { Scene } from "../feed/scene.ts";
import { screenNamed } from "../screens/catalogue.ts";
import { placeOf, trail } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { widthClass } from "../compose/boxes.ts";
import { ends, row, rowWidth, signs, span, type Row } from "../compose/span.ts";
import { number } from "../compose/window.ts";

const total = ({ board }: Scene, ...phases: readonly PhaseWord[]): number =>
  phases.reduce((sum, phase) => sum + (board.counts.get(phase) ?? 0), 0);

/** Whether the fleet moves, in a sign and a word. */
const fleetState = ({ scene, look }: View): Row => {
  const { states } = look;
  if (scene.past)
    return row(
      [`${states.retry} past ${dateOf(scene.now)} ${clockTime(scene.now)}`, "warn"],
      ["  0 is now", "dim"],
    );
  if (!scene.engine.running) return row([`${states.ready} stopped`, "warn"], " ", ["S starts", "dim"]);
  if (scene.state.fleet.paused) return row([`${states.paused} paused`, "warn"]);
  return row([`${states.running} running`, "good"]);
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
  const first = [...brand, ...fleetState(view)];
  return ends(first, rowWidth(first) + rowWidth(wide) < width ? wide : end, width);
};

const crumbs = (view: View): string => {
  const places = trail(view.ui);
  return places
    .map((place) =>
      screenNamed(place.screen).crumb({ ...view, ui: { ...view.ui, trails: { [view.ui.tab]: [place] } } }),
    )
    .join(` ${view.look.arrow} `);
};

/** The second line: the tabs, and where in them one is. */
export const tabLine = (view: View): Row => {
  const { ui } = view;
  const isNarrow = ["narrow", "medium"].includes(widthClass(ui.size));
  const tabs = screens
    .filter(({ digit }) => digit !== undefined)
    .flatMap(({ name, digit, title, short }): Row => {
      const word = isNarrow ? short : title;
      return name === ui.tab
        ? [span(` ${digit} ${word} `, "tab")]
        : [span(` ${digit}`, "key"), span(` ${word} `, "dim")];
    });
  const { filter } = placeOf(ui);
  const where = row(
    [crumbs(view), "strong"],
    ...(filter === "" ? [] : [[` /${filter}`, "warn"] as const]),
    " ",
  );
  const room = ui.size.width - rowWidth(tabs);
  return room < 8
    ? ends(tabs, [], ui.size.width)
    : ends(tabs, ends([], fitEnd(where, room - 1), room), ui.size.width);
};

const fitEnd = (where: Row, room: number): Row => (rowWidth(where) <= room ? where : [signs(" ")]);
