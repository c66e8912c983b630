import { line, run } from "./command.ts";
import { hasCommit, type Repository } from "./repository.ts";
import { checkedOut } from "./target.ts";

/** Where the person's checkout stands, and the branch that work would land on if nobody names another. */
export type Standing =
  | { readonly kind: "unborn"; readonly branch: string }
  | { readonly kind: "branch"; readonly branch: string }
  /** On no branch: the one that is most likely meant, where there is one. */
  | { readonly kind: "detached"; readonly branch: string | undefined };

/** The branch that a remote calls its own, one by a usual name, or the only one. */
const likely = async ({ checkout }: Repository): Promise<string | undefined> => {
  const { out } = await run(checkout, ["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"]);
  const branches = out.split("\n").filter((name) => name !== "" && !name.startsWith("traffic/"));
  const remote = await line(checkout, ["symbolic-ref", "-q", "refs/remotes/origin/HEAD"], {
    answers: [1, 128],
  });
  const usual = [remote.replace("refs/remotes/origin/", ""), "main", "master", "trunk"];
  return usual.find((name) => branches.includes(name)) ?? (branches.length === 1 ? branches[0] : undefined);
};

/** Where the person's checkout stands. */
export const standingOf = async (repository: Repository): Promise<Standing> => {
  const branch = await checkedOut(repository);
  if (branch === undefined) return { kind: "detached", branch: await likely(repository) };
  return { kind: (await hasCommit(repository)) ? "branch" : "unborn", branch };
};
