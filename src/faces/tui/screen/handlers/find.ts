import { chosenId, cursorOn, paneCursor } from "../cursor.ts";
import { become, type Handler, type Handlers } from "../handler.ts";
import { inPlace, placeOf } from "../ui.ts";

const mark: Handler = ({ ui, pane }) => {
  const place = placeOf(ui);
  const id = chosenId(pane, place);
  if (pane?.list?.of !== "task" || id === undefined) return become(ui);
  const marks = new Set(place.marks);
  if (!marks.delete(id)) marks.add(id);
  const next = cursorOn(pane.list, paneCursor(pane, place) + 1) ?? { at: 0 };
  return become(inPlace(ui, { marks, cursors: { ...place.cursors, [pane.name]: next } }));
};

const markAll: Handler = ({ ui, pane }) => {
  const { marks } = placeOf(ui);
  const list = pane?.list;
  if (list?.of !== "task") return become(ui);
  const all = Array.from({ length: list.count }, (_, at) => list.idAt(at)).filter((id) => id !== undefined);
  return become(inPlace(ui, { marks: marks.size > 0 ? new Set() : new Set(all) }));
};

const turnMode: Handler = ({ ui, screen }) => {
  const modes = screen.modes ?? [];
  const now = modes.indexOf(placeOf(ui).mode ?? modes[0] ?? "");
  const mode = modes[(now + 1) % Math.max(1, modes.length)];
  return become(mode === undefined ? ui : inPlace(ui, { mode }));
};

/** Keys that find, choose and order. */
export const finding: Handlers = {
  filter: ({ ui }) => become({ ...ui, filtering: true }),
  palette: ({ ui }) => become({ ...ui, overlay: { kind: "palette", scope: "all", typed: "", at: 0 } }),
  go: ({ ui }) => become({ ...ui, overlay: { kind: "palette", scope: "places", typed: "", at: 0 } }),
  help: ({ ui }) => become({ ...ui, overlay: { kind: "help", top: 0 } }),
  mode: turnMode,
  mark,
  mark_all: markAll,
};
