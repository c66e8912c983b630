import { chosenId } from "../cursor.ts";
import { placeOf } from "../ui.ts";
import { ask, tell, type Handler, type Handlers } from "../handler.ts";

const by =
  (events: number): Handler =>
  (turn) =>
    events > 0 && !turn.view.scene.past
      ? tell(turn, "This is now: there is nothing later. [ goes back.")
      : ask(turn, { kind: "travel", by: events });

/** On the screen of events the one that is stood on is a moment to go to: what came after it has not happened yet. */
const asOf: Handler = (turn) => {
  const id = turn.pane?.list?.of === "event" ? chosenId(turn.pane, placeOf(turn.ui)) : undefined;
  return id === undefined
    ? tell(turn, "Stand on an event first: this key shows everything as it was then.", "bad")
    : ask(turn, { kind: "travel", to: Number(id) });
};

/** Keys that go through what has happened. */
export const travelling: Handlers = {
  earlier: by(-1),
  later: by(1),
  much_earlier: by(-50),
  much_later: by(50),
  as_of: asOf,
  now: (turn) => (turn.view.scene.past ? ask(turn, { kind: "travel" }) : tell(turn, "This is now.")),
};
