import { join } from "node:path";
import type { Config } from "../core/config.ts";
import type { Oid } from "../core/evidence.ts";
import type { Ground } from "../core/order.ts";
import type { Git } from "../engine/ports/git.ts";
import { openShelves, type Shelf } from "./all-results.ts";
import { listRemovable, remove } from "./clean.ts";
import type { InUse, Removable } from "./clean.ts";
import { committedFiles, treeFiles } from "./definitions.ts";
import type { Definition } from "./definitions.ts";
import { diff } from "./diff.ts";
import { end } from "./end.ts";
import { exclusive, exclusiveOf } from "./exclusive.ts";
import { readTexts, show } from "./objects.ts";
import { observe } from "./observe.ts";
import { settle } from "./pool.ts";
import { agentFolder, prepare, reset } from "./prepare.ts";
import type { Prepared } from "./prepare.ts";
import { changesBetween, propose } from "./propose.ts";
import type { Repository } from "./repository.ts";
import { keepResult, results } from "./results.ts";
import { revert } from "./revert.ts";
import { save } from "./save.ts";
import { slipped } from "./slipped.ts";
import { openStashes, type Stashed } from "./stashes.ts";
import { fillSubmodules } from "./submodules.ts";
import { definitionsOf, tip, tipOf } from "./target.ts";
import type { Definitions } from "./target.ts";
import { watchTarget } from "./watch.ts";
import type { Workshop } from "./workshop.ts";

/** The port but for landing, which stands apart, and what faces and the file store ask beside it. */
export type OpenGit = Omit<Git, "build" | "land" | "landed" | "prepare"> & {
  prepare(request: Parameters<Git["prepare"]>[0]): Promise<Prepared>;
  /** Where the target stands now. */
  tip(request: { readonly ground: Ground }): Promise<{ commit: Oid; tree: Oid }>;
  /** Whether definitions are the person's files or the target's tree just now. */
  definitions(ground: Pick<Ground, "target">): Promise<Definitions>;
  /** Task, roadmap and agent files and `traffic.yaml` of a commit. */
  treeFiles(commit: Oid, folders: Config["folders"]): Promise<readonly Definition[]>;
  /** The paths of files that define something in the commit that is checked out. */
  committedFiles(folders: Config["folders"]): Promise<readonly string[]>;
  /** The files of a folder that no commit holds and that the person has put away. */
  stashed(folder: string): Promise<readonly Stashed[]>;
  /** Every result, on a commit of the target and waiting for its task. */
  allResults(request: { readonly tip: Oid; readonly folder: string }): Promise<Shelf>;
  /** The texts of files, in the order asked for. */
  texts(oids: readonly Oid[]): Promise<readonly string[]>;
  /** Calls when HEAD, the target or a stash may have moved; returns a way to stop. */
  watchTarget(target: string | undefined, call: () => void): () => void;
  /** The patch from one commit to another. */
  diff(base: Oid, head: Oid): Promise<string>;
  /** What could go; nothing is removed. */
  listRemovable(request: { readonly target: string; readonly inUse: InUse }): Promise<readonly Removable[]>;
  /** Removes what was listed, as far as it still may go; returns what went. */
  remove(removable: readonly Removable[]): Promise<readonly Removable[]>;
};

const checkout = async (
  workshop: Workshop,
  request: Parameters<Git["checkout"]>[0],
): Promise<{ path: string }> => {
  const path = join(workshop.repository.worktrees, `check-${request.slot}`);
  await settle(workshop, { path, isClean: false }, Promise.resolve({ commit: request.commit }));
  await fillSubmodules(path, workshop.repository.common);
  return { path };
};

/** Every word spoken to git about one repository. `reached` is told each step once it is done; for tests that stop there. */
export const openGit = (options: {
  readonly repository: Repository;
  readonly reached?: (step: string) => void;
}): OpenGit => {
  const { repository } = options;
  const workshop: Workshop = {
    repository,
    alone: exclusive(),
    inside: exclusiveOf(),
    reached: options.reached ?? (() => undefined),
  };
  return {
    prepare: (request) =>
      workshop.inside(agentFolder(repository, request.slot), () => prepare(workshop, request)),
    reset: (request) => workshop.inside(request.path, () => reset(workshop, request)),
    save: (request) => workshop.inside(request.path, () => save(workshop, request)),
    revert: (request) => revert(workshop, request),
    propose: (request) => propose(workshop, request),
    slipped: async ({ task, n, ground }) =>
      slipped(repository, { task, n, at: await tipOf(repository.checkout, ground.target) }),
    checkout: (request) => checkout(workshop, request),
    changes: (from, to) => changesBetween(repository.checkout, from, to),
    show: (commit, path) => show(repository.checkout, commit, path),
    results: (request) => results(workshop, request),
    keepResult: (request) => keepResult(workshop, request),
    end: (request) => end(workshop, request),
    observe: (request) => observe(repository, request),
    tip: (request) => tip(repository, request),
    definitions: (ground) => definitionsOf(repository, ground),
    treeFiles: (commit, folders) => treeFiles(repository, commit, folders),
    committedFiles: (folders) => committedFiles(repository, folders),
    stashed: openStashes(repository),
    allResults: openShelves(repository),
    texts: (oids) => readTexts(repository.checkout, oids),
    watchTarget: (target, call) => watchTarget(repository, target, call),
    diff: (base, head) => diff(repository, base, head),
    listRemovable: (request) => listRemovable(workshop, request),
    remove: (removable) => remove(workshop, removable),
  };
};
