import { rungsOf } from "../core/rung.ts";
import { standingOf } from "../core/standing.ts";
import type { State } from "../core/state.ts";
import { lacking, type Unpaid } from "../core/unpaid.ts";

/** What an engine lacks and this shell has, where tasks wait for just that: it was started from another shell. */
const missed = (state: State, here: readonly Unpaid[]): Unpaid | undefined => {
  const others = (state.fleet.unpaid ?? []).filter(
    ({ driver }) => lacking({ unpaid: here }, driver) === undefined,
  );
  if (others.length === 0) return undefined;
  const waiting = [...state.tasks.values()].filter((task) => standingOf(state, task).kind === "person");
  const drivers = new Set(waiting.flatMap((task) => rungsOf(state, task).map(({ agent }) => agent.driver)));
  return others.find(({ driver }) => drivers.has(driver));
};

/** The same for whoever follows that engine, and how to mend it; undefined where nothing is missed. */
export const missedText = (state: State, here: readonly Unpaid[], pid: number): string | undefined => {
  const found = missed(state, here);
  return found === undefined
    ? undefined
    : `${found.driver} could work from this shell, but not where process ${pid} runs: ${found.why} there. To start it from here: traffic down, then traffic up`;
};
