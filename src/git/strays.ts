import { realpathSync } from "node:fs";
import type { Oid } from "../core/evidence.ts";
import type { Stray } from "../core/stray.ts";
import type { TaskId } from "../core/task.ts";
import { line, run } from "./command.ts";
import { despiteOthers } from "./despite-others.ts";
import { mergeTrees } from "./merge.ts";
import { fromRefPart } from "./names.ts";
import { operationUnderWay } from "./operation.ts";
import { isReached } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { isOurs } from "./worktree.ts";

/** More than these are only counted: each takes a dozen commands to look at. */
const most = 40;

type Place = { readonly branch?: string; readonly path?: string; readonly head: Oid };

const targetRef = (target: string): string => `refs/heads/${target}`;

/** Where a worktree is; git lists one that is locked whether its disk is there or not, and one may go just now. */
const realOf = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};

/** The person's worktrees, the main checkout first. */
const worktreesOf = async (repository: Repository): Promise<Place[]> => {
  const { out } = await despiteOthers(() =>
    run(repository.checkout, ["worktree", "list", "--porcelain", "-z"]),
  );
  return out.split("\0\0").flatMap((text): Place[] => {
    const fields = new Map(
      text.split("\0").map((field) => {
        const at = field.indexOf(" ");
        return at === -1 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
      }),
    );
    const [path, head, ref] = ["worktree", "HEAD", "branch"].map((name) => fields.get(name));
    const isGone = fields.has("bare") || fields.has("prunable");
    const real = path === undefined || isGone ? undefined : realOf(path);
    if (path === undefined || head === undefined || real === undefined || isOurs(repository, real)) return [];
    const branch = ref?.replace(/^refs\/heads\//, "");
    return [{ path, head, ...(branch === undefined ? {} : { branch }) }];
  });
};

/** Branches that the target does not hold, the last worked on first; ours are not among them. */
const branchesOf = async (repository: Repository, target: string): Promise<Place[]> => {
  const format = "--format=%(refname:lstrip=2)%00%(objectname)";
  const asked = [`--no-merged=${targetRef(target)}`, "--sort=-committerdate", format, "refs/heads"];
  const { out } = await run(repository.checkout, ["for-each-ref", ...asked]);
  return out.split("\n").flatMap((row) => {
    const [branch = "", head = ""] = row.split("\0");
    return branch === "" || branch.startsWith("traffic/") ? [] : [{ branch, head }];
  });
};

/** What a commit of unsaved files stands for: the worktree that they lie in, on that head. */
const placeName = (head: Oid, path: string): string => `${head} ${path}`;

/** What was adopted: by the commit that is kept, or where that holds unsaved files, by where they lie. */
const adoptedBy = async ({ checkout }: Repository): Promise<Map<string, TaskId>> => {
  const format = "--format=%(refname)%00%(objectname)%00%(parent)%00%(contents:subject)";
  const { out } = await run(checkout, ["for-each-ref", format, "refs/traffic/adopted"]);
  const rows = out.split("\n").filter((row) => row !== "");
  return new Map(
    rows.flatMap((row) => {
      const [name = "", oid = "", parent = "", subject = ""] = row.split("\0");
      const task = fromRefPart(name.slice("refs/traffic/adopted/".length));
      const isUnsaved = subject.startsWith(unsaved);
      return [[isUnsaved ? placeName(parent, subject.slice(unsaved.length)) : oid, task] as const];
    }),
  );
};

/** How the subject of a commit begins that holds what lay uncommitted. */
export const unsaved = "Uncommitted work in ";

const inWorktree = async (path: string): Promise<Pick<Stray, "dirty" | "operation">> => {
  const [status, gitDir] = await Promise.all([
    run(path, ["status", "--porcelain", "-z", "--no-renames"], { fenced: true }),
    line(path, ["rev-parse", "--absolute-git-dir"], { fenced: true }),
  ]);
  const rows = status.out.split("\0").filter((row) => row !== "");
  const unmerged = rows.some((row) => /^(?:U.|.U|AA|DD)/.test(row));
  const operation = operationUnderWay(gitDir) ?? (unmerged ? "resolving a conflict" : undefined);
  const dirty = rows.length;
  return { dirty, ...(operation === undefined ? {} : { operation }) };
};

const diffOf = (text: string): Stray["diff"] => {
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    files: number(/(\d+) files? changed/),
    added: number(/(\d+) insertion/),
    removed: number(/(\d+) deletion/),
  };
};

const lookAt = async (
  { checkout }: Repository,
  place: Place,
  { tip, adopted }: { readonly tip: Oid; readonly adopted: ReadonlyMap<string, TaskId> },
): Promise<Stray> => {
  const { head, path } = place;
  const [counts, diff, subjects, at, files] = await Promise.all([
    line(checkout, ["rev-list", "--left-right", "--count", `${tip}...${head}`]),
    line(checkout, ["diff", "--shortstat", "--no-ext-diff", `${tip}...${head}`], { answers: [128] }),
    line(checkout, ["log", "-20", "--no-show-signature", "--format=%s", `${tip}..${head}`]),
    line(checkout, ["log", "-1", "--no-show-signature", "--format=%ct", head]),
    path === undefined ? { dirty: 0 } : inWorktree(path),
  ]);
  const [behind = 0, ahead = 0] = counts.split("\t").map(Number);
  const merge = ahead > 0 && behind > 0 ? await mergeTrees(checkout, tip, head) : undefined;
  const task = adopted.get(files.dirty === 0 ? head : placeName(head, path ?? ""));
  return {
    ...place,
    ahead,
    behind,
    diff: diffOf(diff),
    ...files,
    conflicts: merge?.kind === "conflict" ? merge.paths : [],
    subjects: subjects.split("\n").filter((subject) => subject !== ""),
    at: Number(at) * 1000,
    ...(task === undefined ? {} : { adoptedBy: task }),
  };
};

/** The strays of a repository, and how many more branches there are than were looked at. Changes nothing. */
export const listStrays = async (
  repository: Repository,
  { target, tip }: { readonly target: string; readonly tip: Oid },
): Promise<{
  readonly strays: readonly Stray[];
  readonly more: number;
  readonly paths: readonly string[];
}> => {
  const [worktrees, branches, adopted] = await Promise.all([
    worktreesOf(repository),
    branchesOf(repository, target),
    adoptedBy(repository),
  ]);
  const elsewhere = worktrees.filter(({ branch }) => branch !== target);
  const loose = branches.filter(({ branch }) => !elsewhere.some((one) => one.branch === branch));
  const strays: Stray[] = [];
  for (const place of [...elsewhere, ...loose.slice(0, most)]) {
    const isHeld = await isReached(repository.checkout, place.head, tip);
    const stray = await lookAt(repository, place, { tip, adopted });
    if (!isHeld || stray.dirty > 0) strays.push(stray);
  }
  const paths = worktrees.flatMap(({ path }) => path ?? []);
  return { strays, more: Math.max(0, loose.length - most), paths };
};
