import { handoffOf } from "../../../core/config.ts";
import { isDone } from "../../../core/standing.ts";
import { attemptOf, type State } from "../../../core/state.ts";
import type { Task } from "../../../core/task.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pickAll } from "../pick.ts";
import { styled, type Line } from "../text/line.ts";

type Told = {
  readonly task: string;
  readonly changed: boolean;
  readonly url?: string;
  readonly why: string;
  /** Its work has landed: nothing leaves any more. */
  readonly isDone: boolean;
};

/** An attempt keeps to what was so when it was claimed. */
const whyOf = (state: State, task: Task): string => {
  const attempt = attemptOf(state, task.id);
  return attempt === undefined || attempt.spec.handoff === "pr"
    ? "opened once the work is proved"
    : `opened once the work is proved; attempt ${attempt.n}, begun before, still lands here`;
};

const pullOf = (state: State, { id }: Task): string | undefined => {
  const step = attemptOf(state, id)?.step;
  return step?.phase === "handover" ? step.pull?.url : undefined;
};

const line = ({ task, changed, url, why, isDone: over }: Told): Line =>
  over
    ? [styled("refused  ", "bad"), `${task} is done: nothing of it is left to leave by pull request`]
    : [`${task}  `, url === undefined ? styled(changed ? `handoff: pr; ${why}` : why, "good") : url];

/** `traffic pr <task...>`: a value of the task's file, as a hold is. */
export const pr: Spec<NoOptions> = {
  define: (command) => command.argument("<task...>", "ids, files, or beginnings of ids"),
  examples: [["traffic pr login", "write handoff: pr into its file; or tell where its pull request is"]],
  run: async (call) => {
    const doors = await call.doors();
    const { state } = await doors.survey();
    const told: Told[] = [];
    for (const task of pickAll(state, call.args)) {
      const url = pullOf(state, task);
      const over = isDone(state, task.id);
      const changed = !over && url === undefined && handoffOf(state.fleet.config, task) !== "pr";
      if (changed) await doors.edit(task, { handoff: "pr" });
      const known = url === undefined ? {} : { url };
      told.push({ task: task.id, changed, ...known, why: whyOf(state, task), isDone: over });
    }
    return {
      schema: "pr",
      json: {
        tasks: told.map(({ task, changed, url }) => ({
          task,
          changed,
          ...(url === undefined ? {} : { url }),
        })),
      },
      lines: [
        ...told.map(line),
        ...(told.some(({ changed }) => changed)
          ? [[styled("traffic doctor --github looks whether GitHub can be reached from here.", "dim")]]
          : []),
      ],
      code: told.some((one) => one.isDone) ? 1 : 0,
    };
  },
};
