import type { Question } from "../../../src/core/route/choose.ts";
import type { TaskKind } from "../../../src/core/route/kind.ts";
import type { Lesson } from "../../../src/core/route/lesson.ts";
import { tallyUp } from "../../../src/core/route/learn.ts";
import type { Tally } from "../../../src/core/route/tally.ts";

/** A number in [0, 1) for each call, the same for the same seed. */
export { random } from "../../../src/core/random.ts";

type Past = {
  readonly model: string;
  readonly proved: number;
  readonly failed: number;
  readonly usd?: number;
  readonly kind?: TaskKind;
  readonly agent?: string;
};

/** Lessons, proved and failed in turn so that neither comes last. */
export const lessonsFrom = (...pasts: readonly Past[]): Lesson[] =>
  pasts.flatMap(({ model, proved, failed, usd, kind = "fix", agent = "builtin" }) =>
    Array.from({ length: proved + failed }, (_, at): Lesson => {
      const share = proved / (proved + failed);
      const isProved = Math.floor((at + 1) * share) > Math.floor(at * share);
      const cost = usd === undefined ? {} : { usd };
      return { agent, model, kind, depth: 0, proved: isProved, ...cost, seconds: 60, at };
    }),
  );

export const tallied = (...pasts: readonly Past[]): Tally[] => tallyUp(lessonsFrom(...pasts));

/** A question about a first attempt at a fix, with all the room there is. */
export const ask = (models: readonly string[], set: Partial<Question> = {}): Question => ({
  candidates: models.map((model) => ({ agent: "builtin", model })),
  tallies: [],
  kind: "fix",
  failed: [],
  rung: 0,
  bounds: { attempts: 3, usd: Infinity, seconds: Infinity, secondsEach: Infinity },
  seed: "task@1",
  ...set,
});
