import type { Clock } from "../engine/ports.ts";

/** The longest wait a timer of Node can hold; a longer one is taken in turns. */
const longest = 2 ** 31 - 1;

/** The local day that a moment is in, from midnight to midnight. */
export const localDay = (now: number): { readonly from: number; readonly until: number } => {
  const from = new Date(now).setHours(0, 0, 0, 0);
  const next = new Date(from);
  next.setDate(next.getDate() + 1);
  return { from, until: next.getTime() };
};

/** The machine's clock. A call that is due at once follows the pending input and output. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wake: (at, call) => {
    const wait = at - Date.now();
    if (wait <= 0) {
      const soon = setImmediate(call);
      return () => clearImmediate(soon);
    }
    let callOff = (): void => {};
    const timer =
      wait > longest
        ? setTimeout(() => (callOff = systemClock.wake(at, call)), longest)
        : setTimeout(call, wait);
    return () => {
      clearTimeout(timer);
      callOff();
    };
  },
};
