import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Ground } from "../../../src/core/order.ts";
import type { Landing } from "../../../src/engine/ports/git.ts";
import { build } from "../../../src/git/landing/build.ts";
import { editOf, groundOf, taskFile } from "./errand.ts";

/** Where everything of these tests lies. */
export const lab = mkdtempSync(join(tmpdir(), "landing-"));
let count = 0;

/** An empty home, so that no setting of this machine plays a part. */
export const environment = {
  PATH: process.env["PATH"] ?? "",
  HOME: lab,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: join(lab, "gitconfig"),
  LC_ALL: "C.UTF-8",
};

Object.assign(process.env, environment);

/** A folder that goes with the lab. */
export const folder = (): string => {
  count += 1;
  const path = join(lab, String(count));
  mkdirSync(path);
  return path;
};

/** To be called after all tests of a file. */
export const clear = (): void => rmSync(lab, { recursive: true, force: true });

/** Runs git as the person would; returns what it printed. */
export const git = (place: string, ...command: string[]): string =>
  execFileSync(
    "git",
    ["-C", place, "-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", ...command],
    {
      encoding: "utf8",
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 26,
    },
  );

/** The one line that git printed. */
export const ask = (place: string, ...command: string[]): string => git(place, ...command).trim();

/** Writes a file, and the folders above it. */
export const put = (repository: string, path: string, text: string): void => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
};

/** A copy of a repository, with every file, flag and leftover of its git folder. */
export const copy = (repository: string): string => {
  const path = folder();
  execFileSync("cp", ["-a", `${repository}/.`, path]);
  return path;
};

/** Lets the copies of a repository have its objects, which nobody changes, from where they are: to write them anew is most of a copy. */
export const lendObjects = (repository: string): void => {
  const objects = join(repository, ".git/objects");
  const lent = join(folder(), "objects");
  renameSync(objects, lent);
  put(repository, ".git/objects/info/alternates", `${lent}\n`);
};

/** A repository with one commit, by a person with a name. */
export const repositoryWith = (files: Readonly<Record<string, string>>): string => {
  const path = folder();
  git(path, "init", "-q", "-b", "main", "--template=");
  git(path, "config", "user.name", "Ada");
  git(path, "config", "user.email", "ada@example.org");
  for (const [name, text] of Object.entries(files)) put(path, name, text);
  git(path, "add", "-A");
  git(path, "commit", "-q", "-m", "base");
  return path;
};

/** A tree made elsewhere, from a commit and what a change does to its files. */
export const treeWith = (repository: string, base: string, change: (place: string) => void): string => {
  const place = folder();
  git(place, "clone", "-q", "--no-checkout", "--shared", repository, ".");
  git(place, "checkout", "-q", "--detach", base);
  change(place);
  git(place, "add", "-A", "-f");
  const tree = ask(place, "write-tree");
  cpSync(join(place, ".git/objects"), join(repository, ".git/objects"), {
    recursive: true,
    force: false,
    filter: (path) => !path.includes("/info"),
  });
  rmSync(place, { recursive: true, force: true });
  return tree;
};

/** M for attempt `n`, on the given base, as the host asks for it. */
export const buildOn = (
  repository: string,
  { base, tree, n = 1, ground = groundOf() }: { base: string; tree: string; n?: number; ground?: Ground },
): Promise<string> =>
  build(repository, {
    base,
    tree,
    parents: [base],
    files: [{ path: `results/t/${n}.md`, text: `result ${n}\n` }],
    edit: editOf(),
    message: `Land t\n\nTraffic-Task: t\nTraffic-Attempt: t@${n}\n`,
    ground,
  });

type Files = ReadonlyMap<string, string>;

/** Everything a person could lose, and what git tells them of it. */
export type Photograph = {
  readonly files: Files;
  readonly index: Files;
  readonly status: readonly string[];
  readonly refs: Files;
  readonly head: string;
  /** Locks and temporary files. */
  readonly litter: readonly string[];
};

const filesIn = (root: string, under = ""): [string, string][] =>
  readdirSync(join(root, under)).flatMap((name): [string, string][] => {
    const path = under === "" ? name : `${under}/${name}`;
    if (name === ".git") return [];
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) return filesIn(root, path);
    if (stat.isSymbolicLink()) return [[path, `link ${readlinkSync(join(root, path))}`]];
    const mode = (stat.mode & 0o100) === 0 ? "file" : "program";
    return [[path, `${mode} ${readFileSync(join(root, path)).toString("latin1")}`]];
  });

const parts = (out: string): string[] => out.split("\0").filter((part) => part !== "");

const tabbed = (out: string): Files =>
  new Map(
    parts(out).map((row): [string, string] => [row.slice(row.indexOf("\t") + 1), row.split("\t")[0] ?? ""]),
  );

const litter = (place: string): string[] =>
  readdirSync(join(place, ".git"), { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".lock") || path.startsWith("traffic/"),
  );

export const photograph = (place: string): Photograph => ({
  files: new Map(filesIn(place)),
  index: tabbed(git(place, "ls-files", "-s", "-z")),
  status: parts(git(place, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")).sort(),
  refs: new Map(
    git(place, "for-each-ref", "--format=%(refname) %(objectname)")
      .trim()
      .split("\n")
      .map((row): [string, string] => [row.split(" ")[0] ?? "", row.split(" ")[1] ?? ""]),
  ),
  head: readFileSync(join(place, ".git/HEAD"), "utf8"),
  litter: litter(place),
});

type Content = { readonly files: Files; readonly entries: Files };

const contents = new Map<string, Content>();

/** What git would write for each path of a commit, and its entry. */
const contentOf = (place: string, commit: string): Content => {
  const known = contents.get(commit) ?? readContent(place, commit);
  contents.set(commit, known);
  return known;
};

const readContent = (place: string, commit: string): Content => {
  const rows = [...tabbed(git(place, "ls-tree", "-r", "-z", commit))];
  const entries = new Map(rows.map(([path, row]) => [path, row.replace(/ \w+ /, " ")] as const));
  const oids = rows.filter(([, row]) => row.includes(" blob "));
  const batch = execFileSync("git", ["-C", place, "cat-file", "--batch"], {
    input: oids.map(([, row]) => `${row.split(" ")[2]}\n`).join(""),
    env: environment,
  });
  let at = 0;
  const files = oids.map(([path, row]): [string, string] => {
    const end = batch.indexOf("\n", at);
    const size = Number(batch.toString("latin1", at, end).split(" ")[2]);
    const text = batch.toString("latin1", end + 1, end + 1 + size);
    at = end + 1 + size + 1;
    const kind = row.startsWith("120000") ? "link" : row.startsWith("100755") ? "program" : "file";
    return [path, `${kind} ${text}`];
  });
  return { files: new Map(files), entries };
};

export type Case = {
  readonly place: string;
  readonly commit: string;
  readonly before: Photograph;
  readonly outcome: Landing;
  /** Status lines that the landing itself is expected to bring (a submodule that has yet to be updated). */
  readonly brings?: readonly string[];
};

const amendedStatus = (line: string): string => {
  if (line.slice(3) !== taskFile || line.startsWith("??") || line.startsWith("!!")) return line;
  return `${line[0]}M ${taskFile}`;
};

/** What the files and the index must be, where the landing came into the checkout. */
const expectedIn = ({ place, commit, before }: Case): { files: Files; index: Files; status: string[] } => {
  const [from, to] = [contentOf(place, `${commit}^1`), contentOf(place, commit)];
  const files = new Map(before.files);
  const index = new Map(before.index);
  const differ = new Set(
    [...from.entries.keys(), ...to.entries.keys()].filter(
      (path) => from.entries.get(path) !== to.entries.get(path),
    ),
  );
  for (const path of differ) {
    const held = before.index.get(path)?.replace(/ 0$/, "");
    // Staged by the person, as M has it: file and entry are theirs.
    if (held !== from.entries.get(path)) continue;
    const [entry, text] = [to.entries.get(path), to.files.get(path)];
    if (entry === undefined) index.delete(path);
    else index.set(path, `${entry} 0`);
    if (before.files.get(path) !== from.files.get(path)) continue;
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  const own = files.get(taskFile);
  const amended = own !== undefined && editOf().change(own) !== own;
  if (own !== undefined && own.startsWith("file ")) files.set(taskFile, editOf().change(own));
  const kept = before.status.filter((line) => !differ.has(line.slice(3)) || line.startsWith("??"));
  const status = [
    ...kept.filter((line) => !to.entries.has(line.slice(3)) || !differ.has(line.slice(3))),
    ...[...differ].flatMap((path) => remaining(path, to.files.get(path), files.get(path))),
  ];
  return { files, index, status: amended ? status.map(amendedStatus) : status };
};

/** What git status says of a path that landed where the person's own file differs all the same. */
const remaining = (path: string, held: string | undefined, own: string | undefined): string[] => {
  if (held === undefined || held === own) return [];
  if (own === undefined) return [` D ${path}`];
  return [(held.startsWith("link") === own.startsWith("link") ? " M " : " T ") + path];
};

const plain = (map: Files): Record<string, string> => Object.fromEntries(map);

/** The law of every landing; see the names of its clauses. */
export const uphold = (one: Case): void => {
  const { place, commit, before, outcome } = one;
  const after = photograph(place);
  const landed = outcome.kind === "landed";
  const inCheckout = landed && before.head === "ref: refs/heads/main\n";
  const expected = inCheckout ? expectedIn(one) : before;
  expect(plain(after.files), "every byte is as it was, or M's where it was the old tip's").toEqual(
    plain(expected.files),
  );
  expect(plain(after.index), "what was staged is staged, nothing else").toEqual(plain(expected.index));
  expect(after.status, "git status shows the person's own changes").toEqual(
    [...expected.status, ...(one.brings ?? [])].sort(),
  );
  const refs = new Map(before.refs);
  if (landed) {
    refs.set("refs/heads/main", commit);
    for (const [name, oid] of refs)
      if (name.startsWith("refs/traffic/landing/") && oid === commit) refs.delete(name);
  }
  expect(plain(after.refs), "the target holds M once or is untouched; no reference is left over").toEqual(
    plain(refs),
  );
  expect(after.head, "HEAD is where it was").toBe(before.head);
  expect(after.litter, "no lock or temporary file is left").toEqual(before.litter);
  expect(existsSync(join(place, ".traffic-landing"))).toBe(false);
  expect(git(place, "fsck", "--no-dangling", "--no-progress"), "fsck is clean").toBe("");
};
