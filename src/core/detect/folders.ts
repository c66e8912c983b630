import type { Config } from "../config.ts";
import { isBelow, nameOf } from "./tree.ts";

type Folders = Config["folders"];
type Kind = keyof Folders;

/** What lies in a checkout, as far as the choice of folders needs it. */
export type Ground = {
  readonly paths: readonly string[];
  /** Those of the `candidates` that git would ignore. */
  readonly ignored: ReadonlySet<string>;
  /** The text of a document; `undefined` where it cannot be read. */
  readonly text: (path: string) => string | undefined;
};

/** A usual folder that is taken, and the one to use in its place; none where every other is taken as well. */
export type Moved = {
  readonly kind: Kind;
  readonly from: string;
  readonly to: string | undefined;
  readonly why: string;
};

/** Every folder that might be used for a kind, the usual one first; the last has a name that an ignored one has not. */
export const candidates = (usual: string): string[] => [
  usual,
  `.traffic/${usual}`,
  `traffic/${usual}`,
  `traffic-${usual}`,
];

/** A file that is no document of ours, and says nothing about what the folder is for. */
const isSilent = (path: string): boolean => /^(?:\.|readme\b)/i.test(nameOf(path));

const hasFront = (text: string | undefined): boolean =>
  text !== undefined && /^\uFEFF?---[ \t]*\r?\n/.test(text);

/** Whether a file in a folder is a document of the folder's kind. */
const isDocument = (kind: Kind, path: string, ground: Ground): boolean => {
  if (!/\.md$/i.test(path)) return false;
  if (kind === "results") return /\/[^/]+\/\d+\.md$/.test(path);
  return kind === "roadmaps" || hasFront(ground.text(path));
};

/** So many files are looked at; a folder used for something else shows it sooner. */
const enough = 100;

const obstacle = (kind: Kind, folder: string, ground: Ground): string | undefined => {
  if (ground.ignored.has(folder)) return `${folder}/ is ignored by .gitignore`;
  const lower = folder.toLowerCase();
  const inside = ground.paths.filter((path) => isBelow(path.toLowerCase(), lower));
  // A submodule is one path too, and so is a file where a folder above would have to be.
  const file = ground.paths.find((path) => isBelow(lower, path.toLowerCase()));
  if (file !== undefined) return `${file} is no folder`;
  const stranger = inside
    .filter((path) => !isSilent(path))
    .slice(0, enough)
    .find((path) => !isDocument(kind, path, ground));
  return stranger === undefined ? undefined : `${folder}/ is used for something else (${stranger})`;
};

/** The usual folders that cannot be used here, each with the first that can. */
export const movedFolders = (usual: Folders, ground: Ground): Moved[] =>
  (Object.keys(usual) as Kind[]).flatMap((kind) => {
    const why = obstacle(kind, usual[kind], ground);
    if (why === undefined) return [];
    const to = candidates(usual[kind]).find((folder) => obstacle(kind, folder, ground) === undefined);
    return [{ kind, from: usual[kind], to, why }];
  });
