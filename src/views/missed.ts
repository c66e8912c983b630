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

/** What a shell has to work with. */
type Here = {
  readonly unpaid: readonly Unpaid[];
  /** It brings along what signs in to GitHub. */
  readonly signsIn: boolean;
};

const isSignInMissed = ({ fleet, queue }: State, { signsIn }: Here): boolean =>
  signsIn && fleet.github?.here === "sign-in" && queue.leaving.size > 0;

const missedIn = (state: State, here: Here): { readonly what: string; readonly why: string } | undefined => {
  const found = missed(state, here.unpaid);
  if (found !== undefined) return { what: `${found.driver} could work`, why: found.why };
  if (!isSignInMissed(state, here)) return undefined;
  return { what: "pull requests could leave", why: state.fleet.github?.why ?? "" };
};

/** The same for whoever follows that engine, and how to mend it; undefined where nothing is missed. */
export const missedText = (state: State, here: Here, pid: number): string | undefined => {
  const found = missedIn(state, here);
  return found === undefined
    ? undefined
    : `${found.what} from this shell, but not where process ${pid} runs: ${found.why} there. To start it from here: traffic down, then traffic up`;
};
