import picomatch from "picomatch";
import type { VerifyOrder } from "../../core/order.ts";
import type { Change, Git, Proposal } from "../../engine/ports/git.ts";

type Candidate = Extract<Proposal, { kind: "candidate" }>;

/** What the protocol says of a candidate's changes: the rules they break, and the judges changed with leave. */
export type Ruling = { readonly broken: readonly string[]; readonly judgesChanged: readonly string[] };

const matcher = (globs: readonly string[]): ((path: string) => boolean) =>
  globs.length === 0 ? () => false : picomatch([...globs], { dot: true });

/** What of a package.json decides how tests run. */
const judging = ["scripts", "jest", "vitest", "mocha", "ava", "tap", "c8", "nyc"];

/** The judging part of a package.json as text; the whole text where it cannot be read as one. */
const judgingPart = (text: string | undefined): string => {
  try {
    const manifest = JSON.parse(text ?? "{}") as Record<string, unknown>;
    return JSON.stringify(judging.map((name) => manifest[name]));
  } catch {
    return text ?? "";
  }
};

const isPackage = (path: string): boolean => path === "package.json" || path.endsWith("/package.json");

const settings = "traffic.yaml";

/**
 * Whether a change to a judge takes away from what judges. What is new adds to it; but settings that are new to the target take
 * the place of those that a person has and did not commit.
 */
export const takesAway = ({ kind, path }: Pick<Change, "kind" | "path">): boolean =>
  kind !== "added" || path === settings;

/** Whether a change may bend the judgement. A package.json is more than a judge: only its judging part counts. */
const bends = async (change: Change, { base, candidate }: Candidate, git: Git): Promise<boolean> => {
  if (!takesAway(change)) return false;
  if (change.kind !== "modified" || !isPackage(change.path)) return true;
  const [before, after] = await Promise.all([git.show(base, change.path), git.show(candidate, change.path)]);
  return judgingPart(before) !== judgingPart(after);
};

const verbs = { added: "adds", modified: "changes", deleted: "deletes", type_changed: "replaces" } as const;

const trespasses = ({ ground }: VerifyOrder, changes: readonly Change[]): string[] => {
  const { tasks, results } = ground.config.folders;
  const isOurs = (path: string): boolean =>
    [tasks, results].some((folder) => path === folder || path.startsWith(`${folder}/`));
  return changes
    .filter(({ path }) => isOurs(path))
    .map(({ kind, path }) => `it ${verbs[kind]} ${path}: agents never write task files or results`);
};

/** What cannot be landed: a name that is not UTF-8 is lost on its way, and reads as one with this sign in it. */
const unnameable = (changes: readonly Change[]): string[] =>
  changes
    .filter(({ path }) => path.includes("\uFFFD"))
    .map(({ kind, path }) => `it ${verbs[kind]} ${path}, whose name is not UTF-8: name such files otherwise`);

/** Tells the files that judge work: traffic.yaml itself always does. */
export const judgeAmong = (judge: readonly string[]): ((path: string) => boolean) =>
  matcher([settings, ...judge]);

const bentJudges = async (order: VerifyOrder, candidate: Candidate, git: Git): Promise<Change[]> => {
  const isJudge = judgeAmong(order.ground.config.judge);
  const judges = candidate.changes.filter(({ path }) => isJudge(path));
  const bent = await Promise.all(judges.map((change) => bends(change, candidate, git)));
  return judges.filter((_, index) => bent[index]);
};

/** Holds a candidate's changes against the protocol. */
export const rule = async (order: VerifyOrder, candidate: Candidate, git: Git): Promise<Ruling> => {
  // What is taken back takes its tests with it: that is judged by what is left, and told.
  const isNamed = order.spec.undo === undefined ? matcher(order.spec.touches) : () => true;
  const bent = await bentJudges(order, candidate, git);
  const unnamed = bent.filter(({ path }) => !isNamed(path));
  return {
    broken: [
      ...trespasses(order, candidate.changes),
      ...unnameable(candidate.changes),
      ...unnamed.map(
        ({ kind, path }) =>
          `it ${verbs[kind]} ${path}, which judges work: leave it as it is, or name it in the task's \`touches\``,
      ),
    ],
    judgesChanged: bent.map(({ path }) => path).filter((path) => isNamed(path)),
  };
};
