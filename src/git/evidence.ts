import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { LandingFacts } from "../core/audit.ts";
import type { TaskId } from "../core/task.ts";
import { line, run } from "./command.ts";
import { differences, indexInfo } from "./landing/tree.ts";
import { mergeTrees } from "./merge.ts";
import { commitOf } from "./refs.ts";

/** Where proofs are looked for. */
export type EvidencePlace = {
  /** The top of the person's checkout. */
  readonly root: string;
  /** The commit whose history holds the landings: the target's tip. */
  readonly tip: Oid;
  /** Folder of results, from the repository's root. */
  readonly results: string;
};

/** A result file as the tip's tree holds it. */
type EvidenceFile = { readonly path: string; readonly text: string };

/** A commit that landed a task, or took that back. */
type Landed = {
  readonly commit: Oid;
  readonly parents: readonly Oid[];
  readonly task: TaskId;
  readonly kind: "landed" | "undone";
};

/** What git holds of landings, read in three commands however many there are. */
export type History = {
  readonly files: readonly EvidenceFile[];
  /** The commit that added a path, on the first-parent history. */
  readonly addedBy: ReadonlyMap<string, Oid>;
  readonly landings: readonly Landed[];
};

const readFiles = async ({ root, tip, results }: EvidencePlace): Promise<EvidenceFile[]> => {
  const listed = (await run(root, ["ls-tree", "-r", "-z", "--name-only", tip, "--", `${results}/`])).out;
  const paths = listed.split("\0").filter((path) => path.endsWith(".md"));
  return Promise.all(
    paths.map(async (path) => ({
      path,
      text: (await run(root, ["cat-file", "blob", `${tip}:${path}`])).out,
    })),
  );
};

const readAdditions = async ({ root, tip, results }: EvidencePlace): Promise<Map<string, Oid>> => {
  const options = [
    "--first-parent",
    "--diff-filter=A",
    "--name-only",
    "--no-renames",
    "-z",
    "--format=%x01%H",
  ];
  const { out } = await run(root, ["log", ...options, tip, "--", `${results}/`]);
  const added = new Map<string, Oid>();
  for (const entry of out.split("\u0001").slice(1)) {
    const [commit = "", ...paths] = entry.split("\0").map((part) => part.trim());
    for (const path of paths) if (path !== "" && !added.has(path)) added.set(path, commit);
  }
  return added;
};

const readLandings = async ({ root, tip }: EvidencePlace): Promise<Landed[]> => {
  const trailer = (key: string): string => `%(trailers:key=${key},valueonly,separator=%x2C)`;
  const format = `--format=%H%x09%P%x09${trailer("Traffic-Task")}%x09${trailer("Traffic-Undo")}`;
  const { out } = await run(root, ["log", "--first-parent", format, tip]);
  return out.split("\n").flatMap((entry): Landed[] => {
    const [commit = "", parents = "", task = "", undone = ""] = entry.split("\t");
    const known = { commit, parents: parents.split(" ") };
    if (task !== "") return [{ ...known, task, kind: "landed" }];
    return undone === "" ? [] : [{ ...known, task: undone, kind: "undone" }];
  });
};

/** Reads all that the target's history says of landings. */
export const readHistory = async (place: EvidencePlace): Promise<History> => {
  const [files, addedBy, landings] = await Promise.all([
    readFiles(place),
    readAdditions(place),
    readLandings(place),
  ]);
  return { files, addedBy, landings };
};

/** As the candidate was made; undefined where the two cannot be merged or are not here. */
const mergeAgain = async (root: string, base: Oid, head: Oid): Promise<Oid | undefined> => {
  const merge = await mergeTrees(root, base, head).catch(() => undefined);
  return merge?.kind === "clean" ? merge.tree : undefined;
};

const differing = async (root: string, a: Oid, b: Oid): Promise<string[]> => {
  const { code, out } = await run(root, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", a, b], {
    answers: [128],
  });
  return code === 0 ? out.split("\0").filter((path) => path !== "") : ["(its judged tree is not here)"];
};

type Work = {
  readonly task: TaskId;
  readonly path: string;
  readonly base: Oid;
  readonly head: Oid;
  readonly tree: Oid;
  /** Path of the result whose landing it takes back. */
  readonly undoes?: string;
  /** Whether a path holds what is known of the work, not the work itself. */
  readonly isRecord: (path: string) => boolean;
};

/** What the work of an undo is made of: on which commit it stands, and how it differs from what was before that. */
const undoFacts = async (
  root: string,
  history: History,
  { head, undoes = "" }: Work,
): Promise<NonNullable<LandingFacts["undo"]>> => {
  const landed = history.addedBy.get(undoes);
  const from = await line(root, ["rev-parse", "--verify", "-q", `${head}^1`], { answers: [1, 128] });
  return {
    ...(from === "" ? {} : { from }),
    ...(landed === undefined ? {} : { landed }),
    extra: await differing(root, `${from}^1`, head),
  };
};

/** The tree of a commit with those paths as its first parent has them that are the record of the work, not the work. */
const withoutRecord = async (
  root: string,
  commit: Oid,
  isRecord: (path: string) => boolean,
): Promise<Oid | undefined> => {
  const parent = await commitOf(root, `${commit}^1`);
  if (parent === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "traffic-audit-"));
  const index = join(folder, "index");
  try {
    const record = (await differences(root, parent, commit)).filter(({ path }) => isRecord(path));
    await run(root, ["read-tree", commit], { index });
    const entries = record.map(({ path, old }) => ({ path, entry: old }));
    await run(root, ["update-index", "-z", "--index-info"], {
      index,
      input: indexInfo(entries, commit.length),
    });
    return await line(root, ["write-tree"], { index });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Asks git anew about one landing: the merge made again, and what landed beside it. */
export const landingFacts = async (
  place: EvidencePlace,
  history: History,
  work: Work,
): Promise<LandingFacts | undefined> => {
  const commit = history.addedBy.get(work.path);
  if (commit === undefined) return undefined;
  const landing = history.landings.find((one) => one.commit === commit);
  const merged = await mergeAgain(place.root, work.base, work.head);
  const bare = await withoutRecord(place.root, commit, work.isRecord);
  const landedTree = await line(place.root, ["rev-parse", `${commit}^{tree}`]);
  return {
    commit,
    parents: landing?.parents ?? [],
    claims: history.landings
      .filter(({ task }) => task === work.task)
      .map(({ commit, kind }) => ({ commit, kind }))
      .toReversed(),
    ...(merged === undefined ? {} : { merged }),
    extra: await differing(place.root, merged ?? work.tree, landedTree),
    ...(bare === undefined ? {} : { bare }),
    ...(work.undoes === undefined ? {} : { undo: await undoFacts(place.root, history, work) }),
  };
};
