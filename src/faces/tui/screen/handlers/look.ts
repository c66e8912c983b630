import { themeNames } from "../../paint/theme.ts";
import { ask, type Handlers } from "../handler.ts";

/** Keys about the room itself. */
export const looking: Handlers = {
  theme: ({ ui, view }) => {
    const next = themeNames[(themeNames.indexOf(ui.theme) + 1) % themeNames.length] ?? "terminal";
    const notice = { text: `colours: ${next}`, tone: "plain", at: view.scene.now } as const;
    const effects = [{ kind: "remember", theme: next, mouse: ui.mouse }] as const;
    return { ui: { ...ui, theme: next, notice }, effects };
  },
  mouse: ({ ui, view }) => {
    const mouse = !ui.mouse;
    const text = mouse
      ? "the mouse is on: a click moves, another opens; with shift the terminal selects text"
      : "the mouse is the terminal's own: it selects text";
    const notice = { text, tone: "plain", at: view.scene.now } as const;
    return { ui: { ...ui, mouse, notice }, effects: [{ kind: "remember", theme: ui.theme, mouse }] };
  },
  save: (turn) => ask(turn, { kind: "save" }),
  redraw: (turn) => ask(turn, { kind: "redraw" }),
  quit: (turn) => ask(turn, { kind: "quit" }),
};
