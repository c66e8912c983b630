import { LiveState } from "../../core/live.ts";
import { targetOf, type State } from "../../core/state.ts";
import { bringUpToDate } from "../../engine/step.ts";
import { openIntentBox } from "../../journal/intents.ts";
import { systemClock } from "../clock.ts";
import { inputsOf, readDefinitions } from "./definitions.ts";
import type { Opened } from "./opened.ts";

/** Whether a wish lies in the box that no engine has heard yet. */
const isWished = ({ repository }: Opened): boolean => {
  const box = openIntentBox(repository.state);
  try {
    return box.waiting().length > 0;
  } finally {
    box.close();
  }
};

/**
 * Whether a state holds all that people have wished and that the files say now, as far as they count, and where work lands: an engine
 * that has just begun, or is busy, may not have looked yet, and claims nothing before it has. What is gone from the files counts a
 * while later, and is not asked for.
 */
export const isInStep = async (opened: Opened, state: State): Promise<boolean> => {
  if (targetOf(state) === undefined) return false;
  const now = systemClock.now();
  const inputs = inputsOf(await readDefinitions(opened, state), state, now).flatMap((input) => {
    if (input.kind === "day") return [];
    return [input.kind === "tasks" ? { ...input, gone: [] } : input];
  });
  return bringUpToDate(new LiveState(state), inputs, now).length === 0 && !isWished(opened);
};
