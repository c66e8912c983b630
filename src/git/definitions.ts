import type { Oid } from "../core/evidence.ts";
import type { Config } from "../core/config.ts";
import { run } from "./command.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import { operationUnderWay } from "./operation.ts";
import type { Repository } from "./repository.ts";

/** A file that defines something, as a commit holds it. */
export type Definition = { readonly path: string; readonly text: string };

type Checkout = Pick<Repository, "checkout" | "common">;

const placesOf = (folders: Config["folders"]): string[] =>
  [folders.tasks, folders.roadmaps, folders.agents, ".claude/agents", "traffic.yaml"].map(literally);

/** What git itself has laid into the index of a checkout: in the middle of a merge or a rebase, the commits that it brings in. */
const broughtIn = async ({ checkout, common }: Checkout, places: readonly string[]): Promise<string[]> => {
  if (operationUnderWay(common) === undefined) return [];
  const { out } = await run(checkout, ["ls-files", "-z", "--", ...places]);
  return out.split("\0").filter((path) => path !== "");
};

/**
 * The paths of such files in the commit that is checked out, and in those that git is in the middle of bringing in; none where
 * there is no commit yet.
 */
export const committedFiles = async (
  repository: Checkout,
  folders: Config["folders"],
): Promise<readonly string[]> => {
  const places = placesOf(folders);
  const [files, others] = await Promise.all([
    listFiles(repository.checkout, "HEAD", places).catch(() => []),
    broughtIn(repository, places),
  ]);
  return [...new Set([...files.map(({ path }) => path), ...others])];
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
