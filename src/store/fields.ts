import type { Expectation, SchemaIssue } from "./faults.ts";
import type { Reader } from "./readers.ts";
import type { Values } from "./subset.ts";

/**
 * One key of a document: how its value is read, and what to say when it cannot be. Without an expectation nothing is said: other
 * tools write the key for themselves, and mean what we do not know.
 */
export type Field<T> = { readonly read: Reader<T>; readonly expectation?: Expectation };

/** What a table of fields reads: each key that is there. */
export type Read<Table> = { -readonly [K in keyof Table]?: Table[K] extends Field<infer T> ? T : never };

/**
 * Reads the keys that are there and collects every value that cannot be read. Ten thousand tasks are read at a cold start:
 * a zod object of optional fields visits all of them for each task and takes as long as all the rest together.
 */
export const readFields = <Table extends Readonly<Record<string, Field<unknown>>>>(
  table: Table,
  values: Values,
): { readonly read: Read<Table>; readonly issues: readonly SchemaIssue[] } => {
  const read: Record<string, unknown> = {};
  const issues: SchemaIssue[] = [];
  for (const key of Object.keys(values)) {
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    if (field === undefined) continue;
    const input = values[key];
    const value = field.read(input);
    const { expectation } = field;
    if (value !== undefined) read[key] = value;
    else if (expectation !== undefined)
      issues.push({ path: [key], input, params: expectation, message: expectation.expected });
  }
  return { read: read as Read<Table>, issues };
};
