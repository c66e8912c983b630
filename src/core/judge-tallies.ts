import type { Event } from "./event.ts";
import type { Input } from "./input.ts";
import { tallyKey, type Tally } from "./route/tally.ts";
import { isSame } from "./same.ts";
import type { State } from "./state.ts";

/** Who has become worse with this change, and had not before. */
const fallenIn = ({ tallies }: State, tally: Tally) => {
  const before = tallies.get(tallyKey(tally));
  const { agent, model, fall } = tally;
  return fall === undefined || before?.fall !== undefined ? [] : [{ agent, model, fall }];
};

/** What the results in git teach that is not known yet. */
export const judgeTallies = (state: State, { tallies }: Extract<Input, { kind: "tallies" }>): Event[] => {
  const keys = new Set(tallies.map(tallyKey));
  const set = tallies.filter((tally) => !isSame(state.tallies.get(tallyKey(tally)), tally));
  const gone = [...state.tallies.keys()].filter((key) => !keys.has(key));
  if (set.length + gone.length === 0) return [];
  return [{ kind: "tallies.changed", set, gone, fallen: set.flatMap((tally) => fallenIn(state, tally)) }];
};
