/** The lines of each table of a TOML text, by its header; those before any header under the empty name. */
export const tablesOf = (text: string): ReadonlyMap<string, string> => {
  const tables = new Map<string, string>();
  let header = "";
  for (const line of text.split("\n")) {
    const found = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/.exec(line)?.[1];
    if (found === undefined) tables.set(header, `${tables.get(header) ?? ""}${line}\n`);
    else {
      header = found;
      tables.set(header, tables.get(header) ?? "");
    }
  }
  return tables;
};

/** Whether a text has a table, or a table below it. */
export const hasTable = (tables: ReadonlyMap<string, string>, name: string): boolean =>
  [...tables.keys()].some((key) => key === name || key.startsWith(`${name}.`));

/** A key's value where it is a text on one line. */
export const textAt = (tables: ReadonlyMap<string, string>, table: string, key: string): string | undefined =>
  new RegExp(`^\\s*${key}\\s*=\\s*["']([^"'\\n]*)["']`, "m").exec(tables.get(table) ?? "")?.[1];

/** Whether a table has a key at the start of a line. */
export const hasKey = (tables: ReadonlyMap<string, string>, table: string, key: string): boolean =>
  new RegExp(`^\\s*${key}\\s*=`, "m").test(tables.get(table) ?? "");
