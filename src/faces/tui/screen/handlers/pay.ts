import { dollars } from "../../../../core/sums.ts";
import { proposalOf } from "../../../../views/proposal.ts";
import { count, list } from "../../../../views/words.ts";
import { become, tell, type Handlers } from "../handler.ts";
import { now } from "./of-tasks.ts";

const agree = now((turn) => {
  const { state, now: at } = turn.view.scene;
  const proposal = proposalOf(state, at);
  if (proposal === undefined) return tell(turn, "No paid work waits for your word.");
  const { tasks, agents, worst, taskCap, dayCap, unpriced, agreement } = proposal;
  const lines = [
    `${count(tasks, "task")} will be worked on by a paid model, on these terms:`,
    ...agents.map(({ name, models }) => `${name}: ${models.join(", then ")}`),
    `caps: ${dollars(taskCap)} for a task, ${dollars(dayCap)} for a day`,
    unpriced.length === 0
      ? `at most ${dollars(worst)} today`
      : `nobody can say how much: the price of ${list(unpriced)} is not known here`,
  ];
  const done = "agreed: paid work may begin on these terms";
  const yes = [{ kind: "wish", wish: { kind: "agree", agreement }, done } as const];
  return become({ ...turn.ui, overlay: { kind: "confirm", title: "Agree to these costs?", lines, yes } });
});

/** Keys about money. */
export const paying: Handlers = { agree };
