/** Keys whose number is a moment, in milliseconds since the epoch. */
const moments = new Set([
  "at",
  "begins",
  "blockedUntil",
  "claimedAt",
  "due",
  "endedAt",
  "faultedUntil",
  "firstSeen",
  "from",
  "hit",
  "latest",
  "now",
  "retryAt",
  "since",
  "soonest",
  "startedAt",
  "until",
]);

const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Text of a given moment; reads no clock. */
// oxlint-disable-next-line no-restricted-globals -- a conversion, not the clock
const iso = (ms: number): string => new Date(ms).toISOString();

const entry = (key: string, value: unknown): [string, unknown] => [
  snake(key),
  typeof value === "number" && moments.has(key) ? iso(value) : toJson(value),
];

/**
 * A value as scripts read it: keys in snake_case, moments in ISO 8601 (UTC), nothing undefined. A `Map` is a dictionary
 * and keeps its keys as they are.
 */
export const toJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, of]) => [String(key), toJson(of)]));
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).filter(([, of]) => of !== undefined);
  return Object.fromEntries(known.map(([key, of]) => entry(key, of)));
};
