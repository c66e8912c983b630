import { LiveState } from "../../core/live.ts";
import { targetOf, type State } from "../../core/state.ts";
import { bringUpToDate } from "../../engine/step.ts";
import { systemClock } from "../clock.ts";
import { inputsOf, readDefinitions } from "./definitions.ts";
import type { Opened } from "./opened.ts";

/**
 * Whether a state holds all that the files say now, as far as they count, and where work lands: an engine that has just begun, or is
 * busy, may not have looked yet, and claims nothing before it has. What is gone from the files counts a while later, and is not
 * asked for.
 */
export const isInStep = async (opened: Opened, state: State): Promise<boolean> => {
  if (targetOf(state) === undefined) return false;
  const now = systemClock.now();
  const inputs = inputsOf(await readDefinitions(opened, state), state, now).flatMap((input) => {
    if (input.kind === "day") return [];
    return [input.kind === "tasks" ? { ...input, gone: [] } : input];
  });
  return bringUpToDate(new LiveState(state), inputs, now).length === 0;
};
