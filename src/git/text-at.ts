import { readFileSync } from "node:fs";

const absent = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

/** What a file says; nothing where none is there, or it goes just now: git and people make and remove files while we look. */
export const textAt = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (!absent.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return undefined;
  }
};
