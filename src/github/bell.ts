/** News that is heard wakes whoever waits to ask for it. */
export type Bell = {
  ring(): void;
  /** Until it rings, so many milliseconds have passed, or it is told to stop. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export const createBell = (): Bell => {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const wake of waiting) wake();
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
        if (signal.aborted) wake();
      }),
  };
};
