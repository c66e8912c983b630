/** A line as the object it holds; undefined for everything else: half a line, a warning, a number. */
export const objectIn = (line: string): object | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** What lies on a path in a value of which nothing is known; undefined where the path ends early. */
export const at = (value: unknown, ...path: readonly string[]): unknown => {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
};

export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
};

/** A number beyond this is none that anybody means, and sums of such numbers would be none at all. */
const largest = 1e15;

export const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === "number" && Math.abs(found) <= largest ? found : undefined;
};

/** A number of things: never below zero, never a part of one. */
export const countAt = (value: unknown, ...path: readonly string[]): number =>
  Math.max(0, Math.floor(numberAt(value, ...path) ?? 0));

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const entriesAt = (
  value: unknown,
  ...path: readonly string[]
): readonly (readonly [key: string, value: unknown])[] => {
  const found = at(value, ...path);
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
};
