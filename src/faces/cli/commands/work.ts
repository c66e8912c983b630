import { command } from "../../../views/words.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { parseAttempt } from "../attempt-option.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pick, pickAttempt } from "../pick.ts";

/** `traffic diff <task> [--attempt n]`: what it changed, as git shows it. */
export const diff: Spec<{ readonly attempt?: number }> = {
  define: (command) =>
    command
      .argument("<task>", "a task's id, file, or the beginning of its id")
      .option("-n, --attempt <n>", "of this attempt; the last without", parseAttempt),
  examples: [
    ["traffic diff login", "what its last attempt changed"],
    ["traffic diff login@1 | less -R", "what an earlier one changed"],
  ],
  run: async ({ doors, args, options }) => {
    const opened = await doors();
    const picked = pickAttempt((await opened.survey()).state, args[0] ?? "");
    const task = picked.task.id;
    const text = await opened.diff(task, options.attempt ?? picked.attempt);
    const lines = text === "" ? [`${task} has changed nothing so far.`] : [];
    return { schema: "diff", json: { task, diff: text }, lines, raw: text };
  },
};

/** `traffic path <task>`: where its attempt works, for `cd "$(traffic path login)"`. */
export const path: Spec<NoOptions> = {
  define: (command) => command.argument("<task>", "a task's id, file, or the beginning of its id"),
  examples: [['cd "$(traffic path login)"', "look around where its attempt works"]],
  run: async ({ doors, args }) => {
    const opened = await doors();
    const task = pick((await opened.survey()).state, args[0] ?? "").id;
    const found = await opened.path(task);
    if (found === undefined)
      throw new UsageError(
        `${task} has no worktree now: it has one while it is worked on (${command("why", task)})`,
      );
    return { schema: "path", json: { task, path: found }, lines: [], raw: `${found}\n` };
  },
};
