import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// A GitHub is asked for its branches hundreds of times in a test: a git for each was most of what those tests cost.

const isOid = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** The branches that git has put into one file, by their names. */
const packedIn = (gitDir: string): Map<string, string> => {
  const path = join(gitDir, "packed-refs");
  const rows = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return new Map(
    rows.flatMap((row) => {
      const [, oid = "", name = ""] = /^([0-9a-f]{40}) refs\/heads\/(.+)$/.exec(row) ?? [];
      return name === "" ? [] : [[name, oid] as const];
    }),
  );
};

/** What a branch of a bare repository is at; `undefined` where there is none. */
export const branchIn = (gitDir: string, name: string): string | undefined => {
  const path = join(gitDir, "refs/heads", name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return packedIn(gitDir).get(name);
  const oid = readFileSync(path, "utf8").trim();
  return isOid(oid) ? oid : undefined;
};

/** All branches of a bare repository, by their names in order. */
export const branchesIn = (gitDir: string): Map<string, string> => {
  const root = join(gitDir, "refs/heads");
  const loose = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.endsWith(".lock") && statSync(join(root, name), { throwIfNoEntry: false })?.isFile(),
  );
  const names = new Set([...packedIn(gitDir).keys(), ...loose]);
  return new Map(
    [...names].sort().flatMap((name) => {
      const oid = branchIn(gitDir, name);
      return oid === undefined ? [] : [[name, oid] as const];
    }),
  );
};
