import { count } from "../../../views/words.ts";
import { row, type Row } from "../compose/span.ts";
import { keySpan } from "../screen/key-span.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";

/** What a person can do where no task is listed. */
export const nothingHere = (view: View): readonly Row[] => {
  const { scene, ui } = view;
  const { state, board } = scene;
  const adds = keySpan(view, "add");
  if (state.tasks.size === 0) return [[], row("  No task yet."), row("  ", adds, " writes the first one.")];
  const { filter, screen, mode } = placeOf(ui);
  if (filter !== "")
    return [
      row(["  no task is meant by this filter: ", "dim"], keySpan(view, "back"), [" takes it away", "dim"]),
    ];
  if (screen === "queue" && mode !== undefined) return [row(["  nothing here", "dim"])];
  const done = board.counts.get("done") ?? 0;
  const others = state.tasks.size - done;
  const over = `  all ${count(state.tasks.size, "task")} are over: ${done} done${others === 0 ? "" : `, ${others} not`}`;
  const more = screen === "queue" ? row("  ", keySpan(view, "mode"), [" shows them   ", "dim"]) : row("  ");
  return [row([over, "dim"]), [...more, ...row(adds, [" writes a new one", "dim"])]];
};
