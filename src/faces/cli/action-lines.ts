import type { Action } from "../../core/action.ts";
import type { State } from "../../core/state.ts";
import type { TaskId } from "../../core/task.ts";
import { UsageError } from "../doors/usage-error.ts";
import type { Call, ExitCode } from "./command.ts";
import { styled, type Line } from "./text/line.ts";

/** So many lines of what a tool was given, and of what it answered, are shown to people; programs get all. */
const most = 12;

const inside = (text: string): readonly Line[] => {
  const lines = text.replace(/\n+$/, "").split("\n");
  const left = lines.length - most;
  return [...lines.slice(0, most), ...(left > 0 ? [`… ${left} more`] : [])].map((line) => `     ${line}`);
};

const linesOf = ({ tool, subject, said, input, output, ok }: Action, at: number): readonly Line[] => {
  const sign =
    ok === undefined ? styled("runs", "warn") : ok ? styled("ok", "good") : styled("failed", "bad");
  return [
    ...(said === "" ? [] : [[styled(said.replaceAll(/\s+/g, " "), "dim")]]),
    [styled(String(at + 1).padStart(3), "dim"), " ", styled(tool, "strong"), ` ${subject}  `, sign],
    ...(input.includes("\n") ? inside(input) : []),
    ...(output === undefined || output === "" ? [] : inside(output)),
  ];
};

/** Tells what an attempt's agent did, tool by tool. */
export const printActions = async (
  call: Call<unknown>,
  { state, task, attempt }: { state: State; task: TaskId; attempt: number | undefined },
): Promise<ExitCode> => {
  const n = attempt ?? state.records.get(task)?.attempts ?? 0;
  const actions = n === 0 ? [] : await (await call.doors()).actions(task, n);
  if (call.json) call.tell("actions", { task, attempt: n, actions });
  else if (actions.length === 0)
    throw new UsageError(
      `the agent of ${task} told of no single actions: traffic logs ${task} shows what it printed`,
    );
  else for (const line of actions.flatMap(linesOf)) call.say(line);
  return 0;
};
