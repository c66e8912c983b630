/** An object of JSON that others wrote: anything may stand in it. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether it is one. */
export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first of these keys that holds a text. */
export const textIn = (row: Row, ...keys: readonly string[]): string | undefined =>
  keys.map((key) => row[key]).find((value) => typeof value === "string");

/** What a text in JSON says; nothing where it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
