import { become, type Handler, type Handlers, type Step, type Turn } from "../handler.ts";
import { choicesOf } from "../palette.ts";
import { inPlace, placeOf, type Overlay, type Ui } from "../ui.ts";
import { erased, erasedWord } from "../typing.ts";

const closed = (ui: Ui): Ui => {
  const { overlay: _, ...rest } = ui;
  return rest;
};

/** The line that is being written, wherever that is. */
const lineOf = ({ overlay, filtering, ...ui }: Ui): string => {
  if (filtering) return placeOf({ ...ui, filtering }).filter;
  return overlay !== undefined && "typed" in overlay ? overlay.typed : "";
};

/** The same room with another line written. */
const withLine = (ui: Ui, typed: string): Ui => {
  if (ui.filtering) return inPlace(ui, { filter: typed });
  const { overlay } = ui;
  if (overlay === undefined || !("typed" in overlay)) return ui;
  return {
    ...ui,
    overlay: overlay.kind === "palette" ? { ...overlay, typed, at: 0 } : { ...overlay, typed },
  };
};

/** Changes the line that is being written. */
export const write =
  (change: (line: string) => string): Handler =>
  ({ ui }) =>
    become(withLine(ui, change(lineOf(ui))));

const close: Handler = ({ ui }) =>
  become(ui.filtering ? { ...inPlace(ui, { filter: "" }), filtering: false } : closed(ui));

/** No is an answer of its own in few dialogs. */
const refuse: Handler = ({ ui }) => ({
  ui: closed(ui),
  effects: ui.overlay?.kind === "confirm" ? (ui.overlay.no ?? []) : [],
});

const moveIn = (overlay: Overlay, turn: Turn, step: number): Overlay => {
  if (overlay.kind === "help") return { ...overlay, top: Math.max(0, overlay.top + step) };
  if (overlay.kind !== "palette") return overlay;
  const { length } = choicesOf(turn);
  return { ...overlay, at: length === 0 ? 0 : (overlay.at + step + length) % length };
};

const move =
  (step: number): Handler =>
  (turn) => {
    const { overlay } = turn.ui;
    return become(overlay === undefined ? turn.ui : { ...turn.ui, overlay: moveIn(overlay, turn, step) });
  };

const accept: Handler = (turn): Step => {
  const { ui } = turn;
  if (ui.filtering) return become({ ...ui, filtering: false });
  const { overlay } = ui;
  if (overlay?.kind === "confirm") return { ui: closed(ui), effects: overlay.yes };
  if (overlay?.kind === "prompt") {
    const line = overlay.typed.trim();
    return line === "" && overlay.optional !== true
      ? become(ui)
      : { ui: closed(ui), effects: overlay.asks(line) };
  }
  if (overlay?.kind !== "palette") return become(closed(ui));
  const choice = choicesOf(turn)[overlay.at];
  return choice === undefined ? become(ui) : choice.does({ ...turn, ui: closed(ui) });
};

const complete: Handler = (turn) => {
  const { overlay } = turn.ui;
  const choice = overlay?.kind === "palette" ? choicesOf(turn)[overlay.at] : undefined;
  return become(choice === undefined ? turn.ui : withLine(turn.ui, choice.text));
};

/** Keys of what lies over the screen. */
export const overlaid: Handlers = {
  close,
  refuse,
  accept,
  complete,
  down: move(1),
  up: move(-1),
  erase: write(erased),
  erase_word: write(erasedWord),
  erase_all: write(() => ""),
};
