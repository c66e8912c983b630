import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What is kept of the end of an output, in bytes. */
const kept = 4096;

/** The last 4 KiB of a file from `start` on, however long it is; empty when there is no file. */
export const tailOf = (path: string, start = 0): string => {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(file);
    const from = Math.max(start, size - kept);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from)).toString();
  } finally {
    closeSync(file);
  }
};
