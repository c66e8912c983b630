/** Tokens as the service bills them; `input` counts neither kind of cached ones. */
export type Usage = {
  readonly input: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly output: number;
};

export const noUsage: Usage = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cacheWrite: a.cacheWrite + b.cacheWrite,
  cacheRead: a.cacheRead + b.cacheRead,
  output: a.output + b.output,
});

/** Tokens of the prompt, cached or not: what fills the context and decides the price's tier. */
export const promptTokens = ({ input, cacheWrite, cacheRead }: Usage): number =>
  input + cacheWrite + cacheRead;

/** What counts against a task's `budget.tokens`: all but what was read back from the cache. */
export const countedTokens = ({ input, cacheWrite, output }: Usage): number => input + cacheWrite + output;
