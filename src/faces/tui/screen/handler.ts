import type { Effect } from "./effect.ts";
import type { ActionName } from "./keymap.ts";
import type { Press } from "./press.ts";
import type { Pane, Screen } from "./screen.ts";
import type { Ui } from "./ui.ts";
import type { View } from "./view.ts";

/** What a key finds: the view, the screen that is shown with its panes, and the pane that has the focus. */
export type Turn = {
  readonly view: View;
  readonly ui: Ui;
  readonly press: Press;
  readonly screen: Screen;
  readonly panes: readonly Pane[];
  readonly pane: Pane | undefined;
};

/** What comes of a key. */
export type Step = { readonly ui: Ui; readonly effects: readonly Effect[] };

export type Handler = (turn: Turn) => Step;
export type Handlers = Readonly<Partial<Record<ActionName, Handler>>>;

/** Only the room itself changes. */
export const become = (ui: Ui): Step => ({ ui, effects: [] });

/** Tells the person something. */
export const tell = (turn: Turn, text: string, tone: "plain" | "good" | "bad" = "plain"): Step =>
  become({ ...turn.ui, notice: { text, tone, at: turn.view.scene.now } });

/** Asks something of the world. */
export const ask = (turn: Turn, ...effects: readonly Effect[]): Step => ({ ui: turn.ui, effects });
