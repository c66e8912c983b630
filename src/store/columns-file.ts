import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { once } from "../core/once.ts";
import { unpackColumns, unpackHead, type Columns } from "./columns.ts";

/** As much as most heads take. */
const first = 64 * 1024;

/** A table of columns in a file, of which only the head was read so far. `close` it, or ask for a column: that reads the rest. */
export type ColumnsFile = Columns & { readonly close: () => void };

/** Opens what `packColumns` made. Throws for a file that is not there or that is none. */
export const openColumns = (path: string): ColumnsFile => {
  const file = openSync(path, "r");
  const close = once(() => closeSync(file));
  try {
    const start = Buffer.allocUnsafeSlow(first);
    const begun = start.subarray(0, readSync(file, start, 0, first, 0));
    const { size } = fstatSync(file);
    const { head, rows } = unpackHead(begun.includes("\n") ? begun : readFileSync(file), size);
    /** Of the very file whose head it was, whatever lies at its path now. */
    const whole = once(() => {
      const bytes = Buffer.allocUnsafeSlow(size);
      readSync(file, bytes, 0, size, 0);
      close();
      return unpackColumns(bytes);
    });
    return {
      head,
      rows,
      close,
      numbers: (name) => whole().numbers(name),
      texts: (name) => whole().texts(name),
      text: (name) => whole().text(name),
      values: (name) => whole().values(name),
      lists: (name) => whole().lists(name),
      one: (name) => whole().one(name),
    };
  } catch (error) {
    close();
    throw error;
  }
};
