import { hashOf } from "../hash.ts";

/** A draw from the standard normal distribution, the same for the same text (Box and Muller). */
export const drawFor = (text: string): number => {
  const [u, v] = [hashOf(`${text}/u`), hashOf(`${text}/v`)].map((hash) => (hash + 0.5) / 2 ** 32);
  return Math.sqrt(-2 * Math.log(u ?? 0.5)) * Math.cos(2 * Math.PI * (v ?? 0));
};
