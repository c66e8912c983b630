import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareTrees } from "../../src/git/comparing.ts";
import { writeIndex } from "../../src/git/landing/scratch.ts";
import { plant, type Planted } from "../../src/git/planting.ts";
import { entryAt } from "../../src/git/trees.ts";
import { writeObject } from "../../src/git/writing.ts";
import { runGit, scratch } from "./scratch.ts";

/** Names that sort apart from how folders of that name do, and one that is not ASCII. */
const name = fc.constantFrom("a", "a-b", "a.b", "ab", "ü", "z");

/** Few enough names that one tree has a folder where another has a file. */
const file = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/")),
  mode: fc.constantFrom("100644", "100755", "120000"),
  text: fc.constantFrom("one", "two", "three"),
});

type File = { readonly path: string; readonly mode: string; readonly text: string };

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The files that can stand side by side: of those that cannot, the last. */
const together = (files: readonly File[]): File[] =>
  files.filter(
    ({ path }, at) =>
      !files
        .slice(at + 1)
        .some((other) => `${other.path}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${other.path}/`)),
  );

const oidsOf = (place: string, files: readonly File[]): Promise<Planted[]> =>
  Promise.all(
    files.map(async ({ path, mode, text }) => ({ path, mode, oid: await writeObject(place, "blob", text) })),
  );

/** What git says, in the same words. */
const asked = (place: string, from: string, to: string) => {
  const fields = runGit(place, ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to]);
  const rows = fields.split("\0").slice(0, -1);
  return rows.flatMap((row, at) => {
    if (at % 2 === 1) return [];
    const [modeOld = "", mode = "", oidOld = "", oid = ""] = row.slice(1).split(" ");
    const side = (key: string, given: { mode: string; oid: string }) =>
      /^0+$/.test(given.mode) ? {} : { [key]: given };
    return [
      {
        path: rows[at + 1],
        ...side("old", { mode: modeOld, oid: oidOld }),
        ...side("new", { mode, oid }),
      },
    ];
  });
};

test("trees are compared as git compares them, and planted as git would write them", async () => {
  const { repository } = await scratch();
  const place = repository.checkout;
  const files = fc.array(file, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(files, files, async (first, second) => {
      const before = await plant(place, emptyTree, await oidsOf(place, together(first)));
      const after = await plant(place, before, await oidsOf(place, together(second)));
      expect(await compareTrees(place, before, after)).toEqual(asked(place, before, after));
      for (const { path, mode } of together(second))
        expect((await entryAt(place, after, path))?.mode).toBe(mode);
      const index = join(repository.common, "planted");
      const held = await oidsOf(place, together(second));
      writeIndex(
        index,
        held.map(({ path, ...entry }) => ({ path, entry })),
      );
      const written = runGit(
        place,
        ["-c", "core.quotePath=false", `--git-dir=${repository.common}`, "ls-files", "--stage"],
        { env: { GIT_INDEX_FILE: index } },
      );
      const rows = held.map(({ path, mode, oid }) => `${mode} ${oid} 0\t${path}`);
      expect(written.split("\n").filter(Boolean).toSorted()).toEqual(rows.toSorted());
    }),
    { numRuns: 25 },
  );
});

test("what is not there holds nothing, and names that are not UTF-8 stay as they are", async () => {
  const { repository } = await scratch();
  const place = repository.checkout;
  const oid = await writeObject(place, "blob", "x");
  const odd = Buffer.concat([
    Buffer.from(`100644 blob ${oid}\t`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from("\0"),
  ]);
  const tree = runGit(place, ["mktree", "-z"], { input: odd });
  const planted = await plant(place, tree, [{ path: "folder/new", mode: "100644", oid }]);
  const names = runGit(place, ["ls-tree", "-r", "--name-only", planted]).split("\n");
  expect(names).toEqual(["folder/new", String.raw`"\377\376"`]);
  expect((await compareTrees(place, tree, planted)).map(({ path }) => path)).toEqual(["folder/new"]);
  expect(await compareTrees(place, undefined, planted)).toHaveLength(2);
  await expect(compareTrees(place, tree, oid)).rejects.toThrow(/is no tree/);
});
