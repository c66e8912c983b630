/** The files of a commit: every path from the root with forward slashes, and the texts of those worth reading. */
export type Tree = {
  readonly paths: readonly string[];
  /** The text of a file, without a byte order mark and with plain line ends; `undefined` where it was not read. */
  readonly text: (path: string) => string | undefined;
};

/** A tree of paths and of texts as they were read; Windows line ends and byte order marks are taken away here, once. */
export const treeOf = (paths: readonly string[], texts: ReadonlyMap<string, string>): Tree => ({
  paths,
  text: (path) =>
    texts
      .get(path)
      ?.replace(/^\uFEFF/, "")
      .replaceAll("\r\n", "\n"),
});

/** The folder of a path; the root's is empty. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** A path in a folder, from the root. */
export const inFolder = (folder: string, name: string): string =>
  folder === "" ? name : `${folder}/${name}`;

/** Whether a path is a folder or lies below it; everything lies below the root. */
export const isBelow = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** Folders whose manifests describe something else than this repository's own work. */
const foreign =
  /(?:^|\/)(?:\.[^/]*|node_modules|vendor|third_party|examples?|samples?|demos?|fixtures?|__fixtures__|testdata|tests?|__tests__|spec|specs|e2e|templates?|dist|build|target|site-packages|\.venv|venv)\//i;

/** Whether a manifest at this path is the repository's own work, and no example or fixture. */
const isOwn = (path: string): boolean => !foreign.test(path) && !/\p{Control}/u.test(path);

/** The folders that hold a file of one of these names and are the repository's own, outermost first. */
export const homesOf = (tree: Tree, names: RegExp): string[] => {
  const folders = tree.paths.filter((path) => names.test(nameOf(path)) && isOwn(path)).map(folderOf);
  return [...new Set(folders)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
};

/** Of folders sorted outermost first, those that lie in no other. */
export const outermost = (folders: readonly string[]): string[] =>
  folders.filter((folder) => !folders.some((other) => other !== folder && isBelow(folder, other)));

const manifests =
  /^(?:package\.json|pnpm-workspace\.yaml|pyproject\.toml|requirements[\w.-]*\.txt|setup\.(?:py|cfg)|pytest\.ini|tox\.ini|mypy\.ini|Cargo\.toml|go\.work|G?N?U?[Mm]akefile|\.?[Jj]ustfile|composer\.json|Gemfile|CMakeLists\.txt|\.yarnrc\.yml|deno\.jsonc?)$/;

const pythonTest = /^(?:test_.*|.*_test)\.py$/;

/** Manifests beyond so many are not read; of a repository with more, the outermost tell enough. */
const most = 400;

/** The paths whose texts detection asks for, outermost first: manifests, and one Python test to tell its framework. */
export const worthReading = (paths: readonly string[]): string[] => {
  const depth = (path: string): number => path.split("/").length;
  const chosen = paths.filter((path) => manifests.test(nameOf(path)) && isOwn(path));
  const sample = paths.find((path) => pythonTest.test(nameOf(path)));
  return [
    ...chosen.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).slice(0, most),
    ...(sample === undefined ? [] : [sample]),
  ];
};

/** Whether a file looks like an automatic test, in any language. */
const test =
  /(?:^|\/)(?:tests?|__tests__|specs?)\/.+\.\w+$|(?:[._-](?:test|spec)|^test_.*|.*_test|.*Tests?)\.[a-z]+$/;

/** A Python file that holds tests. */
export const isPythonTest = (path: string): boolean => pythonTest.test(nameOf(path));

/** Whether any file looks like a test. */
export const looksTested = ({ paths }: Tree): boolean => paths.some((path) => test.test(path));
