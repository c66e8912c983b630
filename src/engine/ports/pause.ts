import type { Clock } from "./clock.ts";

/**
 * Waits so long by a clock, in milliseconds, or until told to stop. Nothing stays behind at the signal: whoever waits again and
 * again for days would leave more there each time, and each time it takes longer to add to.
 */
export const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      callOff();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const callOff = clock.wake(clock.now() + ms, end);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
