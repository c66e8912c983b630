import { matching } from "./glob.ts";
import type { Scripts } from "./scripts.ts";
import { folderOf, homesOf, inFolder, nameOf, type Tree } from "./tree.ts";

/** What a package.json says that matters here. */
export type Package = {
  readonly folder: string;
  readonly scripts: Scripts;
  readonly workspaces: readonly string[];
  /** The package manager it names, without its version. */
  readonly manager?: string;
  readonly hasDependencies: boolean;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The patterns below `packages:` of a pnpm-workspace.yaml. */
const pnpmPatterns = (yaml: string): string[] => {
  const block = /^packages\s*:[^\n]*\n((?:[ \t]*(?:-[^\n]*|#[^\n]*)?(?:\n|$))*)/m.exec(yaml)?.[1] ?? "";
  return [...block.matchAll(/^\s*-\s*["']?([^"'#\s]+)/gm)].map(([, pattern = ""]) => pattern);
};

const patternsOf = (tree: Tree, folder: string, values: Readonly<Record<string, unknown>>): string[] => {
  const { workspaces } = values;
  const own = isObject(workspaces) ? texts(workspaces["packages"]) : texts(workspaces);
  return [...own, ...pnpmPatterns(tree.text(inFolder(folder, "pnpm-workspace.yaml")) ?? "")];
};

/** Reads the package.json of a folder; `undefined` where it holds no object of JSON. */
const packageIn = (tree: Tree, folder: string): Package | undefined => {
  const values = parse(tree.text(inFolder(folder, "package.json")) ?? "");
  if (!isObject(values)) return undefined;
  const scripts = isObject(values["scripts"]) ? values["scripts"] : {};
  const manager = /^(npm|pnpm|yarn|bun)@/.exec(String(values["packageManager"]))?.[1];
  return {
    folder,
    scripts: Object.fromEntries(
      Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    workspaces: patternsOf(tree, folder, values),
    ...(manager === undefined ? {} : { manager }),
    hasDependencies: ["dependencies", "devDependencies", "optionalDependencies"].some(
      (key) => isObject(values[key]) && Object.keys(values[key]).length > 0,
    ),
  };
};

/** A package with those that its workspaces hold. */
export type Project = { readonly root: Package; readonly members: readonly Package[] };

const locks = /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

/** The projects of Node in a tree, outermost first, and the manifests that could not be read. */
export const nodeProjects = (tree: Tree): { projects: Project[]; unread: string[] } => {
  const folders = homesOf(tree, /^package\.json$/);
  const read = new Map(folders.map((folder) => [folder, packageIn(tree, folder)]));
  const locked = new Set(tree.paths.filter((path) => locks.test(nameOf(path))).map(folderOf));
  const covered = new Set<string>();
  const projects: Project[] = [];
  for (const [folder, root] of read) {
    if (root === undefined || covered.has(folder)) continue;
    const nested = projects.some(
      (other) => other.root.folder === "" || folder.startsWith(`${other.root.folder}/`),
    );
    if (nested && !locked.has(folder)) continue;
    const below = folders.flatMap((path) => {
      if (folder === "") return path === "" ? [] : [path];
      return path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [];
    });
    const members = matching(below, root.workspaces).flatMap(
      (path) => read.get(inFolder(folder, path)) ?? [],
    );
    for (const member of members) covered.add(member.folder);
    projects.push({ root, members });
  }
  const unread = folders.filter((folder) => read.get(folder) === undefined);
  return { projects, unread: unread.map((folder) => inFolder(folder, "package.json")) };
};
