import { rungsOf } from "../../core/rung.ts";
import { isDone } from "../../core/standing.ts";
import type { Finding, Survey } from "../../faces/doors.ts";
import { count } from "../../views/words.ts";
import { payer } from "./payer.ts";

/** Whether paid work that is wanted here could be paid for from this shell; nothing where there is none. */
export const payerFindings = ({ state }: Survey): Finding[] => {
  const paid = [...state.tasks.values()].filter(
    (task) =>
      task.status === "todo" &&
      !isDone(state, task.id) &&
      rungsOf(state, task).some(({ model }) => model !== undefined),
  );
  if (paid.length === 0) return [];
  const key = payer();
  if (key !== undefined)
    return [{ level: "ok", about: "models", message: `key …${key.ends} from ${key.from}, at ${key.at}` }];
  return [
    {
      level: "warning",
      about: "models",
      message: `ANTHROPIC_API_KEY is not set here: ${count(paid.length, "task")} for paid agents will wait`,
      repair: "export ANTHROPIC_API_KEY=…, in the shell that starts the fleet",
    },
  ];
};
