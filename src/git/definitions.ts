import type { Oid } from "../core/evidence.ts";
import type { Config } from "../core/config.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** A file that defines something, as a commit holds it. */
export type Definition = { readonly path: string; readonly text: string };

/** The task, roadmap and agent files and `traffic.yaml` of a commit, for when the person's files stand for something else. */
export const treeFiles = async (
  { checkout }: Pick<Repository, "checkout">,
  commit: Oid,
  folders: Config["folders"],
): Promise<readonly Definition[]> => {
  const places = [folders.tasks, folders.roadmaps, folders.agents, ".claude/agents", "traffic.yaml"];
  const files = (await listFiles(checkout, commit, places.map(literally))).filter(
    ({ path }) => path.endsWith(".md") || path === "traffic.yaml",
  );
  const texts = await readTexts(
    checkout,
    files.map(({ oid }) => oid),
  );
  return files.map(({ path }, i) => ({ path, text: texts[i] ?? "" }));
};
