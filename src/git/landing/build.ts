import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import type { Git } from "../../engine/ports/git.ts";
import { line } from "../command.ts";
import { authorOf } from "../identity.ts";
import { followLinks } from "../linked-path.ts";
import { plant } from "../planting.ts";
import { readObject } from "../reading.ts";
import { setRef } from "../refs.ts";
import { entryAt, isFile } from "../trees.ts";
import { writeObject } from "../writing.ts";
import { commonDirOf, findCheckout } from "./checkout.ts";
import { look } from "./disk.ts";
import { differing, keptOffDisk } from "./judge.ts";
import { keeperOf } from "./message.ts";
import { withFolder } from "./room.ts";
import type { Entry } from "./tree.ts";
import { isLink, staged } from "./tree.ts";

type Request = Parameters<Git["build"]>[0];

/** A blob that goes into M. */
type Addition = { readonly path: string; readonly entry: Entry };

const regular = "100644";

/** Where a build works: the repository, and a folder for its own index. */
type Bench = { readonly repository: string; readonly commonDir: string; readonly folder: string };

/** Whether the person's own copy, where the target is checked out, is just what the base holds. */
const isUntouched = async (
  { repository, commonDir, folder }: Bench,
  { target, base, held }: { readonly target: string; readonly base: Oid; readonly held: Addition },
): Promise<boolean> => {
  const where = await findCheckout(repository, commonDir, target);
  if (where.kind !== "in") return true;
  const { path } = where.checkout;
  const [theirs, changed] = await Promise.all([
    staged(path, base),
    differing(path, join(folder, "scratch"), [held]),
  ]);
  if (theirs.has(held.path)) return false;
  if (changed.size === 0) return true;
  return look(join(path, held.path)) === undefined && (await keptOffDisk(path, [held.path])).size > 0;
};

/** The edited file as M is to hold it; `undefined` where the edit is left out. */
const editedIn = async (bench: Bench, request: Request): Promise<Addition | undefined> => {
  if (request.edit === undefined) return undefined;
  const { repository } = bench;
  const { change } = request.edit;
  const named = await entryAt(repository, request.tree, request.edit.path);
  // Tasks may be kept elsewhere, behind a link: what is there is edited, as whoever opens the file would.
  const path = isFile(named)
    ? request.edit.path
    : await followLinks(repository, request.tree, request.edit.path);
  const [base, own] = await Promise.all([
    entryAt(repository, request.base, path),
    entryAt(repository, request.tree, path),
  ]);
  if (!isFile(own) || (!isFile(base) && !isLink(base))) return undefined;
  const text = (await readObject(repository, own.oid))?.bytes.toString() ?? "\uFFFD";
  // A file that is not UTF-8 would not survive the way through text.
  if (text.includes("\uFFFD")) return undefined;
  const { target } = request.ground;
  const [untouched, oid] = await Promise.all([
    isUntouched(bench, { target, base: request.base, held: { path, entry: base } }),
    writeObject(repository, "blob", change(text)),
  ]);
  return untouched ? { path, entry: { mode: own.mode, oid } } : undefined;
};

type Author = Awaited<ReturnType<typeof authorOf>>;

const commit = (
  repository: string,
  { tree, author }: { readonly tree: Oid; readonly author: Author },
  request: Request,
): Promise<Oid> => {
  const { sign } = request.ground.config.commits;
  const parents = request.parents.flatMap((parent) => ["-p", parent]);
  return line(repository, ["commit-tree", sign ? "-S" : "--no-gpg-sign", ...parents, tree], {
    input: request.message,
    identity: author,
  });
};

/** Makes M without touching any checkout, and keeps it from being collected until it lands or is superseded. */
export const build = async (repository: string, request: Request): Promise<Oid> => {
  const commonDir = await commonDirOf(repository);
  return withFolder(commonDir, async (folder) => {
    const files = request.files.map(async ({ path, text }) => ({
      path,
      entry: { mode: regular, oid: await writeObject(repository, "blob", text) },
    }));
    const [author, edited, written] = await Promise.all([
      authorOf(repository),
      editedIn({ repository, commonDir, folder }, request),
      Promise.all(files),
    ]);
    const additions = edited === undefined ? written : [edited, ...written];
    const planted = additions.map(({ path, entry }) => ({ path, ...entry }));
    const tree = await plant(repository, request.tree, planted);
    const made = await commit(repository, { tree, author }, request);
    await setRef(repository, keeperOf(request.message), made);
    return made;
  });
};
