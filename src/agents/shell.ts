import type { CommandDriver } from "../core/driver.ts";
import { failureOf } from "./ending.ts";

/** The agent that is a command of the task's own, run by `/bin/sh` in the worktree. */
export const shellDriver: CommandDriver = {
  kind: "command",
  name: "shell",
  launch: ({ command }) =>
    command === undefined || command.trim() === ""
      ? {
          kind: "invalid",
          why: "The task is for the shell agent but has no command. Add `command: …` to its front matter, or name another agent.",
        }
      : { argv: ["/bin/sh", "-c", command], env: {} },
  judge: (end, tail) =>
    end.kind === "exited" && end.code === 0 ? {} : { failure: failureOf(end, { what: "The command", tail }) },
};
