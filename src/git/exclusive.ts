/** Runs pieces of work one after another, in the order they came; a failed one stops none of the others. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One for each repository: adding, removing and pruning worktrees, gc and writing configuration race in git itself. The host
 * holds the repository's lock, so a queue inside the process is enough.
 */
export const exclusive = (): Exclusive => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
};

/** The same for each of many things apart: work on one waits only for work on the same. */
export type ExclusiveOf = <T>(thing: string, work: () => Promise<T>) => Promise<T>;

/** A worktree is given back by one attempt while the next already asks for it: one at a time in each. */
export const exclusiveOf = (): ExclusiveOf => {
  const queues = new Map<string, Exclusive>();
  return (thing, work) => {
    const queue = queues.get(thing) ?? exclusive();
    queues.set(thing, queue);
    return queue(work);
  };
};
