import { join } from "node:path";
import type { Oid } from "../../core/evidence.ts";
import type { Git } from "../../engine/ports.ts";
import { line, run } from "../command.ts";
import type { Whereabouts } from "./checkout.ts";
import { commonDirOf, findCheckout } from "./checkout.ts";
import { authorOf } from "../identity.ts";
import { look } from "./disk.ts";
import { differing, keptOffDisk } from "./judge.ts";
import { keeperOf } from "./message.ts";
import { closeRoom, openFolder } from "./room.ts";
import type { Entry } from "./tree.ts";
import { indexInfo, isLink, staged } from "./tree.ts";

type Request = Parameters<Git["build"]>[0];

/** A blob that goes into M. */
type Addition = { readonly path: string; readonly entry: Entry };

const regular = "100644";

const entryAt = async (repository: string, tree: Oid, path: string): Promise<Entry | undefined> => {
  const { out } = await run(repository, ["ls-tree", "--full-tree", "-z", tree, "--", path]);
  const [mode = "", type, oid = ""] = (out.split("\t")[0] ?? "").split(" ");
  return type === "blob" ? { mode, oid } : undefined;
};

const write = (repository: string, text: string): Promise<Oid> =>
  line(repository, ["hash-object", "-w", "--stdin"], { input: text });

/** Where a build works: the repository, and a folder for its own index. */
type Bench = { readonly repository: string; readonly commonDir: string; readonly folder: string };

/** Whether the person's own copy, where the target is checked out, is just what the base holds. */
const isUntouched = async (
  bench: Bench,
  { where, base, held }: { readonly where: Whereabouts; readonly base: Oid; readonly held: Addition },
): Promise<boolean> => {
  if (where.kind !== "in") return true;
  const { path } = where.checkout;
  const [theirs, changed] = await Promise.all([
    staged(path, base),
    differing(path, join(bench.folder, "scratch"), [held]),
  ]);
  if (theirs.has(held.path)) return false;
  if (changed.size === 0) return true;
  return look(join(path, held.path)) === undefined && (await keptOffDisk(path, [held.path])).size > 0;
};

/** The edited file as M is to hold it; `undefined` where the edit is left out. */
const editedIn = async (bench: Bench, request: Request): Promise<Addition | undefined> => {
  if (request.edit === undefined) return undefined;
  const { repository } = bench;
  const { path, change } = request.edit;
  const [base, own, where] = await Promise.all([
    entryAt(repository, request.base, path),
    entryAt(repository, request.tree, path),
    findCheckout(repository, bench.commonDir, request.ground.target),
  ]);
  if (base === undefined || own === undefined || isLink(own)) return undefined;
  const [untouched, { out }] = await Promise.all([
    isUntouched(bench, { where, base: request.base, held: { path, entry: base } }),
    run(repository, ["cat-file", "blob", own.oid]),
  ]);
  if (!untouched) return undefined;
  // A file that is not UTF-8 would not survive the way through text.
  if (out.includes("\uFFFD")) return undefined;
  return { path, entry: { mode: own.mode, oid: await write(repository, change(out)) } };
};

const commit = async (repository: string, index: string, request: Request): Promise<Oid> => {
  const { sign } = request.ground.config.commits;
  const parents = request.parents.flatMap((parent) => ["-p", parent]);
  const [tree, identity] = await Promise.all([
    line(repository, ["write-tree"], { index }),
    authorOf(repository),
  ]);
  return line(repository, ["commit-tree", sign ? "-S" : "--no-gpg-sign", ...parents, tree], {
    input: request.message,
    identity,
  });
};

/** Makes M without touching any checkout, and keeps it from being collected until it lands or is superseded. */
export const build = async (repository: string, request: Request): Promise<Oid> => {
  const commonDir = await commonDirOf(repository);
  const folder = openFolder(commonDir);
  try {
    const files = request.files.map(async ({ path, text }) => ({
      path,
      entry: { mode: regular, oid: await write(repository, text) },
    }));
    const index = join(folder, "index");
    const [edited, written] = await Promise.all([
      editedIn({ repository, commonDir, folder }, request),
      Promise.all(files),
      run(repository, ["read-tree", request.tree], { index }),
    ]);
    const additions = edited === undefined ? written : [edited, ...written];
    const input = indexInfo(additions, request.tree.length);
    await run(repository, ["update-index", "-z", "--index-info"], { index, input });
    const made = await commit(repository, index, request);
    await run(repository, ["update-ref", keeperOf(request.message), made]);
    return made;
  } finally {
    closeRoom({ folder }, undefined);
  }
};
