import { LiveState } from "../../core/live.ts";
import type { State } from "../../core/state.ts";
import { bringUpToDate } from "../../engine/step.ts";
import { systemClock } from "../clock.ts";
import { inputsOf, readDefinitions } from "./definitions.ts";
import type { Opened } from "./opened.ts";

/**
 * Whether a state holds all that the files say now, as far as they count: an engine that has just begun, or is busy, may not have
 * looked at them yet. What is gone from them counts a while later, and is not asked for.
 */
export const isInStep = async (opened: Opened, state: State): Promise<boolean> => {
  const now = systemClock.now();
  const inputs = inputsOf(await readDefinitions(opened, state), state, now).flatMap((input) => {
    if (input.kind === "day") return [];
    return [input.kind === "tasks" ? { ...input, gone: [] } : input];
  });
  return bringUpToDate(new LiveState(state), inputs, now).length === 0;
};
