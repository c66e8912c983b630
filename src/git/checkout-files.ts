import type { Oid } from "../core/evidence.ts";
import { line, run } from "./command.ts";
import { authorOf } from "./identity.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import type { Repository } from "./repository.ts";

type Place = Pick<Repository, "checkout">;

const paths = (out: string): string[] => [...new Set(out.split("\0").filter((path) => path !== ""))];

/** What git tracks or would track in the person's checkout: ignored files are not among it. Submodules are one path. */
export const listCheckout = async ({ checkout }: Place): Promise<string[]> =>
  paths((await run(checkout, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])).out);

/** Those of some paths, which need not exist, that git ignores. */
export const ignoredAmong = async (
  { checkout }: Place,
  asked: readonly string[],
): Promise<ReadonlySet<string>> => {
  const input = asked.map((path) => `${path}\0`).join("");
  const command = ["check-ignore", "--no-index", "-z", "--stdin"];
  // 128: a path beyond a link or in a submodule, which git cannot tell anything about.
  const { code, out } = await run(checkout, command, { input, answers: [1, 128] });
  return new Set(code === 128 ? [] : paths(out));
};

/** How many files of the checkout differ from the last commit, untracked ones with them. */
export const countChanges = async ({ checkout }: Place): Promise<number> =>
  paths((await run(checkout, ["status", "--porcelain", "-z", "--no-renames"])).out).length;

/** What lies in a worktree that git neither tracks nor ignores; a folder of such files is one path, with a slash at its end. */
export const listStrangers = async (worktree: string): Promise<string[]> =>
  paths((await run(worktree, ["ls-files", "-z", "--others", "--directory", "--exclude-standard"])).out);

/** The paths of a commit's tree, and the texts of those that `choose` picks. */
export const readCommit = async (
  { checkout }: Place,
  commit: Oid,
  choose: (paths: readonly string[]) => readonly string[],
): Promise<{ paths: string[]; texts: ReadonlyMap<string, string> }> => {
  const files = await listFiles(checkout, commit, []);
  const oids = new Map(files.map(({ path, oid }) => [path, oid]));
  const chosen = choose([...oids.keys()]);
  const texts = await readTexts(
    checkout,
    chosen.map((path) => oids.get(path) ?? ""),
  );
  return { paths: [...oids.keys()], texts: new Map(chosen.map((path, i) => [path, texts[i] ?? ""])) };
};

/** Commits these paths as they lie in the checkout and nothing else; what is staged stays staged. */
export const commitPaths = async (
  { checkout }: Place,
  { files, message }: { readonly files: readonly string[]; readonly message: string },
): Promise<Oid> => {
  const where = files.map(literally);
  await run(checkout, ["add", "-f", "--", ...where]);
  await run(checkout, ["commit", "-q", "-m", message, "--", ...where], {
    identity: await authorOf(checkout),
    hooks: true,
  });
  return line(checkout, ["rev-parse", "HEAD"]);
};
