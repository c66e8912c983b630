import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { Ground } from "../core/order.ts";
import { line } from "./command.ts";
import { readCommit } from "./commits.ts";
import { operationUnderWay } from "./operation.ts";
import { commitOf } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { RepositoryError } from "./repository.ts";

/** The target's last commit. Throws when there is no such branch. */
export const tipOf = async (place: string, target: string): Promise<Oid> => {
  const tip = await commitOf(place, `refs/heads/${target}`);
  if (tip !== undefined) return tip;
  throw new RepositoryError(
    `the target branch ${target} does not exist in ${place}: create it, or name another as target: in traffic.yaml`,
  );
};

/** Where the target stands now. */
export const tip = async (
  { checkout }: Repository,
  { ground }: { readonly ground: Pick<Ground, "target"> },
): Promise<{ commit: Oid; tree: Oid }> => {
  const commit = await tipOf(checkout, ground.target);
  return { commit, tree: (await readCommit(checkout, commit)).tree };
};

/** The branch that the person has checked out; `undefined` while HEAD is on none. */
export const checkedOut = async ({ checkout, common }: Repository): Promise<string | undefined> => {
  const [, plain] =
    /^ref: refs\/heads\/(?!\.invalid)(\S+)\n$/.exec(readFileSync(join(common, "HEAD"), "utf8")) ?? [];
  if (plain !== undefined) return plain;
  // No branch, refs kept as tables, or written as few do: git itself is asked.
  const head = await line(checkout, ["symbolic-ref", "-q", "HEAD"], { answers: [1] });
  return head.startsWith("refs/heads/") ? head.slice("refs/heads/".length) : undefined;
};

/** The branch to land on: the one named, or the one the person has checked out. */
export const targetOf = async (repository: Repository, named: string | undefined): Promise<string> => {
  const branch = named ?? (await checkedOut(repository));
  if (branch !== undefined) return branch;
  throw new RepositoryError(
    `${repository.checkout} has no branch checked out (HEAD is detached): switch to the branch that work shall land on, or set \`target:\` in traffic.yaml`,
  );
};

/** Where definitions are read: the person's files, or the target's tree while those stand for something else. */
export type Definitions = { readonly from: "checkout" } | { readonly from: "tree"; readonly why: string };

/** Whether the person's checkout is on the target with no operation under way. */
export const definitionsOf = async (
  repository: Repository,
  ground: Pick<Ground, "target">,
): Promise<Definitions> => {
  const begun = operationUnderWay(repository.common);
  if (begun !== undefined) return { from: "tree", why: `${begun} is under way in ${repository.checkout}` };
  const branch = await checkedOut(repository);
  if (branch === ground.target) return { from: "checkout" };
  return {
    from: "tree",
    why: `${repository.checkout} is on ${branch ?? "no branch"}, not on ${ground.target}`,
  };
};
