import type { Hands } from "../engine/ports/hands.ts";
import { carryOut } from "./carry-out/carry-out.ts";
import type { Tools } from "./carry-out/tools.ts";

/** Hands in this very process. */
export const localHands = (tools: Tools): Hands => ({
  start: (order, report) => {
    const stop = new AbortController();
    const done = carryOut(order, tools, { report, signal: stop.signal });
    return { done, stop: () => stop.abort() };
  },
});
