import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { taskFile } from "./errand.ts";
import { ask, environment, folder, git, put } from "./world.ts";

/** One column of the matrix: what a person has done to the repository when a landing comes. */
export type Situation = {
  readonly name: string;
  /** A finer shade of another column, which is killed at each step in its stead. */
  readonly variant?: boolean;
  readonly arrange?: (place: string) => unknown;
  /** Done after M was built. */
  readonly afterwards?: (place: string) => unknown;
  readonly ends: "landed" | "blocked" | "moved";
  /** What the obstacle must say, and the paths it must name. */
  readonly why?: RegExp;
  readonly paths?: readonly string[];
  /** Clears the obstacle away, as the person would. */
  readonly clear?: (place: string) => unknown;
  readonly commits?: { readonly sign: boolean; readonly hooks: boolean };
  /** M also changes the submodule, or also changes kinds, modes and links. */
  readonly change?: "submodule" | "kinds";
  /** Status lines that the landing itself brings. */
  readonly brings?: readonly string[];
};

/** The base that every repository of the matrix starts from. */
export const baseFiles = {
  ".gitignore": "*.log\n",
  [taskFile]: "---\ntitle: T\nstatus: todo\n---\n",
  "src/a.txt": "a\n",
  "src/keep.txt": "keep\n",
  "old.txt": "old\n",
  "run.sh": "echo\n",
  shape: "a file\n",
  "nest/one/x": "x\n",
  "nest/y": "y\n",
};

/** A submodule is a repository of its own inside the checkout. */
export const addSubmodule = (place: string): void => {
  mkdirSync(join(place, "sub"));
  git(join(place, "sub"), "init", "-q", "-b", "main", "--template=");
  put(place, "sub/inside.txt", "inside\n");
  git(join(place, "sub"), "add", "-A");
  commitInSubmodule(place);
  git(place, "-c", "advice.addEmbeddedRepo=false", "add", "sub");
  git(place, "commit", "-q", "-m", "sub");
};

const commitInSubmodule = (place: string): void => {
  const who = ["-c", "user.name=x", "-c", "user.email=x"];
  git(join(place, "sub"), ...who, "commit", "-q", "--allow-empty", "-m", "in sub");
};

/** What the agent's work changes: one file of each sort, an ignored one among the new. */
export const changeFiles = (place: string): void => {
  put(place, "src/a.txt", "a, changed by M\n");
  put(place, "src/new/b.txt", "new by M\n");
  put(place, "debug.log", "M's log\n");
  rmSync(join(place, "old.txt"));
};

export const changeKinds = (place: string): void => {
  chmodSync(join(place, "run.sh"), 0o755);
  rmSync(join(place, "shape"));
  put(place, "shape/inner.txt", "now a folder\n");
  rmSync(join(place, "nest"), { recursive: true });
  put(place, "nest", "now a file\n");
  rmSync(join(place, "src/keep.txt"));
  symlinkSync("a.txt", join(place, "src/keep.txt"));
};

export const changeSubmodule = (place: string): void => {
  git(place, "update-index", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
};

const yours = /files of yours are in the way/;

/** A commit on top of main by the person, from another branch. */
const advanceMain = (place: string): void => {
  git(place, "switch", "-q", "-c", "mine");
  const made = ask(place, "commit-tree", "-p", "main", "-m", "theirs", "main^{tree}");
  git(place, "update-ref", "refs/heads/main", made);
};

const hooks = (
  "pre-commit prepare-commit-msg commit-msg post-commit pre-merge-commit post-checkout post-merge pre-rebase " +
  "post-rewrite reference-transaction post-index-change pre-auto-gc"
).split(" ");

const installHooks = (place: string): void => {
  for (const name of hooks) {
    put(place, `.git/hooks/${name}`, `#!/bin/sh\necho ${name} >> "${place}/hook-ran"\nexit 1\n`);
    chmodSync(join(place, ".git/hooks", name), 0o755);
  }
};

const signWith = (place: string, key: string): void => {
  git(place, "config", "gpg.format", "ssh");
  git(place, "config", "user.signingKey", key);
  git(place, "config", "commit.gpgSign", "true");
};

const makeKey = (): string => {
  const key = join(folder(), "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], { env: environment });
  return key;
};

const append = (place: string, path: string): void => {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  appendFileSync(join(place, path), "the person's\n");
};

const stage = (place: string, path: string): void => {
  append(place, path);
  git(place, "add", path);
};

const unstage = (place: string): void => {
  git(place, "stash", "push", "-q", "--include-untracked");
};

const files: readonly Situation[] = [
  { name: "clean", ends: "landed" },
  { name: "clean, M changing kinds", ends: "landed", change: "kinds" },
  { name: "dirty", arrange: (place) => append(place, "src/keep.txt"), ends: "landed" },
  {
    name: "dirty in the way",
    arrange: (place) => append(place, "src/a.txt"),
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: unstage,
  },
  {
    name: "deleted in the way",
    variant: true,
    arrange: (place) => rmSync(join(place, "src/a.txt")),
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: unstage,
  },
  {
    name: "staged",
    arrange: (place) => {
      stage(place, "src/keep.txt");
      append(place, "src/keep.txt");
      stage(place, "fresh.txt");
      git(place, "mv", "run.sh", "ran.sh");
    },
    ends: "landed",
  },
  {
    name: "staged in the way",
    arrange: (place) => stage(place, "src/a.txt"),
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: unstage,
  },
  {
    name: "staged, file as before",
    variant: true,
    arrange: (place) => {
      stage(place, "src/a.txt");
      put(place, "src/a.txt", "a\n");
    },
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: (place) => git(place, "reset", "-q", "--hard"),
  },
  { name: "untracked", arrange: (place) => append(place, "src/mine.txt"), ends: "landed" },
  {
    name: "untracked in the way",
    arrange: (place) => append(place, "src/new/b.txt"),
    ends: "blocked",
    why: yours,
    paths: ["src/new/b.txt"],
    clear: unstage,
  },
  {
    name: "intended to add in the way",
    variant: true,
    arrange: (place) => {
      append(place, "src/new/b.txt");
      git(place, "add", "-N", "src/new/b.txt");
    },
    ends: "blocked",
    why: yours,
    paths: ["src/new/b.txt"],
    clear: (place) => git(place, "rm", "-q", "-f", "src/new/b.txt"),
  },
  {
    name: "ignored file in the way",
    arrange: (place) => append(place, "debug.log"),
    ends: "blocked",
    why: yours,
    paths: ["debug.log"],
    clear: (place) => rmSync(join(place, "debug.log")),
  },
  {
    name: "file where a folder is needed",
    variant: true,
    arrange: (place) => append(place, "src/new"),
    ends: "blocked",
    why: yours,
    paths: ["src/new/b.txt"],
    clear: unstage,
  },
  {
    name: "link where a folder is needed",
    variant: true,
    arrange: (place) => symlinkSync("..", join(place, "src/new")),
    ends: "blocked",
    why: yours,
    paths: ["src/new/b.txt"],
    clear: unstage,
  },
  {
    name: "folder with an ignored file where a file is needed",
    variant: true,
    change: "kinds",
    arrange: (place) => append(place, "nest/one/my.log"),
    ends: "blocked",
    why: yours,
    paths: ["nest"],
    clear: (place) => rmSync(join(place, "nest/one/my.log")),
  },
  {
    name: "changed behind assume-unchanged",
    variant: true,
    arrange: (place) => {
      git(place, "update-index", "--assume-unchanged", "src/a.txt");
      append(place, "src/a.txt");
    },
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: (place) => put(place, "src/a.txt", "a\n"),
  },
  {
    name: "changed behind skip-worktree",
    variant: true,
    arrange: (place) => {
      git(place, "update-index", "--skip-worktree", "src/a.txt");
      append(place, "src/a.txt");
    },
    ends: "blocked",
    why: yours,
    paths: ["src/a.txt"],
    clear: (place) => {
      git(place, "update-index", "--no-skip-worktree", "src/a.txt");
      put(place, "src/a.txt", "a\n");
    },
  },
  {
    name: "stash",
    variant: true,
    arrange: (place) => {
      append(place, "src/a.txt");
      git(place, "stash", "-q");
    },
    ends: "landed",
  },
  { name: "task file edited", arrange: (place) => append(place, taskFile), ends: "landed" },
  { name: "task file staged", variant: true, arrange: (place) => stage(place, taskFile), ends: "landed" },
  {
    name: "task file never committed",
    arrange: (place) => {
      git(place, "rm", "-q", "--cached", taskFile);
      git(place, "commit", "-q", "-m", "the task is not tracked");
    },
    ends: "landed",
  },
];

const repositories: readonly Situation[] = [
  {
    name: "switched branch",
    arrange: (place) => {
      git(place, "switch", "-q", "-c", "mine");
      append(place, "src/a.txt");
    },
    ends: "landed",
  },
  {
    name: "target not checked out",
    arrange: (place) => {
      git(place, "switch", "-q", "--detach");
      append(place, "src/a.txt");
    },
    ends: "landed",
  },
  {
    name: "mid-rebase",
    arrange: (place) =>
      git(
        place,
        "-c",
        "sequence.editor=perl -pi -e s/pick/edit/",
        "rebase",
        "-q",
        "-i",
        "--force-rebase",
        "HEAD~1",
      ),
    ends: "blocked",
    why: /^a rebase is under way in .*: finish or abort it$/,
    clear: (place) => git(place, "rebase", "--abort"),
  },
  {
    name: "mid-merge",
    variant: true,
    arrange: (place) => {
      const other = ask(place, "commit-tree", "-p", "main~1", "-m", "other", "main^{tree}");
      git(place, "merge", "-q", "--no-ff", "--no-commit", other);
    },
    ends: "blocked",
    why: /^a merge is under way/,
    clear: (place) => git(place, "merge", "--abort"),
  },
  {
    name: "mid-bisect",
    variant: true,
    arrange: (place) => git(place, "bisect", "start", "main", "main~1"),
    ends: "blocked",
    why: /^a bisect is under way/,
    clear: (place) => git(place, "bisect", "reset"),
  },
  { name: "target moved", afterwards: advanceMain, ends: "moved" },
  {
    name: "index locked by another git",
    afterwards: (place) => writeFileSync(join(place, ".git/index.lock"), "theirs"),
    ends: "blocked",
    why: /^another git command holds/,
    clear: (place) => rmSync(join(place, ".git/index.lock")),
  },
  { name: "submodule", change: "submodule", ends: "landed", brings: [" M sub"] },
  {
    name: "submodule dirty",
    variant: true,
    arrange: (place) => append(place, "sub/inside.txt"),
    ends: "landed",
  },
  {
    name: "submodule dirty in the way",
    change: "submodule",
    arrange: (place) => append(place, "sub/inside.txt"),
    ends: "blocked",
    why: yours,
    paths: ["sub"],
    clear: (place) => put(place, "sub/inside.txt", "inside\n"),
    brings: [" M sub"],
  },
  {
    name: "submodule moved in the way",
    variant: true,
    change: "submodule",
    arrange: commitInSubmodule,
    ends: "blocked",
    why: yours,
    paths: ["sub"],
  },
  {
    name: "signing on",
    arrange: (place) => signWith(place, makeKey()),
    commits: { sign: true, hooks: false },
    ends: "landed",
  },
  {
    name: "signing impossible, not asked for",
    variant: true,
    arrange: (place) => signWith(place, "/nowhere/key"),
    ends: "landed",
  },
  { name: "hooks present", arrange: installHooks, ends: "landed" },
  {
    name: "no git identity",
    arrange: (place) => {
      git(place, "config", "--unset", "user.name");
      git(place, "config", "--unset", "user.email");
      git(place, "config", "user.useConfigOnly", "true");
    },
    ends: "landed",
  },
];

/** Every column of the matrix. */
export const situations: readonly Situation[] = [...files, ...repositories];
