import type { Cue } from "./script.ts";

/** What tasks have come to, for those that wait for it. */
export type Cues = {
  readonly give: (cue: Cue) => void;
  /** Resolves once the cue was given, or after a while: a meeting that does not come about must not hold anyone. */
  readonly wait: (cue: Cue) => Promise<void>;
};

/** How long a cue is waited for, in milliseconds. */
const longest = 15_000;

const nameOf = ({ task, has }: Cue): string => `${task} has ${has}`;

export const openCues = (): Cues => {
  const given = new Map<string, PromiseWithResolvers<void>>();
  const of = (cue: Cue): PromiseWithResolvers<void> => {
    const known = given.get(nameOf(cue)) ?? Promise.withResolvers<void>();
    given.set(nameOf(cue), known);
    return known;
  };
  return {
    give: (cue) => of(cue).resolve(),
    wait: async (cue) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, longest);
      });
      await Promise.race([of(cue).promise, late]);
      clearTimeout(timer);
    },
  };
};
