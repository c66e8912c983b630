import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** Scenarios run the built command, as people do. */
export const setup = (): void => {
  execFileSync(process.execPath, ["scripts/build.ts"], {
    cwd: resolve(import.meta.dirname, "../.."),
    stdio: "inherit",
  });
};
