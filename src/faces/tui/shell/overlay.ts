import { keyWord, type Binding, type Group } from "../screen/keymap.ts";
import { choicesOf } from "../screen/palette.ts";
import { turnOf } from "../screen/reduce.ts";
import type { Overlay } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import type { Look } from "../compose/look.ts";
import { beside, type Size } from "../compose/block.ts";
import { inside, panel } from "../compose/panel.ts";
import { ends, fitRow, left, on, right, row, span, type Row } from "../compose/span.ts";
import { wrap } from "../compose/wrap.ts";

type Of<K extends Overlay["kind"]> = Extract<Overlay, { kind: K }>;

const keysOf = ({ keys, does }: Binding, look: Look): string =>
  does === "show_tab"
    ? "1-9"
    : keys
        .slice(0, 3)
        .map((key) => keyWord(key, look))
        .join(" ");

type Column = { readonly view: View; readonly width: number };

const helpGroup = (group: Group, { view: { look, keys }, width }: Column): readonly Row[] => [
  left(group, width, "strong"),
  ...keys.all
    .filter((one) => one.group === group && one.keys.length > 0)
    .map((one) => fitRow([...left(` ${keysOf(one, look)}`, 14, "key"), span(one.label)], width)),
  left("", width),
];

const groups: readonly (readonly Group[])[] = [
  ["Move", "Find", "Look"],
  ["Act on a task", "Fleet", "Past"],
];

const even = (rows: readonly Row[], height: number, width: number): readonly Row[] => [
  ...rows,
  ...Array.from({ length: Math.max(0, height - rows.length) }, () => left("", width)),
];

/** Help is what the keymap says; two columns where there is room. */
const helpRows = (view: View, width: number): readonly Row[] => {
  if (width < 64) return groups.flat().flatMap((group) => helpGroup(group, { view, width }));
  const column = { view, width: Math.floor(width / 2) };
  const rows = groups.map((some) => some.flatMap((group) => helpGroup(group, column)));
  const height = Math.max(...rows.map(({ length }) => length));
  return beside(...rows.map((some) => even(some, height, column.width)));
};

const help = (view: View, { top }: Of<"help">): readonly Row[] => {
  const { look, ui } = view;
  const width = Math.min(ui.size.width - 4, 76);
  const rows = helpRows(view, width - 4);
  const height = Math.min(ui.size.height - 2, rows.length + 2);
  const from = Math.min(top, Math.max(0, rows.length - (height - 2)));
  const shown = rows.slice(from).map((one) => [span(" "), ...one]);
  const below = row(["esc closes  j k scroll", "dim"]);
  return panel(look, { title: "Keys", below, focused: true }, { size: { width, height }, rows: shown });
};

const palette = (view: View, { typed, at, scope }: Of<"palette">): readonly Row[] => {
  const { look, ui } = view;
  const width = Math.min(ui.size.width - 4, 80);
  const choices = choicesOf(turnOf(view, { key: "" }));
  const size: Size = { width, height: Math.min(ui.size.height - 2, 17) };
  const inner = inside(size).width;
  const rows = choices.map(({ text, about, key }, index) => {
    const words = [...left(` ${text}`, Math.floor(inner * 0.4)), span(" "), span(about, "dim")];
    const whole = ends(words, right(`${key} `, 7, "key"), inner);
    return index === at ? on(whole, "selected") : whole;
  });
  const nothing = choices.length === 0 ? [row(["  nothing is called so", "dim"])] : [];
  const line = row([scope === "all" ? " : " : " go ", "key"], typed, [look.caret, "key"]);
  const below = row(["⏎ run  tab complete  ↑↓ choose  esc close", "dim"]);
  const title = scope === "all" ? "Command" : "Go to anything";
  return panel(look, { title, below, focused: true }, { size, rows: [line, [], ...rows, ...nothing] });
};

const asked = (
  view: View,
  title: string,
  { rows, below }: { rows: readonly Row[]; below: string },
): readonly Row[] => {
  const width = Math.min(view.ui.size.width - 4, 76);
  const size = { width, height: Math.min(view.ui.size.height - 2, rows.length + 2) };
  return panel(view.look, { title, below: row([below, "dim"]), focused: true }, { size, rows });
};

/** The end of what is typed stays in sight. */
const typedRows = ({ look, ui }: View, typed: string): readonly Row[] => {
  const width = Math.min(ui.size.width - 4, 76) - 6;
  const lines = wrap(typed, width);
  const shown = (lines.length === 0 ? [""] : lines).slice(-4);
  const endsInSpace = typed.endsWith(" ") ? " " : "";
  return shown.map((line, at) =>
    at === shown.length - 1 ? row("  ", line + endsInSpace, [look.caret, "key"]) : row("  ", line),
  );
};

/** What lies over the screen. */
export const overlayBlock = (view: View, overlay: Overlay): readonly Row[] => {
  switch (overlay.kind) {
    case "help":
      return help(view, overlay);
    case "palette":
      return palette(view, overlay);
    case "prompt": {
      const hint = wrap(overlay.hint, Math.min(view.ui.size.width - 4, 76) - 6);
      const told = hint.map((line) => row([`  ${line}`, "dim"]));
      const rows = [...told, [], ...typedRows(view, overlay.typed), []];
      return asked(view, overlay.title, { rows, below: "⏎ done  esc leave it" });
    }
    case "confirm": {
      const rows = [[], ...overlay.lines.map((line) => row(`  ${line}`)), []];
      return asked(view, overlay.title, { rows, below: overlay.answers ?? "y yes  n no" });
    }
  }
};
