import { ask, tell, type Handler, type Handlers } from "../handler.ts";

const by =
  (events: number): Handler =>
  (turn) =>
    events > 0 && !turn.view.scene.past
      ? tell(turn, "This is now: there is nothing later. [ goes back.")
      : ask(turn, { kind: "travel", by: events });

/** Keys that go through what has happened. */
export const travelling: Handlers = {
  earlier: by(-1),
  later: by(1),
  much_earlier: by(-50),
  much_later: by(50),
  now: (turn) => (turn.view.scene.past ? ask(turn, { kind: "travel" }) : tell(turn, "This is now.")),
};
