/** A moment that comes again and again, and those who wait for the next one. */
export type Moment = {
  readonly next: () => Promise<void>;
  readonly come: () => void;
};

export const newMoment = (): Moment => {
  const waiting: (() => void)[] = [];
  return {
    next: () => new Promise((resolve) => void waiting.push(resolve)),
    come: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
};
