import { keyWord, type ActionName, type Binding } from "./keymap.ts";
import { become, tell, type Handlers, type Step, type Turn } from "./handler.ts";
import { isAboutPhase, isOfUse } from "./of-use.ts";
import { cursorOn, paneCursor } from "./cursor.ts";
import { tasksHere } from "./subject.ts";
import { inPlace, placeOf } from "./ui.ts";
import { acting } from "./handlers/act.ts";
import { finding } from "./handlers/find.ts";
import { publishing } from "./handlers/github.ts";
import { looking } from "./handlers/look.ts";
import { moving } from "./handlers/move.ts";
import { paying } from "./handlers/pay.ts";
import { proposing } from "./handlers/propose.ts";
import { stepping } from "./handlers/step-in.ts";
import { travelling } from "./handlers/past.ts";
import { list } from "../../../views/words.ts";

const handlers: Handlers = {
  ...moving,
  ...finding,
  ...acting,
  ...stepping,
  ...paying,
  ...proposing,
  ...publishing,
  ...travelling,
  ...looking,
};

/** Said where a key is about tasks in another phase than all that are stood on. */
const noUse = (turn: Turn, { keys, label }: Binding): Step => {
  const { board } = turn.view.scene;
  const here = tasksHere(turn).map((id) => `${id} (${board.placeOf(id)?.phase ?? "gone"})`);
  const key = keyWord(keys[0] ?? "", turn.view.look);
  return tell(turn, `${key} (${label}) does nothing for ${list(here, 3)}`, "bad");
};

/** Who has acted on a task stands on it, wherever its row goes: the next key is about the same. */
const pinned = (turn: Turn): Turn => {
  const { pane, ui } = turn;
  const place = placeOf(ui);
  const cursor = pane?.list === undefined ? undefined : cursorOn(pane.list, paneCursor(pane, place));
  if (pane === undefined || cursor === undefined) return turn;
  const cursors = { ...place.cursors, [pane.name]: cursor };
  return { ...turn, ui: inPlace(ui, { focus: pane.name, cursors }) };
};

/** What an action does in the room, whichever way it was asked for. */
export const runRoom = (does: ActionName, turn: Turn): Step => {
  const binding = turn.view.keys.of("room", does);
  if (binding !== undefined && isAboutPhase(binding) && tasksHere(turn).length > 0 && !turn.view.scene.past)
    if (!isOfUse(turn, binding)) return noUse(turn, binding);
  const at = binding?.group === "Act on a task" ? pinned(turn) : turn;
  return handlers[does]?.(at) ?? become(at.ui);
};
