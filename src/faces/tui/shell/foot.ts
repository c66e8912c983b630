import { keySpan } from "../screen/key-span.ts";
import type { ActionName } from "../screen/keymap.ts";
import { isOfUse } from "../screen/of-use.ts";
import { modeOf, turnOf } from "../screen/reduce.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { wrap } from "../compose/wrap.ts";
import { ends, fitRow, row, rowWidth, span, type Ink, type Row } from "../compose/span.ts";

const hint = (view: View, does: ActionName): Row => {
  const binding = view.keys.of("room", does);
  if (binding === undefined || binding.keys.length === 0) return [];
  return row(keySpan(view, does), [` ${binding.brief ?? binding.label}  `, "dim"]);
};

const always = (view: View): Row => [...hint(view, "help"), ...hint(view, "palette"), ...hint(view, "quit")];

/** As many of them as there is room for. */
const asFit = (all: readonly Row[], room: number): Row => {
  const shown: Row[] = [];
  let used = 0;
  for (const one of all) {
    used += rowWidth(one);
    if (used > room) break;
    shown.push(one);
  }
  return shown.flat();
};

const keys = (view: View): Row => {
  const { width } = view.ui.size;
  const turn = turnOf(view, { key: "" });
  const marks = placeOf(view.ui).marks.size;
  const marked = marks === 0 ? [] : row([` ${marks} marked `, "tab"], "  ");
  const { hints } = turn.screen;
  const travels: readonly ActionName[] = view.scene.past ? ["now", "earlier", "later"] : [];
  const wanted = [...travels, ...hints.filter((does) => !travels.includes(does))];
  const own = wanted
    .filter((does) => isOfUse(turn, view.keys.of("room", does) ?? {}))
    .map((does) => hint(view, does));
  const last = always(view);
  const room = width - rowWidth(last) - rowWidth(marked) - 1;
  return ends([span(" "), ...marked, ...asFit(own, room - 1)], last, width);
};

const inks = { plain: "busy", good: "good", bad: "bad" } as const satisfies Record<string, Ink>;

/** What a filter understands beside words, as far as a line holds it. */
const filterHelp = "words, -word, phase:ready, p:0, agent:, label:, milestone:, after:";

/** So many rows at most for what is to be told. */
const most = 4;

/** What is to be told, whole: most of it is how to mend something. */
const noticeRows = ({ ui }: View): readonly Row[] => {
  if (ui.notice === undefined) return [];
  const { text, tone } = ui.notice;
  const { width } = ui.size;
  const lines = wrap(text, width - 2);
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")];
  return shown.map((line) => fitRow(row(" ", [line, inks[tone]]), width));
};

const typingLine = (view: View): Row | undefined => {
  const { ui, look } = view;
  const { width } = ui.size;
  if (modeOf(ui) !== "filter") return undefined;
  const typing = row([" /", "key"], placeOf(ui).filter, [look.caret, "key"]);
  const keys = row(["⏎ done  esc no filter ", "dim"]);
  const help = row([`   ${filterHelp}  `, "dim"]);
  const hasRoom = rowWidth(typing) + rowWidth(help) + rowWidth(keys) <= width;
  return ends(hasRoom ? [...typing, ...help] : typing, keys, width);
};

/** The last lines: what is being typed, what is to be told, or the keys that are of use here. */
export const footRows = (view: View): readonly Row[] => {
  const typing = typingLine(view);
  if (typing !== undefined) return [typing];
  return view.ui.notice === undefined ? [keys(view)] : noticeRows(view);
};
