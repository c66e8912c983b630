import type { ActionName } from "./keymap.ts";
import { become, type Handlers, type Step, type Turn } from "./handler.ts";
import { acting } from "./handlers/act.ts";
import { finding } from "./handlers/find.ts";
import { publishing } from "./handlers/github.ts";
import { looking } from "./handlers/look.ts";
import { moving } from "./handlers/move.ts";
import { paying } from "./handlers/pay.ts";
import { proposing } from "./handlers/propose.ts";
import { stepping } from "./handlers/step-in.ts";
import { travelling } from "./handlers/past.ts";

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

/** What an action does in the room, whichever way it was asked for. */
export const runRoom = (does: ActionName, turn: Turn): Step => handlers[does]?.(turn) ?? become(turn.ui);
