import type { Setup } from "../config.ts";

/** What a check is about, cheap kinds first. */
export const kinds = ["format", "lint", "types", "build", "test"] as const;
export type Kind = (typeof kinds)[number];

/** A check that the repository's files name. */
export type CheckIdea = {
  readonly kind: Kind;
  readonly name: string;
  readonly run: string;
  readonly dir?: string;
  /** Programs that must be installed; ones that setup brings are not among them. */
  readonly tools: readonly string[];
  /** The file that tells so. */
  readonly because: string;
  /** It runs on what setup makes. */
  readonly needsSetup: boolean;
};

/** A setup that the repository's files name, at the root. */
export type SetupIdea = Setup & { readonly tools: readonly string[]; readonly because: string };

/** What one ecosystem has to say of a repository. */
export type Found = {
  readonly setups: readonly SetupIdea[];
  readonly checks: readonly CheckIdea[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
};

/** Everything at once, in the order given. */
export const together = (found: readonly Found[]): Found => ({
  setups: found.flatMap(({ setups }) => setups),
  checks: found.flatMap(({ checks }) => checks),
  notes: found.flatMap(({ notes }) => notes),
});

/** A name as a shell reads it back. */
export const word = (name: string): string =>
  /^[\w./@%+:,][\w./@%+:,-]*$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;

/** A command that runs in a folder; as it is at the root. */
export const within = (folder: string, run: string): string =>
  folder === "" ? run : `(cd ${word(folder)} && ${run})`;

/** A check in a folder: run there, and called by it where that is not the root. */
export const checkIn = (folder: string, check: Omit<CheckIdea, "dir">): CheckIdea =>
  folder === "" ? check : { ...check, name: `${folder}: ${check.name}`, dir: folder };

/** A glob that names just this path. */
export const literalGlob = (path: string): string => path.replaceAll(/[*?[\]{}!()\\]/g, String.raw`\$&`);
