import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { OwnRecord } from "../../core/driver.ts";

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // An agent that keeps no record, or not here, is understood without it.
    return [];
  }
};

/** The file with an agent's own record, looked for in the newest folders first, since they are named by day. */
export const findRecord = ({ folder, endsWith }: OwnRecord): string | undefined => {
  const entries = entriesOf(folder).sort((a, b) => (a.name < b.name ? 1 : -1));
  const found = entries.find((entry) => entry.isFile() && entry.name.endsWith(endsWith));
  if (found !== undefined) return join(folder, found.name);
  for (const entry of entries) {
    const below = entry.isDirectory()
      ? findRecord({ folder: join(folder, entry.name), endsWith })
      : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
};
