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

/** The last lines of a file, however long it is; empty where there is none. */
export const lastLines = async (path: string, most: number): Promise<string> => {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - piece);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).toString().trimEnd().split("\n").slice(-most).join("\n");
  } finally {
    await file.close();
  }
};
