/**
 * `expect` for what a law looks at a million times: it costs a hundredth of it, and a failure alone is put into words.
 * What was found stands in the message.
 */
export const must = (holds: boolean, found: () => unknown): void => {
  if (!holds) throw new Error(`found ${JSON.stringify(found())}`);
};
