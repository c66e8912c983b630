import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { driverNames } from "../../src/core/drivers.ts";
import { openCache } from "../../src/store/cache.ts";
import { type Library, openLibrary } from "../../src/store/library.ts";
import { loadSnapshot, lookAtOnce } from "../../src/store/look.ts";
import { shelve } from "../../src/store/shelf.ts";
import type { Snapshot } from "../../src/store/snapshot.ts";
import { folder, put, shapes, touch } from "./fixtures.ts";

const later = 2_000_000_000;
const now = later * 1000 + 60_000;

const task = (root: string, name: string, front: string): void => {
  put(root, `tasks/${name}.md`, `---\n${front}\n---\n`);
  touch(root, `tasks/${name}.md`, later);
};
const load = (root: string, index?: string): Promise<Snapshot> =>
  loadSnapshot({ root, ...(index === undefined ? {} : { index }) }, now);
const read = (root: string) => (files: Parameters<typeof shelve>[1]) => shelve(root, files, now);
const scan = (library: Library, root: string): void => lookAtOnce(library.scan(now), read(root));
const check = (library: Library, root: string, paths: readonly string[]): boolean =>
  lookAtOnce(library.check(paths), read(root));
const codes = ({ problems }: Snapshot): string[] =>
  problems.map(({ code, file }) => `${code} ${file}`).sort();

test("a repository with nothing in it has the defaults and the agents that need no file", async () => {
  const snapshot = await load(folder());
  expect(snapshot).toMatchObject({
    agents: driverNames.map((name) => ({ name })),
    roadmaps: [],
    problems: [],
  });
  expect(snapshot.tasks.size).toBe(0);
});

test("every kind of document is found, in folders of any depth, where the configuration says", async () => {
  const root = folder();
  put(root, "traffic.yaml", "folders: { tasks: work, results: work/results }\n");
  put(root, "work/a/b/deep.md", "# Deep\n");
  put(root, "work/README.md", "# For people\n");
  put(root, "work/.hidden.md", "# Hidden\n");
  put(root, "work/note.txt", "no");
  put(root, "work/results/deep/1.md", "# A result\n");
  put(root, "roadmaps/core.md", "## One\n");
  put(root, "agents/sh.md", "---\ntraffic: { driver: shell }\n---\n");
  put(root, ".claude/agents/cl.md", "---\nname: cl\n---\n");
  const snapshot = await load(root);
  expect([...snapshot.tasks.keys()]).toEqual(["deep"]);
  expect(snapshot.agents.map(({ name }) => name)).toEqual(["cl", "sh", ...driverNames]);
  expect(snapshot.roadmaps.map(({ id }) => id)).toEqual(["core"]);
  expect(codes(snapshot)).toEqual([]);
});

test("bad files never stop the rest", async () => {
  const root = folder();
  for (const [name, text] of Object.entries(shapes)) put(root, `tasks/${name}`, text);
  put(root, "tasks/binary.md", "a\0b");
  put(root, "tasks/latin.md", Buffer.from([0x23, 0x20, 0xe9, 0x0a]));
  put(root, "tasks/replaced.md", "# \uFFFD is a fine character\n");
  put(root, "tasks/huge.md", "x".repeat(1024 * 1024 + 1));
  put(root, "tasks/empty.md", "\n");
  const snapshot = await load(root);
  expect(codes(snapshot)).toEqual([
    "binary tasks/binary.md",
    "empty_file tasks/empty.md",
    "not_utf8 tasks/latin.md",
    "not_yaml tasks/broken-at.md",
    "not_yaml tasks/broken-js.md",
    "not_yaml tasks/broken-twice.md",
    "too_large tasks/huge.md",
    "unclosed_front_matter tasks/broken-open.md",
  ]);
  expect(snapshot.tasks.get("backlog-2 - Lists")).toMatchObject({ dependsOn: ["backlog-1 - First"] });
  expect(snapshot.tasks.has("replaced")).toBe(true);
});

test.skipIf(process.getuid?.() === 0)("what may not be read is a problem", async () => {
  const root = folder();
  task(root, "secret", "title: S");
  chmodSync(join(root, "tasks/secret.md"), 0);
  expect(codes(await load(root))).toEqual(["unreadable tasks/secret.md"]);
});

test("links are followed inside the repository, never out of it or in a circle", async () => {
  const root = folder();
  const outside = folder();
  put(outside, "x.md", "# Out\n");
  put(root, "elsewhere/in.md", "# In\n");
  mkdirSync(join(root, "tasks"));
  symlinkSync(join(outside, "x.md"), join(root, "tasks/out.md"));
  symlinkSync("../elsewhere", join(root, "tasks/linked"));
  symlinkSync("../tasks", join(root, "tasks/circle"));
  symlinkSync("self.md", join(root, "tasks/self.md"));
  symlinkSync("nowhere.md", join(root, "tasks/broken.md"));
  symlinkSync(outside, join(root, "roadmaps"));
  const snapshot = await load(root);
  expect([...snapshot.tasks.keys()]).toEqual(["in"]);
  expect(codes(snapshot)).toEqual([
    "link_loop tasks/circle",
    "outside_repository roadmaps",
    "outside_repository tasks/out.md",
    "unreadable tasks/broken.md",
    "unreadable tasks/self.md",
  ]);
});

test.skipIf(process.platform === "win32")("a pipe among the tasks does not block", async () => {
  const root = folder();
  task(root, "a", "title: A");
  execFileSync("/usr/bin/mkfifo", [join(root, "tasks/pipe.md")]);
  expect([...(await load(root)).tasks.keys()]).toEqual(["a"]);
});

test("a file that turns bad keeps its last good version, across starts, until it is mended", async () => {
  const root = folder();
  const index = join(folder(), "index");
  task(root, "a", "title: Good");
  await load(root, index);
  for (const name of ["a"]) task(root, name, "title: Bad\nstatus: soonish");
  for (let start = 0; start < 2; start++) {
    const snapshot = await load(root, index);
    expect(snapshot.tasks.get("a")?.title).toBe("Good");
    expect(codes(snapshot)).toEqual(["unknown_status tasks/a.md"]);
  }
  put(root, "tasks/a.md", "a\0");
  expect((await load(root, index)).tasks.get("a")?.title).toBe("Good");
  task(root, "a", "title: Mended");
  expect(await load(root, index)).toMatchObject({ problems: [] });
  expect((await load(root, index)).tasks.get("a")?.title).toBe("Mended");
});

test("the index answers for files that are unchanged, and only for those", async () => {
  const root = folder();
  const index = join(folder(), "index");
  task(root, "a", "title: one");
  task(root, "b", "title: bee");
  const first = await load(root, index);
  expect(await load(root, index)).toEqual(first);
  task(root, "a", "title: two");
  touch(root, "tasks/a.md", later + 1);
  unlinkSync(join(root, "tasks/b.md"));
  expect([...(await load(root, index)).tasks.values()].map(({ title }) => title)).toEqual(["two"]);
  expect([...(await load(root, index)).tasks.values()].map(({ title }) => title)).toEqual(["two"]);
});

test("a file written within two seconds of being read is read again, though its stamp is the same", async () => {
  const root = folder();
  const index = join(folder(), "index");
  const soon = later * 1000 + 1_500;
  task(root, "a", "title: one");
  await loadSnapshot({ root, index }, soon);
  task(root, "a", "title: two");
  expect((await load(root, index)).tasks.get("a")?.title).toBe("two");
  task(root, "a", "title: six");
  expect((await load(root, index)).tasks.get("a")?.title, "by now its stamp is to be trusted").toBe("two");
});

/** As long as before, and wrong from some text of its columns on. */
const damagedIn = (bytes: Buffer, text: string): Buffer => {
  const at = bytes.lastIndexOf(text);
  return Buffer.from(bytes).fill(1, at, at + 40);
};

test("an index that is deleted, damaged or of another version is made anew", async () => {
  const root = folder();
  const index = join(folder(), "index");
  task(root, "a", "title: A");
  const first = await load(root, index);
  for (const damage of [
    () => rmSync(index),
    () => writeFileSync(index, "this is no database, but long enough to look at it twice"),
    () => writeFileSync(index, ""),
    () => writeFileSync(index, readFileSync(index).subarray(0, -8)),
    () => writeFileSync(index, damagedIn(readFileSync(index), '"touches"')),
    () => writeFileSync(index, damagedIn(readFileSync(index), "todo")),
  ]) {
    damage();
    expect(await load(root, index)).toEqual(first);
    expect(openCache(index).load().entries.paths()).toEqual(["tasks/a.md"]);
  }
  expect(await load(root, join(root, "tasks/a.md/index"))).toEqual(first);
});

test("a log that is cut off counts up to there, and one that goes on from another table not at all", async () => {
  const root = folder();
  const index = join(folder(), "index");
  task(root, "a", "title: A");
  await load(root, index);
  for (const name of ["b", "c"]) {
    task(root, name, `title: ${name}`);
    await load(root, index);
  }
  const lines = readFileSync(`${index}.log`, "utf8").split("\n");
  const pathsWith = (log: string): string[] => {
    writeFileSync(`${index}.log`, log);
    return openCache(index).load().entries.paths().sort();
  };
  expect(lines).toHaveLength(3);
  expect(pathsWith(lines.join("\n"))).toEqual(["tasks/a.md", "tasks/b.md", "tasks/c.md"]);
  expect(pathsWith(lines.join("\n").slice(0, -20))).toEqual(["tasks/a.md", "tasks/b.md"]);
  expect(pathsWith(lines.join("\n").replace(/"of":"./, '"of":"~'))).toEqual(["tasks/a.md", "tasks/c.md"]);
  const all = await load(root, index);
  expect([...all.tasks.keys()]).toEqual(["a", "b", "c"]);
});

test("two may use one index at once", async () => {
  const root = folder();
  const index = join(folder(), "index");
  const one = openLibrary({ root, index });
  const two = openLibrary({ root, index });
  task(root, "a", "title: A");
  scan(one, root);
  scan(two, root);
  task(root, "b", "title: B");
  scan(two, root);
  scan(one, root);
  expect(one.snapshot()).toEqual(two.snapshot());
  expect((await load(root, index)).tasks.size).toBe(2);
});

test("checking some paths is the same as looking at everything", async () => {
  const root = folder();
  task(root, "a", "title: A");
  task(root, "b", "title: B");
  const library = openLibrary({ root });
  scan(library, root);
  task(root, "a", "title: AA\nstatus: done");
  unlinkSync(join(root, "tasks/b.md"));
  task(root, "c", "title: C");
  expect(check(library, root, ["tasks/a.md", "tasks/b.md", "tasks/c.md", "README.md"])).toBe(true);
  expect(library.snapshot()).toEqual(await load(root));
  expect(check(library, root, ["traffic.yaml"])).toBe(false);
  symlinkSync("a.md", join(root, "tasks/d.md"));
  expect(check(library, root, ["tasks/d.md"])).toBe(false);
});

test("what a link leads to may become something else without a name beside it changing", async () => {
  const root = folder();
  const index = join(folder(), "index");
  put(root, "elsewhere/x", "a file");
  mkdirSync(join(root, "tasks"));
  symlinkSync("../elsewhere/x", join(root, "tasks/linked"));
  expect([...(await load(root, index)).tasks.keys()]).toEqual([]);
  rmSync(join(root, "elsewhere/x"));
  put(root, "elsewhere/x/in.md", "# In\n");
  expect([...(await load(root, index)).tasks.keys()]).toEqual(["in"]);
});
