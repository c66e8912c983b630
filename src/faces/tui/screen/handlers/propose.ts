import { followupsIn } from "../../../../core/remark.ts";
import { count } from "../../../../views/words.ts";
import { wrap } from "../../compose/wrap.ts";
import { become, tell, type Handlers } from "../handler.ts";
import { named, now, tasksOf } from "./of-tasks.ts";

/** So much of a proposal is shown, in cells across and lines. */
const [width, most] = [66, 3];

const proposals = now((turn) => {
  const tasks = tasksOf(turn);
  const { records } = turn.view.scene.state;
  const proposed = tasks.flatMap(({ id: task }) =>
    followupsIn(records.get(task)).map(({ id, title, text }) => ({ id, task, title, text })),
  );
  if (proposed.length === 0) return tell(turn, "No agent proposes a task here.");
  const lines = proposed.flatMap(({ id, title, text }) => [
    `${id}  ${title}`,
    ...wrap(text, width)
      .slice(0, most)
      .map((line) => `   ${line}`),
  ]);
  const title = `${count(proposed.length, "task")} proposed by ${named(tasks)}`;
  const yes = [{ kind: "settle", proposed, as: "added" }] as const;
  const no = [{ kind: "settle", proposed, as: "dropped" }] as const;
  const answers = "y make them tasks  n forget them  esc decide later";
  return become({ ...turn.ui, overlay: { kind: "confirm", title, lines, yes, no, answers } });
});

/** Keys about what agents propose. */
export const proposing: Handlers = { proposals };
