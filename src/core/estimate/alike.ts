import type { TaskKind } from "../route/kind.ts";
import type { Ended } from "./ended.ts";

/** What a task is that is to be foreseen. */
export type Wanted = {
  readonly kind: TaskKind;
  /** Everyone who may work on it, each with their model. */
  readonly workers: ReadonlySet<string>;
};

/** In what tasks are alike: in who may work on them and in their kind, or in the first alone. */
export type Likeness = "kind" | "workers";

/** Tasks that are over and like one that is not, the last ones first. */
export type Alike = { readonly by: Likeness; readonly tasks: readonly Ended[] };

/** Of fewer than nine, not even the least and the most are an interval that holds in 8 of 10 cases. */
export const enough = 9;

/** What is older than so many says little of how agents work now, and much of how they did. */
const most = 300;

/** The tasks to judge one by; undefined where too few are like it. `ended` has the last ones first. */
export const alikeTo = (ended: readonly Ended[], { kind, workers }: Wanted): Alike | undefined => {
  const same = ended.filter(({ by }) => by.every((worker) => workers.has(worker)));
  const ofKind = same.filter((one) => one.kind === kind);
  if (ofKind.length >= enough) return { by: "kind", tasks: ofKind.slice(0, most) };
  return same.length < enough ? undefined : { by: "workers", tasks: same.slice(0, most) };
};
