import type { Oid } from "../core/evidence.ts";
import type { Config } from "../core/config.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** A file that defines something, as a commit holds it. */
export type Definition = { readonly path: string; readonly text: string };

const placesOf = (folders: Config["folders"]): string[] =>
  [folders.tasks, folders.roadmaps, folders.agents, ".claude/agents", "traffic.yaml"].map(literally);

/** The paths of such files in the commit that is checked out; none where there is no commit yet. */
export const committedFiles = async (
  { checkout }: Pick<Repository, "checkout">,
  folders: Config["folders"],
): Promise<readonly string[]> => {
  const files = await listFiles(checkout, "HEAD", placesOf(folders)).catch(() => []);
  return files.map(({ path }) => path);
};

/** The task, roadmap and agent files and `traffic.yaml` of a commit, for when the person's files stand for something else. */
export const treeFiles = async (
  { checkout }: Pick<Repository, "checkout">,
  commit: Oid,
  folders: Config["folders"],
): Promise<readonly Definition[]> => {
  const files = (await listFiles(checkout, commit, placesOf(folders))).filter(
    ({ path }) => path.endsWith(".md") || path === "traffic.yaml",
  );
  const texts = await readTexts(
    checkout,
    files.map(({ oid }) => oid),
  );
  return files.map(({ path }, i) => ({ path, text: texts[i] ?? "" }));
};
