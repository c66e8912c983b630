/** What may mean more than itself in a glob; quotes and backslashes are dropped by those who match it. */
const wild = /[*?[\]{}!()"\\]/;

/** The folders a glob names before its first wildcard: `src/auth/**` -> `src/auth`. */
export const literalPrefix = (glob: string): string => {
  const parts = glob.split("/");
  const end = parts.findIndex((part) => wild.test(part));
  return (end === -1 ? parts : parts.slice(0, end)).filter((part) => part !== "" && part !== ".").join("/");
};

const within = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** Whether two globs can name the same file, judged by their literal folders: may say yes too often, never no wrongly. */
export const globsOverlap = (a: string, b: string): boolean => {
  const [x, y] = [literalPrefix(a), literalPrefix(b)];
  return within(x, y) || within(y, x);
};

/** For each of a task's globs its literal folder and every folder around that, the outermost first. */
export type Scope = readonly (readonly string[])[];

const around = (folder: string): string[] => {
  const parts = folder === "" ? [] : folder.split("/");
  return ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))];
};

const known = new WeakMap<readonly string[], Scope>();

/** The scope of a task's globs; remembered for as long as the list of them lives. */
export const scopeOf = (globs: readonly string[]): Scope => {
  const scope = known.get(globs) ?? globs.map((glob) => around(literalPrefix(glob)));
  known.set(globs, scope);
  return scope;
};

/** Whether two tasks may change the same file. A task that names no files is kept apart from nobody. */
export const scopesOverlap = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((x) => b.some((y) => globsOverlap(x, y)));
