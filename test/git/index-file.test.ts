import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readIndex } from "../../src/git/index-file.ts";
import { runGit, temporary } from "./scratch.ts";

type Put = (path: string, text: string) => void;

/** A repository with an index of a few files, and what somebody makes of it. */
const indexAfter = (act: (top: string, put: Put) => void, format = "sha1"): string => {
  const top = temporary();
  const put: Put = (path, text) => writeFileSync(join(top, path), text);
  runGit(top, ["init", "-q", "-b", "main", `--object-format=${format}`]);
  put("a.txt", "a\n");
  put("ünï code", "b\n");
  put(`${"long ".repeat(40)}name`, "c\n");
  runGit(top, ["add", "-A"]);
  act(top, put);
  return top;
};

const indexOf = (top: string): string => join(top, ".git/index");

const widthOf = (format: string): number => (format === "sha1" ? 20 : 32);

const nothing = (): void => undefined;

const treeOf = (top: string): string => runGit(top, ["write-tree"]);

test.each(["sha1", "sha256"])(
  "the tree is git's own once git has made it, and nobody's before: %s",
  (format) => {
    const width = widthOf(format);
    const top = indexAfter(nothing, format);
    expect(readIndex(indexOf(top), width)).toEqual({ isPlain: true });
    const tree = treeOf(top);
    expect(readIndex(indexOf(top), width)).toEqual({ isPlain: true, tree });
    writeFileSync(join(top, "a.txt"), "changed\n");
    runGit(top, ["add", "-A"]);
    expect(readIndex(indexOf(top), width)).toEqual({ isPlain: true });
    const now = treeOf(top);
    expect(now).not.toBe(tree);
    expect(readIndex(indexOf(top), width)).toEqual({ isPlain: true, tree: now });
  },
);

test("every length of a path is passed by", () => {
  const folders = Array.from({ length: 20 }, (_, n) => `${n} ${"x".repeat(240)}`);
  const top = temporary();
  runGit(top, ["init", "-q"]);
  const blob = runGit(top, ["hash-object", "-w", "--stdin"], { input: Buffer.from("x") });
  const deep = [0xffe, 0xfff, 0x1000, 0x1001].map((length) => folders.join("/").slice(0, length - 1));
  const paths = [
    ...Array.from({ length: 17 }, (_, n) => "p".repeat(n + 1)),
    ...deep.map((path) => `${path}y`),
  ];
  const rows = paths.map((path) => `100644 ${blob}\t${path}\n`).join("");
  runGit(top, ["update-index", "--index-info"], { input: Buffer.from(rows) });
  expect(runGit(top, ["ls-files"]).split("\n").length).toBe(paths.length);
  const tree = treeOf(top);
  expect(readIndex(indexOf(top), 20)).toEqual({ isPlain: true, tree });
});

test.each<[string, (top: string, put: Put) => void]>([
  [
    "a file that git is told to take for unchanged",
    (top) => runGit(top, ["update-index", "--assume-unchanged", "a.txt"]),
  ],
  ["a file that git is told not to have", (top) => runGit(top, ["update-index", "--skip-worktree", "a.txt"])],
  [
    "a file that is added by name alone",
    (top, put) => {
      put("later.txt", "later");
      runGit(top, ["add", "-N", "later.txt"]);
    },
  ],
  [
    "a link to a commit",
    (top) => runGit(top, ["update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},inside`]),
  ],
  [
    "sides of a conflict",
    (top) => {
      const blob = runGit(top, ["hash-object", "a.txt"]);
      runGit(top, ["update-index", "--index-info"], { input: Buffer.from(`100644 ${blob} 2\ta.txt\n`) });
    },
  ],
])("not plain with %s", (_, act) => {
  expect(readIndex(indexOf(indexAfter(act)), 20)?.isPlain).toBe(false);
});

test.each<[string, (top: string, put: Put) => void]>([
  ["with paths cut short", (top) => runGit(top, ["update-index", "--index-version", "4"])],
  ["split in two", (top) => runGit(top, ["update-index", "--split-index"])],
  ["that is none", (top) => writeFileSync(indexOf(top), "rubbish, and more of it than a header has")],
  ["cut off", (top) => writeFileSync(indexOf(top), readFileSync(indexOf(top)).subarray(0, 150))],
  [
    "that tells of more entries than it has",
    (top) => {
      const index = readFileSync(indexOf(top));
      index.writeUInt32BE(0xffffffff, 8);
      writeFileSync(indexOf(top), index);
    },
  ],
  ["that is not there", (top) => rmSync(indexOf(top))],
])("nothing is told of one %s", (_, act) => {
  expect(readIndex(indexOf(indexAfter(act)), 20)).toBeUndefined();
});
