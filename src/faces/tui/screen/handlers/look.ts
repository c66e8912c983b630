import { themeNames } from "../../paint/theme.ts";
import { ask, become, type Handlers } from "../handler.ts";

/** Keys about the room itself. */
export const looking: Handlers = {
  theme: ({ ui, view }) => {
    const next = themeNames[(themeNames.indexOf(ui.theme) + 1) % themeNames.length] ?? "terminal";
    const notice = { text: `colours: ${next}`, tone: "plain", at: view.scene.now } as const;
    return become({ ...ui, theme: next, notice });
  },
  save: (turn) => ask(turn, { kind: "save" }),
  redraw: (turn) => ask(turn, { kind: "redraw" }),
  quit: (turn) => ask(turn, { kind: "quit" }),
};
