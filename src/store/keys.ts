import type { Values } from "./subset.ts";

/** Other names of our keys, in the spelling that `plainKey` gives them. */
const aliases: Readonly<Record<string, string>> = {
  dependencies: "depends_on",
  dependson: "depends_on",
  blocked_by: "depends_on",
  blockedby: "depends_on",
  requires: "depends_on",
  tags: "labels",
  due_date: "due",
  duedate: "due",
  deadline: "due",
  estimated_minutes: "estimate",
  state: "status",
  name: "title",
  max_tries: "max_attempts",
  maxattempts: "max_attempts",
};

/** Ten thousand files hold the same dozen keys: each spelling is worked out once. */
const known = new Map<string, string>();

const plainKey = (key: string): string => key.toLowerCase().replaceAll("-", "_");

/** The name under which a key is known here, however it was written. */
export const canonicalKey = (key: string): string => {
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const plain = plainKey(key);
  const name = Object.hasOwn(aliases, plain) ? (aliases[plain] ?? plain) : plain;
  if (known.size < 10_000) known.set(key, name);
  return name;
};

/** Which of the keys in a document speaks for a canonical one: itself, else the first alias. */
export const spokenBy = (written: Iterable<string>, canonical: string): string | undefined => {
  let alias: string | undefined;
  for (const key of written) {
    if (key === canonical) return key;
    if (alias === undefined && canonicalKey(key) === canonical) alias = key;
  }
  return alias;
};

const listed = (value: unknown): unknown => (typeof value === "string" ? value.split(",") : value);

const isEmpty = (value: unknown): boolean => value === null || value === "";

const isCanonical = (values: Values): boolean => {
  for (const key of Object.keys(values)) if (canonicalKey(key) !== key || isEmpty(values[key])) return false;
  return true;
};

/** A front matter under canonical names; empty values are left out, since an empty key says nothing. */
export const canonicalValues = (values: Values): Values => {
  // So it is most often: copying ten thousand takes as long as reading them.
  if (isCanonical(values)) return values;
  const canonical: Record<string, unknown> = {};
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (isEmpty(value)) continue;
    const name = canonicalKey(key);
    const first = canonical[name];
    if (name === key || first === undefined) canonical[name] = value;
    if (name === "depends_on" && first !== undefined) canonical[name] = [first, value].flatMap(listed);
  }
  return canonical;
};
