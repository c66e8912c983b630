import { commitOf } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { RepositoryError } from "./repository.ts";

/** Where git keeps the branches of attempts, as folder: no branch can have that name beside them. */
const folder = "traffic";

/** What gives such a branch another name. */
export const renameNamesake = `git branch -m ${folder} set-up-${folder}`;

/** Whether a person's branch has that name. */
export const hasNamesake = async ({ checkout }: Pick<Repository, "checkout">): Promise<boolean> =>
  (await commitOf(checkout, `refs/heads/${folder}`)) !== undefined;

/** Refuses to work where a person's branch has the name below which our branches belong. */
export const refuseNamesake = async (repository: Pick<Repository, "checkout">): Promise<void> => {
  if (!(await hasNamesake(repository))) return;
  throw new RepositoryError(
    `a branch is named ${folder}, and git keeps no branch of that name beside those of attempts, ${folder}/<task>@<n>: ` +
      `give it another one (${renameNamesake})`,
  );
};
