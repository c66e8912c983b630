import { readdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../engine/ports/clock.ts";
import { filesIn } from "./files.ts";

/** What nobody has used for so long is made anew should it be wanted, and so often is looked for it, in milliseconds. */
const [patience, pause] = [7 * 86_400_000, 3_600_000];

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Removes what setup made and nobody used for a week, and how checks stood on a base a week ago: every lockfile and base leaves some. */
export const openTidier = (state: string, clock: Clock): (() => Promise<void>) => {
  const { setup, baseline } = filesIn(state);
  let notBefore = -Infinity;
  return async () => {
    const now = clock.now();
    if (now < notBefore) return;
    notBefore = now + pause;
    const all = [setup, baseline].flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
    const isOld = (path: string): boolean =>
      (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < now - patience;
    for (const path of all.filter(isOld)) await rm(path, { recursive: true, force: true });
  };
};
