import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

/** So much of a log is read at a time. */
const piece = 1 << 16;

/** Reads a file that may still grow, or not be there yet: every call gives what was added since the one before. */
export class LogTail {
  readonly #path: string;
  readonly #decoder = new StringDecoder("utf8");
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What is new, in pieces; nothing where nothing is. */
  async *more(): AsyncGenerator<string> {
    const file = await open(this.#path).catch(() => undefined);
    if (file === undefined) return;
    try {
      const buffer = Buffer.alloc(piece);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, piece, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        const text = this.#decoder.write(buffer.subarray(0, bytesRead));
        if (text !== "") yield text;
      }
    } finally {
      await file.close();
    }
  }
}
