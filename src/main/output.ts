import { fstatSync, statSync, writeSync } from "node:fs";
import type { Output } from "../faces/cli/world.ts";

/** A reader that closes early (`traffic ls | head`) is no fault of anyone's; a full disk (`traffic ls > list`) is none of ours. */
const leave = (error: NodeJS.ErrnoException): never => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`traffic: what it has to say cannot be written where it was sent: ${error.message}\n`);
  process.exit(2);
};

let listening = false;

const stream = (): NodeJS.WriteStream => {
  if (!listening) process.stdout.on("error", leave);
  listening = true;
  return process.stdout;
};

/** Waits for a reader that somebody else made the pipe not wait for. */
const rest = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);

const writeAll = (text: string | Uint8Array): void => {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return leave(error as Error);
      rest();
    }
  }
};

/** Whether what is written goes to a file, a pipe or nowhere: no terminal, and nothing that a stream must be asked about. */
const isPlain = (): boolean => {
  try {
    const stats = fstatSync(1);
    return stats.isFile() || stats.isFIFO() || stats.rdev === statSync("/dev/null").rdev;
  } catch {
    return false;
  }
};

/**
 * Where this process writes. Node's own stream takes longer to load than most commands to run; where it is no terminal, only
 * what writes more than once, and so must not wait for a slow reader, pays for it.
 */
export const openOutput = (): Output => {
  if (!isPlain()) return stream();
  return {
    write: (text) => stream().write(text),
    last: (text) => (listening ? stream().write(text) : writeAll(text)),
  };
};
