import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { AttemptRef } from "../engine/ports/git.ts";
import { run } from "./command.ts";
import { attemptBranch } from "./names.ts";
import type { Repository } from "./repository.ts";

/** A move of a branch, as git noted it. */
type Move = { readonly to: Oid; readonly how: string };

/** The moves of a branch, the oldest first; none where git was told to note none. */
const movesOf = async ({ checkout, common }: Repository, branch: string): Promise<Move[]> => {
  const file = join(common, "logs/refs/heads", branch);
  if (existsSync(file)) {
    const rows = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return rows.map((row) => {
      const [who = "", how = ""] = row.split("\t");
      return { to: who.split(" ")[1] ?? "", how };
    });
  }
  const asked = ["log", "-g", "--format=%H%x09%gs", `refs/heads/${branch}`, "--"];
  const { code, out } = await run(checkout, asked, { answers: [128] });
  const rows = code === 0 ? out.split("\n").slice(0, -1).toReversed() : [];
  return rows.map((row) => {
    const [to = "", how = ""] = row.split("\t");
    return { to, how };
  });
};

/** Whether a move brought the branch to a commit that was made on it; what it went over to was made elsewhere, and ours says nothing. */
const isMade = ({ to, how }: Move): boolean =>
  how !== "" && !/fast-forward$|^(?:branch|reset|checkout):/i.test(how) && !how.endsWith(` onto ${to}`);

/**
 * Commits that were made on an attempt's branch and that a commit of the target holds already: somebody moved the target there
 * past us. The oldest first.
 */
export const slipped = async (
  repository: Repository,
  { task, n, at }: AttemptRef & { readonly at: Oid },
): Promise<readonly Oid[]> => {
  const [began, ...moves] = await movesOf(repository, attemptBranch(task, n));
  const made = new Set(moves.filter(isMade).map(({ to }) => to));
  if (began === undefined || made.size === 0 || began.to === at) return [];
  const { code, out } = await run(
    repository.checkout,
    ["rev-list", "--topo-order", "--reverse", at, `^${began.to}`],
    { answers: [128] },
  );
  return code === 0 ? out.split("\n").filter((oid) => made.has(oid)) : [];
};
