import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digestOf } from "../../src/verify/inputs.ts";
import { createPreparer } from "../../src/verify/preparer.ts";
import { bench } from "./world.ts";

const setup = {
  run: "echo x >>../builds; mkdir -p deps/bin; cat lock >deps/made; ln -s ../made deps/bin/made; chmod 755 deps/made",
  inputs: ["lock", "packages/*/lock"],
  outputs: ["deps", "absent"],
};

const world = () => {
  const w = bench();
  w.write("lock", "1");
  const folder = join(w.root, "setup");
  const preparer = createPreparer(folder, w.runner);
  const prepare = (more: object = {}) => preparer.prepare({ ...w.place, key: "a@1/setup", setup, ...more });
  const builds = () => readFileSync(join(w.root, "builds"), "utf8").split("\n").length - 1;
  const second = (): string => {
    const path = join(w.root, "second");
    mkdirSync(path);
    writeFileSync(join(path, "lock"), "1");
    return path;
  };
  return { ...w, folder, prepare, builds, second };
};

test("the same inputs are built once, and the outputs copied into other worktrees", async () => {
  const w = world();
  expect(await w.prepare()).toBeUndefined();
  const path = w.second();
  expect(await w.prepare({ path })).toBeUndefined();
  expect(w.builds()).toBe(1);
  expect(readFileSync(join(path, "deps/bin/made"), "utf8")).toBe("1");
  expect(statSync(join(path, "deps/made")).mode & 0o777).toBe(0o755);
  writeFileSync(join(path, "deps/made"), "changed");
  expect(readFileSync(join(w.path, "deps/made"), "utf8")).toBe("1");
});

test("what is used again counts as new: what is not used for long goes one day", async () => {
  const w = world();
  await w.prepare();
  const [made = ""] = readdirSync(w.folder);
  utimesSync(join(w.folder, made), 1000, 1000);
  await w.prepare({ path: w.second() });
  expect(statSync(join(w.folder, made)).mtimeMs).toBeGreaterThan(1_000_000);
});

test("what an agent left in an output is gone after it is prepared again", async () => {
  const w = world();
  await w.prepare();
  w.write("deps/extra", "");
  await w.prepare();
  expect(readdirSync(join(w.path, "deps")).sort()).toEqual(["bin", "made"]);
});

test("other inputs are built again", async () => {
  const w = world();
  await w.prepare();
  w.write("lock", "2");
  await w.prepare();
  w.write("packages/a/lock", "3");
  await w.prepare();
  expect(w.builds()).toBe(3);
});

test("the digest sees names, contents and the command, and not what is no input", () => {
  const w = world();
  const digest = () => digestOf(w.path, setup);
  const first = digest();
  w.write("unrelated", "x");
  w.write("deps/packages/lock", "x");
  expect(digest()).toBe(first);
  expect(digestOf(w.path, { ...setup, run: "other" })).not.toBe(first);
  w.write("packages/ab/lock", "c");
  const [one] = [digest(), rmSync(join(w.path, "packages/ab"), { recursive: true })];
  w.write("packages/a/lock", "bc");
  expect(new Set([first, one, digest()]).size).toBe(3);
});

test("of several that need the same at once, one builds", async () => {
  const w = world();
  const path = w.second();
  const slow = { ...setup, run: `sleep 0.1; ${setup.run}` };
  await Promise.all([w.prepare({ setup: slow }), w.prepare({ setup: slow, path, key: "b@1/setup" })]);
  expect(w.builds()).toBe(1);
  expect(readFileSync(join(path, "deps/made"), "utf8")).toBe("1");
});

test("when the one that builds is stopped, another does", async () => {
  const w = world();
  const path = w.second();
  const slow = { ...setup, run: `sleep 0.2; ${setup.run}` };
  const first = w.prepare({ setup: slow });
  const other = w.prepare({ setup: slow, path, key: "b@1/setup", signal: new AbortController().signal });
  w.stop.abort();
  await first;
  expect(await other).toBeUndefined();
  expect(readFileSync(join(path, "deps/made"), "utf8")).toBe("1");
});

test("a red setup is told with the last of its output, and nothing is kept of it", async () => {
  const w = world();
  const failure = await w.prepare({ setup: { ...setup, run: "mkdir deps; echo went wrong; exit 7" } });
  expect(failure).toMatchObject({ kind: "invalid", details: ["went wrong"] });
  expect(failure?.why).toContain("exit code 7");
  expect(failure?.why).toContain("traffic.yaml");
  expect(await w.prepare()).toBeUndefined();
  expect(readdirSync(w.folder)).toHaveLength(1);
});

test("what a crash left half made is never used", async () => {
  const w = world();
  const half = join(w.folder, `${digestOf(w.path, setup)}.unfinished`, "deps");
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, "half"), "");
  await w.prepare();
  expect(w.builds()).toBe(1);
  const [kept = ""] = readdirSync(w.folder);
  expect(readdirSync(join(w.folder, kept, "deps")).sort()).toEqual(["bin", "made"]);
});

test.each(["../outside", "/etc", "."])("an output outside the tree (%s) is refused", async (output) => {
  const w = world();
  const failure = await w.prepare({ setup: { ...setup, outputs: [output] } });
  expect(failure).toMatchObject({ kind: "invalid", why: expect.stringContaining(output) as string });
});
