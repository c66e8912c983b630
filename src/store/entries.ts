import { inOrder, type Entry, type Saying, type Shelf } from "./entry.ts";
import { entryAt, type Table } from "./table.ts";

/** The entries of all files by path: the rows of a table, each made when it is asked for, and what took their place since. */
export class Entries implements Pick<Shelf, "get" | "has" | "delete"> {
  readonly table: Table | undefined;
  /** What is no row of the table, or no longer. */
  readonly #own = new Map<string, Entry>();
  /** Rows that count no more. */
  readonly #past = new Set<number>();
  #rows: ReadonlyMap<string, number> | undefined;

  constructor(table?: Table) {
    this.table = table;
    for (const entry of table?.others ?? []) this.#own.set(entry.path, entry);
  }

  get(path: string): Entry | undefined {
    const own = this.#own.get(path);
    if (own !== undefined) return own;
    const row = this.#rowOf(path);
    return row === undefined ? undefined : entryAt(this.table as Table, row);
  }

  has(path: string): boolean {
    return this.#own.has(path) || this.#rowOf(path) !== undefined;
  }

  set(entry: Entry): void {
    this.#leaveRow(entry.path);
    this.#own.set(entry.path, entry);
  }

  delete(path: string): boolean {
    const wasRow = this.#leaveRow(path);
    return this.#own.delete(path) || wasRow;
  }

  get size(): number {
    return this.#own.size + (this.table?.paths.length ?? 0) - this.#past.size;
  }

  /** Whether a row of the table still counts. */
  counts(row: number): boolean {
    return this.#past.size === 0 || !this.#past.has(row);
  }

  /** The entries that are no rows of the table. */
  own(): Iterable<Entry> {
    return this.#own.values();
  }

  /** The paths of all. */
  paths(): string[] {
    return [...this.#own.keys(), ...(this.table?.paths ?? []).filter((_, row) => this.counts(row))];
  }

  /** What every file says, in the order of their paths. */
  sayings(): readonly Saying[] {
    const rows = this.#present((table, row): Saying => table.saying(row));
    return this.#own.size === 0 ? rows : [...rows, ...this.#own.values()].sort(inOrder);
  }

  /** All of them, in the order of their paths. */
  all(): readonly Entry[] {
    return [...this.#present(entryAt), ...this.#own.values()].sort(inOrder);
  }

  #present<T>(of: (table: Table, row: number) => T): T[] {
    const { table } = this;
    const found: T[] = [];
    if (table === undefined) return found;
    for (let row = 0; row < table.paths.length; row += 1) if (this.counts(row)) found.push(of(table, row));
    return found;
  }

  #rowOf(path: string): number | undefined {
    // Rows are tasks.
    if (this.table === undefined || !/\.md$/i.test(path)) return undefined;
    this.#rows ??= new Map(this.table.paths.map((path, row) => [path, row]));
    const row = this.#rows.get(path);
    return row === undefined || !this.counts(row) ? undefined : row;
  }

  /** Whether the path had a row that counted; it counts no more. */
  #leaveRow(path: string): boolean {
    const row = this.#rowOf(path);
    if (row !== undefined) this.#past.add(row);
    return row !== undefined;
  }
}
