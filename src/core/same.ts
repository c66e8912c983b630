type Keyed = Readonly<Record<string, unknown>>;

const isKeyed = (value: unknown): value is Keyed => typeof value === "object" && value !== null;

const areSame = (a: readonly unknown[], b: readonly unknown[]): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!isSame(a[at], b[at])) return false;
  return true;
};

/** Whether two plain JSON values say the same, whatever the order of their keys. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (!isKeyed(a) || !isKeyed(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && areSame(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !isSame(a[key], b[key])) return false;
  return true;
};
