import { isUtf8 } from "node:buffer";
import {
  lstatSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
  type Dirent,
  type Stats,
} from "node:fs";
import { join, sep } from "node:path";
import type { Problem } from "../core/problem.ts";

/** What tells that a file's bytes are those read before, as long as it was not written within the clock's grain. */
export type Stamp = { readonly mtimeMs: number; readonly size: number; readonly ino: number };

/** A file that is there: its path from the root with forward slashes, and its stamp. */
export type FoundFile = { readonly path: string; readonly stamp: Stamp };

/** A folder that was looked for: its stamp, or none where it is not there. */
export type FoundFolder = { readonly path: string; readonly stamp?: Stamp };

/** The files of a folder and of those in it, and what stands in the way of others. */
export type Listing = {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
  /**
   * Every folder that was looked into, as it was just before: where their stamps are the same, so are the names in them.
   * Missing where a link leads elsewhere, or something could not be read: then only looking again tells.
   */
  readonly folders?: readonly FoundFolder[];
};

/** A text, or why a file holds none. */
export type Reading = { readonly text: string } | { readonly problem: Problem };

/** Larger than any wish, in bytes; a larger file was put there by accident. */
export const largest = 1024 * 1024;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";

const isMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(error));

const problem = (file: string, code: string, rest: Pick<Problem, "message"> & Partial<Problem>): Problem => ({
  file,
  code,
  line: 1,
  ...rest,
});

const unreadable = (file: string, error: unknown): Problem =>
  problem(file, "unreadable", {
    message: `It cannot be read: ${codeOf(error)}.`,
    found: codeOf(error),
    expected: "a file that we may read",
    example: `chmod u+r ${file}`,
  });

export const stampOf = ({ mtimeMs, size, ino }: Stats): Stamp => ({ mtimeMs, size, ino });

/** A file that is for the readers of a folder, not a wish. */
const isForReaders = (name: string): boolean =>
  name.startsWith(".") || (name.length === "readme.md".length && /^readme\.md$/i.test(name));

const isMarkdown = (name: string): boolean => name.endsWith(".md") || /\.md$/i.test(name);

type Walk = {
  readonly root: string;
  readonly realRoot: string;
  /** Folders that hold documents of another kind. */
  readonly others: ReadonlySet<string>;
  readonly problems: Problem[];
  readonly folders: FoundFolder[];
  readonly links: string[];
  /** Is given each document that is found. */
  readonly take: (path: string) => void;
};

const isInside = (walk: Walk, real: string): boolean =>
  real === walk.realRoot || real.startsWith(walk.realRoot + sep);

/** A link is followed inside the repository and never in a circle. */
const linkProblem = (walk: Walk, path: string, above: readonly string[]): Problem | undefined => {
  const real = realpathSync(join(walk.root, path));
  if (!isInside(walk, real)) {
    return problem(path, "outside_repository", {
      message: "This link leads out of the repository and is not followed.",
      found: real,
      expected: "a path inside the repository",
    });
  }
  if (!above.some((folder) => real === folder)) return undefined;
  return problem(path, "link_loop", {
    message: "This link leads to a folder that holds it and is not followed.",
    found: real,
    expected: "a link to a file or to another folder",
  });
};

/** A walk stops for a moment now and then: whoever takes its steps may do something else meanwhile. */
type Walking<T = void> = Generator<readonly [], T>;

/** So many files are looked at between two stops: about a millisecond. */
const stride = 256;

function* visitLink(walk: Walk, path: string, above: readonly string[]): Walking {
  walk.links.push(path);
  const trouble = linkProblem(walk, path, above);
  if (trouble !== undefined) walk.problems.push(trouble);
  else if (statSync(`${walk.root}/${path}`).isDirectory()) yield* visitFolder(walk, path, above);
  else takeMarkdown(walk, path);
}

const takeMarkdown = (walk: Walk, path: string): void => {
  if (!isMarkdown(path)) return;
  try {
    walk.take(path);
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
};

type Visit = { readonly path: string; readonly entry: Dirent; readonly above: readonly string[] };

function* visit(walk: Walk, { path, entry, above }: Visit): Walking {
  try {
    if (entry.isSymbolicLink()) yield* visitLink(walk, path, above);
    else if (entry.isDirectory()) yield* visitFolder(walk, path, above);
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

function* visitFolder(walk: Walk, folder: string, above: readonly string[]): Walking {
  if (walk.others.has(folder) && above.length > 0) return;
  const full = join(walk.root, folder);
  walk.folders.push({ path: folder, stamp: stampOf(statSync(full)) });
  const here = [...above, realpathSync(full)];
  let at = 0;
  for (const entry of readdirSync(full, { withFileTypes: true })) {
    if ((at += 1) % stride === 0) yield [];
    if (isForReaders(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    // Nearly all are files: to begin a visit to each takes as long as the look at it.
    if (entry.isFile()) takeMarkdown(walk, path);
    else yield* visit(walk, { path, entry, above: here });
  }
}

type Folder = {
  readonly root: string;
  /** From the root. */
  readonly folder: string;
  /** Folders that hold documents of another kind. */
  readonly others: Iterable<string>;
};

type Walked = Omit<Listing, "files">;

/** Walks a folder of a repository, without the `others` in it; a folder that is not there holds nothing. */
function* walkFolder({ root, folder, others }: Folder, take: Walk["take"]): Walking<Walked> {
  const problems: Problem[] = [];
  const folders: FoundFolder[] = [];
  const links: string[] = [];
  try {
    const walk: Walk = {
      root,
      realRoot: realpathSync(root),
      others: new Set(others),
      problems,
      folders,
      links,
      take,
    };
    const trouble = linkProblem(walk, folder, []);
    if (trouble === undefined) yield* visitFolder(walk, folder, []);
    else problems.push(trouble);
  } catch (error) {
    if (isMissing(error)) folders.push({ path: folder });
    else problems.push(unreadable(folder, error));
  }
  return problems.length + links.length > 0 ? { problems } : { problems, folders };
}

const quietly = { throwIfNoEntry: false } as const;

/** What a file is, or a folder; nothing where there is none or the way to it is barred. */
export const statsAt = (path: string, kind: "file" | "folder"): Stats | undefined => {
  try {
    const stats = lstatSync(path, quietly);
    const isKind = kind === "file" ? stats?.isFile() : stats?.isDirectory();
    return isKind === true ? stats : undefined;
  } catch {
    return undefined;
  }
};

/** The stamp of a file, or of a folder; nothing where there is none or the way to it is barred. */
export const stampAt = (path: string, kind: "file" | "folder"): Stamp | undefined => {
  const stats = statsAt(path, kind);
  return stats && stampOf(stats);
};

/** Every markdown file below a folder. */
export function* listFolder(folder: Folder): Walking<Listing> {
  const files: FoundFile[] = [];
  const walked = yield* walkFolder(folder, (path) => {
    // Plain concatenation: `join` costs a third of the `stat` that it is for.
    const stats = statSync(`${folder.root}/${path}`, { throwIfNoEntry: false });
    if (stats?.isFile() === true) files.push({ path, stamp: stampOf(stats) });
  });
  return { files, ...walked };
}

/** The paths of every markdown file below a folder, without a look at any of them. */
export const pathsIn = (folder: Folder): string[] => {
  const paths: string[] = [];
  const walk = walkFolder(folder, (path) => paths.push(path));
  while (walk.next().done !== true);
  return paths;
};

/** One file by its path; nothing when it is not there, or the way to it is barred. */
export const findFile = (root: string, path: string): FoundFile | undefined => {
  try {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    return stats?.isFile() === true ? { path, stamp: stampOf(stats) } : undefined;
  } catch {
    return undefined;
  }
};

const huge = (file: string, size: number, most: number): Problem =>
  problem(file, "too_large", {
    message: "It is too large for a document and is not read.",
    found: `${size} bytes`,
    expected: `at most ${most} bytes`,
  });

/** What keeps a text from being a document, whatever its kind. */
export const textProblem = (file: string, text: string): Problem | undefined => {
  if (text.includes("\0")) {
    return problem(file, "binary", {
      message: "It holds a NUL byte: it is not a text.",
      expected: "markdown in UTF-8",
    });
  }
  if (text.trim() !== "") return undefined;
  return problem(file, "empty_file", {
    message: "It is empty.",
    expected: "a title",
    example: "# Rate-limit the login",
  });
};

const notUtf8 = (file: string): Problem =>
  problem(file, "not_utf8", {
    message: "It is not in UTF-8.",
    expected: "markdown in UTF-8",
    example: `iconv -f latin1 -t utf-8 ${file}`,
  });

/** A file's text, or the problem that it is unreadable, too large, binary, not UTF-8 or empty. */
export const readText = (root: string, { path, stamp }: FoundFile, most = largest): Reading => {
  if (stamp.size > most) return { problem: huge(path, stamp.size, most) };
  const full = `${root}/${path}`;
  try {
    const text = readFileSync(full, "utf8");
    const trouble = textProblem(path, text);
    if (trouble !== undefined) return { problem: trouble };
    return text.includes("\uFFFD") && !isUtf8(readFileSync(full)) ? { problem: notUtf8(path) } : { text };
  } catch (error) {
    return { problem: unreadable(path, error) };
  }
};
