import { spawn } from "node:child_process";
import { once } from "node:events";
import { attemptKey } from "../../core/attempt.ts";
import type { Taken } from "../../faces/doors/stepping-in.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { environmentOf } from "../../host/environment.ts";

const ignore = (): void => undefined;

/**
 * The person's own shell in a worktree that is theirs, with the variables that the attempt's commands have. None of its
 * processes carries the attempt's mark: nothing of the fleet ends them.
 */
export const openShell = async ({ task, attempt, slot, path }: Taken): Promise<void> => {
  const shell = process.env["SHELL"] ?? "/bin/sh";
  const env = environmentOf(process.env, { key: attemptKey(task, attempt), task, pool: "agent", slot, path });
  // Ctrl-C in the shell is the shell's.
  process.on("SIGINT", ignore);
  try {
    const child = spawn(shell, { cwd: path, env, stdio: "inherit" });
    await once(child, "exit");
  } catch (cause) {
    throw new UsageError(`${shell} could not be started in ${path}: set SHELL, or cd there yourself`, {
      cause,
    });
  } finally {
    process.off("SIGINT", ignore);
  }
};
