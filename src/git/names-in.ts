import { existsSync, readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";

/** The names in a folder; none where it is not there, or goes just now. */
export const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (existsSync(folder)) throw error;
    return [];
  }
};

/** The paths of all files in a folder and below it, as far as they are there when they are come to. */
export const pathsBelow = (folder: string): string[] => {
  const found = entriesOf(folder);
  return found.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pathsBelow(path) : [path];
  });
};

const entriesOf = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It goes just now, or is a file by now.
    return [];
  }
};
