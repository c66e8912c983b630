import { readdirSync, readFileSync } from "node:fs";

/** Processes that were started with something in their environment; none where there is no `/proc` to tell. */
export const startedWith = (variable: string): string[] => {
  try {
    return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && has(pid, variable));
  } catch {
    return [];
  }
};

const has = (pid: string, variable: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(variable);
  } catch {
    // It is somebody else's, or has left.
    return false;
  }
};
