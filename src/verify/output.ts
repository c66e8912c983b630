import { createHash } from "node:crypto";
import { appendFileSync, createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

/** What is told of the end of an output, in bytes. */
const kept = 4096;

/** Appends a line of our own; what is written after it begins at the offset returned. */
export const announce = (log: string, text: string): number => {
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `--- ${text} ---\n`);
  return statSync(log).size;
};

/** SHA-256 of what a log holds from an offset on, in hex. */
export const digestFrom = async (log: string, start: number): Promise<string> => {
  const hash = createHash("sha256");
  if (existsSync(log)) await pipeline(createReadStream(log, { start }), hash);
  return hash.digest("hex");
};

/** The last 4 KiB at most of what a log holds from an offset on. */
export const tailFrom = async (log: string, start: number): Promise<string> => {
  await using file = await open(log, "r");
  const { size } = await file.stat();
  const from = Math.max(start, size - kept);
  const { buffer, bytesRead } = await file.read({
    buffer: Buffer.alloc(Math.max(0, size - from)),
    position: from,
  });
  return buffer.subarray(0, bytesRead).toString();
};
