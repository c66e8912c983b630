import { closeSync, openSync, readSync } from "node:fs";

/** So much of a file is read at a time; a line longer than the limit is passed over. In bytes. */
const [piece, longest] = [1 << 16, 1 << 24];

const newline = 0x0a;

/** Opens a file that may not be there yet. */
const openIfThere = (path: string): number | undefined => {
  try {
    return openSync(path, "r");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
};

/** Reads a file that may still grow by its lines: each once, and only when it is whole. */
export class LineTail {
  readonly #path: string;
  #offset = 0;
  /** The bytes of a line that is not whole yet; undefined while a line is passed over. */
  #half: Buffer | undefined = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines that have become whole since the last call. */
  *more(): Generator<string> {
    const file = openIfThere(this.#path);
    if (file === undefined) return;
    try {
      const buffer = Buffer.alloc(piece);
      for (;;) {
        const size = readSync(file, buffer, 0, piece, this.#offset);
        if (size === 0) return;
        this.#offset += size;
        yield* this.#take(buffer.subarray(0, size));
      }
    } finally {
      closeSync(file);
    }
  }

  /** What stands behind the last line break: the last line, where its writer is gone. */
  rest(): string {
    return this.#half?.toString() ?? "";
  }

  *#take(bytes: Buffer): Generator<string> {
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      if (this.#half !== undefined) yield Buffer.concat([this.#half, bytes.subarray(from, end)]).toString();
      this.#half = Buffer.alloc(0);
      from = end + 1;
    }
    if (this.#half === undefined) return;
    const isTooLong = this.#half.length + bytes.length - from > longest;
    this.#half = isTooLong ? undefined : Buffer.concat([this.#half, bytes.subarray(from)]);
  }
}
