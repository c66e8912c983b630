import { join } from "node:path";
import { LiveState } from "../../src/core/live.ts";
import { openJournalReader } from "../../src/journal/reader.ts";
import { situationOf } from "../../src/views/phase.ts";
import type { Repository } from "./repository.ts";

/**
 * Where a task is, as the engine has it in its journal. `show` says the same; asked until it says something, one command after
 * the other takes a whole core from what is waited for.
 */
export const phaseIn = ({ path }: Repository, task: string): string | undefined => {
  const reader = openJournalReader(join(path, ".git/traffic/journal.db"));
  if (reader === undefined) return undefined;
  try {
    const state = new LiveState(reader.load());
    const found = state.tasks.get(task);
    return found && situationOf(state, found).phase;
  } finally {
    reader.close();
  }
};
