import { dirname } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { RepositoryError } from "./repository.ts";
import { entryAt, isFolder } from "./trees.ts";

/** A folder's path and those of the folders above it, the outermost first. */
const wayTo = (folder: string): string[] => (folder === "." ? [] : [...wayTo(dirname(folder)), folder]);

/**
 * Refuses to work where a commit holds something else than a folder at the place of results: to land them there would take
 * it away.
 */
export const refuseTakenPlace = async (
  place: string,
  { commit, branch, folder }: { readonly commit: Oid; readonly branch: string; readonly folder: string },
): Promise<void> => {
  for (const path of wayTo(folder)) {
    const found = await entryAt(place, commit, path);
    if (found === undefined) return;
    if (!isFolder(found))
      throw new RepositoryError(
        `${path} is ${found.mode === "120000" ? "a link" : "no folder"} in ${branch}, and results are kept in ${folder}/: ` +
          `name another folder in traffic.yaml, say folders: { results: .traffic/results }`,
      );
  }
};
