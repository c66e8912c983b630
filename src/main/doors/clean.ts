import { rmSync } from "node:fs";
import type { State } from "../../core/state.ts";
import type { Leftover } from "../../faces/doors/house.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { tryLock } from "../../journal/lock.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { openWholeGit } from "../git.ts";
import { oldLogs } from "./old-logs.ts";
import type { Checked } from "./opened.ts";
import { survey } from "./survey.ts";
import { targetNow } from "./target-now.ts";

/** Attempts and worktrees that are in motion. */
export const inUse = (state: State) => ({
  attempts: new Set(state.attempts.keys()),
  worktrees: new Set(
    [...state.attempts.values()].flatMap(({ step }) =>
      "slot" in step ? [`agent-${step.slot}`, `check-${step.slot}`] : [],
    ),
  ),
});

/** Lists what is ours and no longer needed; removes it when told to, which no engine may be running for. */
export const clean = async (opened: Checked, remove: boolean): Promise<Leftover[]> => {
  const lock = remove ? tryLock(filesIn(opened.repository.state).engineLock) : undefined;
  if (remove && lock === undefined) {
    throw new UsageError(
      "An engine is running and may need what would go: `traffic down` first, then `traffic clean --yes`.",
    );
  }
  try {
    const git = openWholeGit(opened.repository);
    const { state } = await survey(opened);
    const { branch } = await targetNow(git, state);
    const used = inUse(state);
    const listed = await git.listRemovable({ target: branch, inUse: used });
    const logs = oldLogs(opened.repository.state, used.attempts, systemClock.now());
    const shown = remove ? await git.remove(listed) : listed;
    if (remove) for (const { name } of logs) rmSync(name, { recursive: true, force: true });
    return [...shown.map(({ kind, name, because }) => ({ kind, name, because })), ...logs];
  } finally {
    lock?.release();
  }
};
