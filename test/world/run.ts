import type { Input, TargetNews } from "../../src/core/input.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import type { State } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import { defaultConfig } from "../../src/core/config.ts";
import { Engine } from "../../src/engine/engine.ts";
import { VirtualClock } from "./clock.ts";
import { Killed, MemoryJournal } from "./journal.ts";
import { Sim, type SimSettings } from "./sim.ts";

export type RunSettings = SimSettings & {
  readonly tasks: readonly Task[];
  readonly slots?: { readonly agents: number; readonly verification: number };
  /** Kill the engine at its k-th append, once, and start it again. */
  readonly kill?: { readonly at: number; readonly when: "before" | "after" };
  /** Steps of the clock after which a run counts as one that never ends. */
  readonly patience?: number;
};

export type Ran = {
  readonly sim: Sim;
  readonly journal: MemoryJournal;
  readonly state: State;
  readonly quiet: boolean;
};

/** What the last result of each task says. */
const standingLandings = (sim: Sim): Pick<TargetNews, "landed" | "undone"> => {
  const last = [...new Map(sim.landings.map((one) => [one.task, one])).values()];
  const of = (isUndo: boolean) =>
    last
      .filter(({ undoes }) => (undoes !== undefined) === isUndo)
      .map(({ task, n }) => ({ task, attempt: n }));
  return { landed: of(false), undone: of(true) };
};

const observation = (sim: Sim): Input => ({
  kind: "target",
  news: {
    branch: "main",
    tip: sim.tip,
    ...standingLandings(sim),
    vanished: [],
  },
});

/** Lets promises that are settled run their reactions. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs a fleet in a simulated world until nothing more happens by itself. */
export const runFleet = async (settings: RunSettings): Promise<Ran> => {
  const clock = new VirtualClock();
  const sim = new Sim(clock, settings);
  const journal = new MemoryJournal();
  journal.kill = settings.kill;
  const start = (): Engine => {
    const engine = new Engine({ clock, hands: sim, journal }, journal.load());
    const config = { ...defaultConfig, slots: settings.slots ?? { agents: 4, verification: 2 } };
    engine.receive(
      { kind: "config", config },
      { kind: "tasks", set: settings.tasks, gone: [] },
      observation(sim),
    );
    return engine;
  };
  let engine = start();
  let left = settings.patience ?? 20_000;
  for (; left > 0; left -= 1) {
    try {
      if (!clock.tick()) break;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      clock.forget();
      sim.crash();
      journal.kill = undefined;
      engine = start();
    }
    await breathe();
  }
  return {
    sim,
    journal,
    state: engine.state,
    quiet: journal.appends > 0 && isQuiet(engine.state, clock.now()),
  };
};
