import type { Mode } from "./keymap.ts";
import { focusedPane } from "./cursor.ts";
import { become, type Step, type Turn } from "./handler.ts";
import { overlaid, write } from "./handlers/overlay.ts";
import { looking } from "./handlers/look.ts";
import type { Press } from "./press.ts";
import { runRoom } from "./run-room.ts";
import { withSeen } from "./seen.ts";
import { typed } from "./typing.ts";
import { bodySize, placeOf, type Ui } from "./ui.ts";
import type { View } from "./view.ts";
import { screenNamed } from "../screens/catalogue.ts";

/** What takes the keys now. */
export const modeOf = ({ overlay, filtering }: Ui): Mode =>
  overlay === undefined ? (filtering ? "filter" : "room") : overlay.kind;

/** All that a handler may look at. */
export const turnOf = (view: View, press: Press): Turn => {
  const { ui } = view;
  const screen = screenNamed(placeOf(ui).screen);
  const panes = screen.panes(view, bodySize(ui));
  return { view, ui, press, screen, panes, pane: focusedPane(panes, placeOf(ui)) };
};

/** What a key does: the room after it, and what it asks of the world. The notice of the key before is over. */
export const reduce = (view: View, press: Press): Step => {
  const { notice: _, ...ui } = view.ui.overlay === undefined ? withSeen(view) : view.ui;
  const turn = turnOf({ ...view, ui }, press);
  const mode = modeOf(ui);
  const binding = view.keys.doing(mode, press.key);
  if (mode === "room") return binding === undefined ? become(ui) : runRoom(binding.does, turn);
  if (binding === undefined) return write((line) => typed(line, press))(turn);
  const handler = overlaid[binding.does] ?? looking[binding.does];
  return handler?.(turn) ?? become(ui);
};
