import { countOf, type Fall, type Tally } from "../core/route/tally.ts";
import type { State } from "../core/state.ts";

/** How much of a model's work was proved, of all that came to a verdict: in the results in git, landed and failed alike. */
export type Quality = {
  readonly model: string;
  readonly proved: number;
  readonly attempted: number;
  /** Whose work with it has become worse. */
  readonly worse: readonly { readonly agent: string; readonly model: string; readonly fall: Fall }[];
};

const qualityOf = (model: string, tallies: readonly Tally[]): Quality => ({
  model,
  proved: tallies.flatMap(({ cells }) => cells).reduce((sum, { proved }) => sum + proved, 0),
  attempted: tallies.reduce((sum, { cells }) => sum + countOf(cells), 0),
  worse: tallies.flatMap(({ agent, fall }) => (fall === undefined ? [] : [{ agent, model, fall }])),
});

/** The quality of every model that has worked here, the most used first. */
export const qualitiesOf = ({ tallies }: Pick<State, "tallies">): Quality[] =>
  [...Map.groupBy(tallies.values(), ({ model }) => model)]
    .map(([model, own]) => qualityOf(model, own))
    .sort((a, b) => b.attempted - a.attempted);
