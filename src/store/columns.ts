/**
 * A table kept column by column. Ten thousand rows are read at every start of a command: numbers are taken as they lie in the
 * file, texts are cut from one long text, what repeats is read once, and a column nobody asks for is not read at all.
 */
export type Column =
  | { readonly kind: "numbers"; readonly of: Float64Array }
  /** A text for each row. */
  | { readonly kind: "texts"; readonly of: readonly string[] }
  /** Any JSON, or undefined; rows that say the same are given the same value. */
  | { readonly kind: "values"; readonly of: readonly unknown[] }
  /** Words for each row. */
  | { readonly kind: "lists"; readonly of: readonly (readonly string[])[] }
  /** Any JSON, once for all rows: what the head would hold, were it not seldom asked for. */
  | { readonly kind: "one"; readonly of: unknown };

/** Something that is to be said of a table as a whole, beside its columns. */
type Head = Readonly<Record<string, unknown>>;

/** Answers for a row. */
type Lookup<T> = (row: number) => T;

/** A table as it was read. Columns are decoded when they are asked for; asking for one that is not there throws. */
export type Columns = {
  readonly head: Head;
  readonly rows: number;
  numbers(name: string): Float64Array;
  /** All texts of a column at once. */
  texts(name: string): readonly string[];
  /** The same, each cut out when it is asked for. */
  text(name: string): Lookup<string>;
  values<T>(name: string): Lookup<T | undefined>;
  lists(name: string): Lookup<readonly string[]>;
  one(name: string): unknown;
};

type Part = readonly [name: string, at: number, bytes: number];

type Plan = {
  readonly head: Head;
  readonly rows: number;
  readonly parts: readonly Part[];
  /** Of all parts together, so that a file that was cut off is known for one. */
  readonly size: number;
};

type Places = Uint8Array | Uint16Array | Uint32Array;

const bytesOf = (array: Float64Array | Places): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** One long text; as JSON where a text has a line end of its own, or half a character, or where there is none. */
const joined = (texts: readonly string[]): Buffer => {
  const text = texts.join("\n");
  const isSafe =
    texts.length > 0 &&
    !text.startsWith("[") &&
    text.isWellFormed() &&
    !texts.some((one) => one.includes("\n"));
  return Buffer.from(isSafe ? text : JSON.stringify(texts));
};

/** Where each text ends in the long one, before its line end. */
const endsOf = (texts: readonly string[]): Uint32Array => {
  const ends = new Uint32Array(texts.length);
  let end = -1;
  for (let row = 0; row < texts.length; row += 1) ends[row] = end += (texts[row] as string).length + 1;
  return ends;
};

/** Texts of a long one, cut out one by one. */
const cutter = (text: string, ends: Places): Lookup<string> => {
  const all = text.startsWith("[") ? cut(text) : undefined;
  return (row) =>
    all === undefined
      ? text.slice(row === 0 ? 0 : (ends[row - 1] as number) + 1, ends[row])
      : (all[row] as string);
};

const cut = (text: string): readonly string[] =>
  text.startsWith("[") ? (JSON.parse(text) as string[]) : text.split("\n");

/** The narrowest numbers that count so far. */
const placesFor = (rows: number, distinct: number): Places =>
  distinct <= 0x100
    ? new Uint8Array(rows)
    : distinct <= 0x10000
      ? new Uint16Array(rows)
      : new Uint32Array(rows);

/** Each different value once, and for each row which it is. Objects are told apart by what is in them. */
const distinct = (values: readonly unknown[]): { readonly once: unknown[]; readonly places: Places } => {
  const known = new Map<unknown, number>();
  const alike = new Map<string, number>();
  const once: unknown[] = [];
  const add = (value: unknown): number => once.push(value) - 1;
  /** Of an object that was not met before; an equal one may have been. */
  const placeOf = (value: object): number => {
    const text = JSON.stringify(value);
    const place = alike.get(text) ?? add(value);
    alike.set(text, place);
    return place;
  };
  const all = new Uint32Array(values.length);
  for (let row = 0; row < all.length; row += 1) {
    const value = values[row];
    // Whole columns say the same from top to bottom.
    let place = row > 0 && value === values[row - 1] ? all[row - 1] : known.get(value);
    if (place === undefined) {
      place = typeof value === "object" && value !== null ? placeOf(value) : add(value);
      known.set(value, place);
    }
    all[row] = place;
  }
  const places = placesFor(values.length, once.length);
  places.set(all);
  return { once, places };
};

const partsOf = (name: string, column: Column): [string, Buffer][] => {
  switch (column.kind) {
    case "numbers":
      return [[name, bytesOf(column.of)]];
    case "texts":
      return [
        [name, joined(column.of)],
        [`${name}.ends`, bytesOf(endsOf(column.of))],
      ];
    case "values": {
      const { once, places } = distinct(column.of);
      return [
        [name, Buffer.from(JSON.stringify(once))],
        [`${name}.places`, bytesOf(places)],
      ];
    }
    case "one":
      return [[name, Buffer.from(JSON.stringify(column.of))]];
    case "lists": {
      const { once, places } = distinct(column.of.flat());
      const ends = new Uint32Array(column.of.length);
      let end = 0;
      for (const [row, words] of column.of.entries()) ends[row] = end += words.length;
      return [
        [name, joined(once as string[])],
        [`${name}.places`, bytesOf(places)],
        [`${name}.ends`, bytesOf(ends)],
      ];
    }
  }
};

/** Numbers lie where their width divides the place. */
const widest = 8;

const padding = (bytes: number): number => -bytes & (widest - 1);

/** A table of so many rows as bytes: a line of JSON that tells where each column is, then the columns. */
export const packColumns = (head: Head, rows: number, columns: Readonly<Record<string, Column>>): Buffer => {
  const parts: Part[] = [];
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [name, column] of Object.entries(columns))
    for (const [part, bytes] of partsOf(name, column)) {
      const rest = padding(bytes.length);
      parts.push([part, at, bytes.length]);
      pieces.push(bytes, Buffer.alloc(rest));
      at += bytes.length + rest;
    }
  const line = Buffer.from(JSON.stringify({ head, rows, parts, size: at } satisfies Plan));
  return Buffer.concat([line, Buffer.from(`${" ".repeat(padding(line.length + 1))}\n`), ...pieces]);
};

const damaged = (): SyntaxError => new SyntaxError("this is no table of columns, or a damaged one");

const numbersIn = (bytes: Buffer): Float64Array =>
  new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT);

/** As wide as so many places make it. */
const placesIn = ({ buffer, byteOffset, length }: Buffer, count: number): Places => {
  if (count === 0 || length === count) return new Uint8Array(buffer, byteOffset, count);
  if (length === 2 * count) return new Uint16Array(buffer, byteOffset, count);
  return new Uint32Array(buffer, byteOffset, count);
};

/** Ends, which are counted widely whatever their number. */
const wideIn = ({ buffer, byteOffset }: Buffer, count: number): Uint32Array =>
  new Uint32Array(buffer, byteOffset, count);

/** The plan that a table begins with, and where what it tells of begins. `size` is that of the whole table. */
const planOf = (bytes: Buffer, size: number): Plan & { readonly start: number } => {
  const start = bytes.indexOf("\n") + 1;
  const plan = start === 0 ? undefined : (JSON.parse(bytes.toString("utf8", 0, start - 1)) as Plan | null);
  if (plan?.size !== size - start) throw damaged();
  return { ...plan, start };
};

/** Reads what is said of a table as a whole, off its beginning. Throws a SyntaxError where that is none. */
export const unpackHead = (beginning: Buffer, size: number): Pick<Columns, "head" | "rows"> =>
  planOf(beginning, size);

/** Reads what `packColumns` made. Throws a SyntaxError for anything else. */
export const unpackColumns = (given: Uint8Array): Columns => {
  const { buffer, byteOffset, length } = given.byteOffset % widest === 0 ? given : Uint8Array.from(given);
  const bytes = Buffer.from(buffer, byteOffset, length);
  const { head, rows, parts, start } = planOf(bytes, bytes.length);
  const byName = new Map(
    parts.map(([name, at, size]) => [name, bytes.subarray(start + at, start + at + size)]),
  );
  const part = (name: string): Buffer => {
    const found = byName.get(name);
    if (found === undefined) throw damaged();
    return found;
  };
  return {
    head,
    rows,
    numbers: (name) => numbersIn(part(name)),
    texts: (name) => cut(part(name).toString()),
    one: (name) => JSON.parse(part(name).toString()),
    text: (name) => cutter(part(name).toString(), wideIn(part(`${name}.ends`), rows)),
    values: <T>(name: string) => {
      const once = JSON.parse(part(name).toString()) as (T | null)[];
      const places = placesIn(part(`${name}.places`), rows);
      return (row) => once[places[row] as number] ?? undefined;
    },
    lists: (name) => {
      const words = cut(part(name).toString());
      const ends = wideIn(part(`${name}.ends`), rows);
      const places = placesIn(part(`${name}.places`), ends.at(-1) ?? 0);
      return (row) => {
        const list: string[] = [];
        const end = ends[row] as number;
        for (let at = row === 0 ? 0 : (ends[row - 1] as number); at < end; at += 1)
          list.push(words[places[at] as number] as string);
        return list;
      };
    },
  };
};
