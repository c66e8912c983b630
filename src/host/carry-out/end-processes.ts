import type { AttemptKey } from "../../core/attempt.ts";
import type { Tools } from "./tools.ts";

/** Ends every process of an attempt that is not the built-in agent's: its agent, its setup, its checks. */
export const endProcesses = (attempt: AttemptKey, { agents }: Tools): Promise<void> =>
  agents.end(attempt, `${attempt}/check`, `${attempt}/setup`);
