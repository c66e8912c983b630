import { renameSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../engine/ports/clock.ts";
import { filesIn, namesIn } from "./files.ts";

/** What nobody has used for so long is made anew should it be wanted, and so often is looked for it, in milliseconds. */
const [patience, pause] = [7 * 86_400_000, 3_600_000];

/** To remove much takes long: nobody is to find half of it meanwhile. */
const outOfTheWay = (path: string): string => {
  const aside = path.endsWith(".removed") ? path : `${path}.removed`;
  renameSync(path, aside);
  return aside;
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
    // Each is looked at right before it goes: it may have been used while others went.
    for (const path of all) if (isOld(path)) await rm(outOfTheWay(path), { recursive: true, force: true });
  };
};
