import { random } from "../../src/core/random.ts";
import { choose, type Answer, type Tried } from "../../src/core/route/choose.ts";
import { learn } from "../../src/core/route/learn.ts";
import type { Tally } from "../../src/core/route/tally.ts";
import type { Data } from "./data.ts";

/** The judge of the benchmark: how often it lets wrong work pass, and rejects what is right. */
export const verifier = { passesWrong: 0.1, rejectsRight: 0.05 };

/** What came of one task: whether right work was let pass in the end, what was paid, and how many were tried. */
export type Ended = {
  readonly right: boolean;
  /** Whether the last work was right, let pass or not. */
  readonly lastRight: boolean;
  readonly usd: number;
  readonly tried: readonly number[];
};

/** How a replay is set up. */
export type Setup = {
  /** How many attempts a task has. */
  readonly attempts: number;
  /** Places of the models, in the order of the ladder. */
  readonly ladder: readonly number[];
};

/** The numbers from 0, in an order that the generator decides. */
export const shuffled = (count: number, next: () => number): number[] => {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
};

/** A fleet that has worked on nothing yet, and learns from the verdicts it is given, and from nothing else. */
class Fleet {
  readonly #data: Data;
  readonly #setup: Setup;
  readonly #next: () => number;
  readonly #tallies: Tally[];
  #clock = 0;

  constructor(data: Data, setup: Setup, next: () => number) {
    [this.#data, this.#setup, this.#next] = [data, setup, next];
    this.#tallies = setup.ladder.map((at) => ({
      agent: "bench",
      model: data.models[at] ?? "",
      cells: [],
      recent: [],
    }));
  }

  #ask(task: number, failed: readonly Tried[]): Answer {
    const { attempts, ladder } = this.#setup;
    return choose({
      candidates: this.#tallies.map(({ agent, model }) => ({ agent, model })),
      tallies: this.#tallies,
      kind: "other",
      failed,
      rung: Math.min(ladder.length - 1, failed.length),
      bounds: { attempts: attempts - failed.length, usd: Infinity, seconds: Infinity, secondsEach: Infinity },
      seed: `${this.#data.tasks[task]}@${failed.length + 1}`,
    });
  }

  work(task: number): Ended {
    const failed: Tried[] = [];
    let usd = 0;
    while (failed.length < Math.min(this.#setup.attempts, this.#tallies.length)) {
      const { by, at } = this.#ask(task, failed);
      if (by === "nobody") break;
      const run = this.#data.runs[task]?.[this.#setup.ladder[at] ?? 0];
      const tally = this.#tallies[at];
      if (run === undefined || tally === undefined) throw new Error(`there is no candidate ${at}`);
      usd += run.usd;
      const proved = run.right ? this.#next() >= verifier.rejectsRight : this.#next() < verifier.passesWrong;
      const { agent, model } = tally;
      const cost = run.usd > 0 ? { usd: run.usd } : {};
      const of = { agent, model, kind: "other", depth: failed.length, proved, seconds: 0 } as const;
      this.#tallies[at] = learn(tally, { ...of, ...cost, at: (this.#clock += 1) });
      if (proved) return this.#ended(task, run.right, { usd, tried: [...failed, { at }] });
      failed.push({ at, ...cost });
    }
    return this.#ended(task, false, { usd, tried: failed });
  }

  #ended(
    task: number,
    right: boolean,
    paid: Pick<Ended, "usd"> & { readonly tried: readonly Tried[] },
  ): Ended {
    const { usd, tried } = paid;
    const models = tried.map(({ at }) => this.#setup.ladder[at] ?? 0);
    return {
      right,
      lastRight: this.#data.runs[task]?.[models.at(-1) ?? 0]?.right === true,
      usd,
      tried: models,
    };
  }
}

/** Works on all tasks, one after another in an order of the seed's, from a cold start; what came of each, in the data's order. */
export const replay = (data: Data, setup: Setup, seed: number): readonly Ended[] => {
  const next = random(seed);
  const order = shuffled(data.tasks.length, next);
  const fleet = new Fleet(data, setup, next);
  const ended: Ended[] = [];
  for (const task of order) ended[task] = fleet.work(task);
  return ended;
};
