import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { compiled } from "../../world/compiled.ts";
import { environment, lab } from "./world.ts";

let killer: string | undefined;

/** The program that kills itself, in one file: it is started some two hundred times, and reads forty modules otherwise. */
const buildKiller = (): string => {
  const outfile = join(lab, "kill.mjs");
  const entry = join(import.meta.dirname, "kill.ts");
  // A package of the older kind asks for Node's modules in its own way.
  const banner =
    'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    banner: { js: banner },
  });
  return outfile;
};

/** Runs a landing that kills itself at a step; says whether it was killed (it ended by itself otherwise). */
export const killedAt = (repository: string, commit: string, step: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const errand = JSON.stringify({ repository, commit, step });
    killer ??= buildKiller();
    const child = spawn(process.execPath, [killer, errand], {
      env: { ...environment, ...compiled },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(said));
    });
  });
