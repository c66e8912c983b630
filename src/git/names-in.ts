import { existsSync, readdirSync } from "node:fs";

/** The names in a folder; none where it is not there, or goes just now. */
export const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (existsSync(folder)) throw error;
    return [];
  }
};
