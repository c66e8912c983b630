import { attemptKey } from "../../../core/attempt.ts";
import type { State } from "../../../core/state.ts";
import { pickAttempt } from "../../cli/pick.ts";
import type { Size } from "../compose/block.ts";
import { screens } from "../screens/catalogue.ts";
import { enter, newPlace, newUi, type Ui } from "./ui.ts";

/** The room as it is opened at a screen, a task or an attempt by its name. Throws a `UsageError` where there is none. */
export const uiAt = (state: State, where: string, size: Size): Ui => {
  const tab = screens.find(({ name, digit }) => digit !== undefined && name === where.toLowerCase());
  if (tab !== undefined) return newUi(tab.name, size);
  const { task, attempt } = pickAttempt(state, where);
  const room = enter(newUi("queue", size), newPlace("task", task.id));
  return attempt === undefined ? room : enter(room, newPlace("attempt", attemptKey(task.id, attempt)));
};
