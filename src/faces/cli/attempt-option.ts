import { InvalidArgumentError } from "commander";

/** The number of an attempt. Throws what commander shows as a wrong argument. */
export const parseAttempt = (given: string): number => {
  const n = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (n < 1) throw new InvalidArgumentError("Expected the number of an attempt: 1, 2, …");
  return n;
};
