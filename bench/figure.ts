/** One thing measured; with what it should be, where that was said beforehand. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: number;
  readonly met?: boolean;
};

/**
 * A bench: takes the rest of the command line, and tells each figure as soon as it is known; or shows all it has found in
 * one document.
 */
export type Bench = (
  args: string[],
  tell: (figure: Figure) => void,
  show: (document: object) => void,
) => void | Promise<void>;

/** The value below which the share `q` of the samples lies. */
export const quantile = (samples: readonly number[], q: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

/** How long `run` takes and the processor time it uses, which others on the machine stretch less, in milliseconds; and what it returns. */
export const timed = <T>(run: () => T): { readonly ms: number; readonly cpu: number; readonly result: T } => {
  const before = process.cpuUsage();
  const began = performance.now();
  const result = run();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000, result };
};
