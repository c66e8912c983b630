import { attemptOf } from "../../../core/state.ts";
import type { Task, TaskId } from "../../../core/task.ts";
import { builtOn } from "../../../core/undo.ts";
import { standingOf } from "../../../core/standing.ts";
import { pause } from "../../../engine/ports/pause.ts";
import { pastRow } from "../../../views/why.ts";
import { command, count, list } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { answerTo, isAttended } from "../answer.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { pick } from "../pick.ts";
import { styled, type Line } from "../text/line.ts";

type Undoing = { readonly why?: string; readonly yes?: boolean };

/** How often is looked how it goes, in milliseconds. */
const pace = 200;

/** Landed work that rests on it is said before anything is asked for. */
const agree = async (call: Call<Undoing>, id: TaskId, others: readonly TaskId[]): Promise<void> => {
  const what = `${count(others.length, "landed task")} depend${others.length === 1 ? "s" : ""} on ${id}: ${list(others, 20)}`;
  if (call.options.yes === true) return;
  if (call.json || !isAttended(call.world))
    throw new UsageError(`${what}. Undo those first, or add --yes to undo it all the same`);
  call.say([styled(what, "warn")]);
  const agreed = await answerTo(call.world, "Undo it all the same?", { silence: false });
  if (!agreed) throw new UsageError("nothing was undone");
};

/** Whether an undo is still on its way, as the state tells. */
const isUndoing = async (doors: Doors, id: TaskId): Promise<boolean> => {
  const attempt = attemptOf((await doors.survey()).state, id);
  return attempt?.spec.undo !== undefined;
};

/** Waits for an engine that runs until the undo has landed or failed; false when the person has seen enough. */
const follow = async (call: Call<Undoing>, doors: Doors, id: TaskId): Promise<boolean> => {
  const stop = new AbortController();
  const release = call.world.onInterrupt(() => stop.abort());
  while (!stop.signal.aborted && (await isUndoing(doors, id)))
    await pause(call.world.clock, pace, stop.signal);
  release();
  return !stop.signal.aborted;
};

/** What came of it, from what the last attempt is remembered by. */
const outcomeReply = async (doors: Doors, task: Task): Promise<Reply> => {
  const { state } = await doors.survey();
  const last = state.records.get(task.id)?.past.at(-1);
  const row = last === undefined ? undefined : pastRow(last);
  const isUndone = row?.outcome === "undone";
  const lines: Line[] = isUndone
    ? [
        [`${task.id}  `, styled("undone", "good"), `: ${row.why}`],
        `It waits for you: ${command("retry", task.id)} lets it run again.`,
      ]
    : [[`${task.id}  `, styled("not undone", "bad"), `: ${row?.why ?? "its attempt is gone"}`]];
  return {
    schema: "undo",
    json: {
      task: task.id,
      kind: isUndone ? "undone" : "kept",
      ...(row === undefined ? {} : { why: row.why }),
    },
    lines,
    code: isUndone ? 0 : 1,
  };
};

/** `traffic undo <task>`: what it landed is taken back, proved and landed as any work. */
export const undo: Spec<Undoing> = {
  define: (command) =>
    command
      .argument("<task>", "a task's id, file, or the beginning of its id")
      .option("--why <text>", "kept with the result")
      .option("-y, --yes", "although landed tasks depend on it"),
  examples: [
    [
      "traffic undo login --why 'it broke sign-in'",
      "a commit that takes its landing back, checked before it lands",
    ],
    ["traffic undo store --yes", "although others that landed depend on it"],
  ],
  run: async (call) => {
    const doors = await call.doors();
    const { state, engine } = await doors.survey();
    const task = pick(state, call.args[0] ?? "");
    const { why } = call.options;
    const others = standingOf(state, task).kind === "done" ? builtOn(state, task.id) : [];
    if (others.length > 0) await agree(call, task.id, others);
    const anyway = others.length > 0 ? { anyway: true } : {};
    const answer = await doors.wish({
      kind: "undo",
      task: task.id,
      ...anyway,
      ...(why === undefined ? {} : { why }),
    });
    if (answer.kind === "refused")
      return {
        schema: "undo",
        json: { task: task.id, ...answer },
        lines: [[styled("refused  ", "bad"), answer.why]],
        code: 1,
      };
    if (engine.running && answer.kind === "done" && (await follow(call, doors, task.id)))
      return outcomeReply(doors, task);
    const line = `${task.id}  is being undone: ${engine.running ? command("why", task.id) : "the next traffic run does it"}`;
    return { schema: "undo", json: { task: task.id, kind: "begun" }, lines: [line] };
  },
};
