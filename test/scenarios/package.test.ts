import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRepository, type Repository } from "../world/repository.ts";

const root = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

type Manifest = { readonly version: string; readonly scripts: Readonly<Record<string, string>> };
type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

let folder: string;
let packed: Packed;
let foreign: Repository;

/** The bundle under test is the one that all scenarios share: packing builds nothing. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "traffic-package-"));
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: root });
  packed = (JSON.parse(stdout) as Packed[])[0] as Packed;
  mkdirSync(join(folder, "home"));
  const install = ["install", "--offline", "--no-audit", "--no-fund", "--prefix", folder];
  await run("npm", [...install, join(folder, packed.filename)], { cwd: join(folder, "home") });
  foreign = makeRepository({
    "greet.py": "print('hello')\n",
    "check.sh": "sh -c 'test -f greet.py'\n",
  });
});

afterAll(() => {
  foreign.remove();
  rmSync(folder, { recursive: true, force: true });
});

const installed = async (...args: readonly string[]): Promise<string> => {
  const PATH = [dirname(process.execPath), process.env["PATH"]].join(":");
  const command = join(folder, "node_modules/.bin/traffic");
  return (await run(command, args, { cwd: foreign.path, env: { ...foreign.env, PATH } })).stdout;
};

test("the package holds the command, its bundle and what must go with them, and needs nothing else", () => {
  const tops = new Set(packed.files.map(({ path }) => path.split("/")[0]));
  expect(tops).toEqual(new Set(["LICENSE", "README.md", "bin", "dist", "docs", "package.json"]));
  expect(packed.files.map(({ path }) => path)).toContain("dist/LICENSES.txt");
  expect(manifest).not.toHaveProperty("dependencies");
  expect(manifest.scripts["prepack"]).toBe("npm run build");
});

test("installed from it, the command works in a repository of another language", async () => {
  expect(await installed("--version")).toBe(`${manifest.version}\n`);
  await installed("init");
  await installed(
    "add",
    "Say it twice",
    "--command",
    "echo \"print('hello')\" >> greet.py",
    "--verify",
    "sh check.sh",
  );
  const last = (await installed("run", "--json")).trim().split("\n").at(-1) ?? "";
  expect(JSON.parse(last)).toMatchObject({ done: ["say-it-twice"], failed: [], waiting: [] });
  expect(foreign.read("greet.py")).toBe("print('hello')\nprint('hello')\n");
  const { tasks } = JSON.parse(await installed("ls", "--json")) as { tasks: { id: string; phase: string }[] };
  expect(tasks).toContainEqual(expect.objectContaining({ id: "say-it-twice", phase: "done" }));
  expect(await installed("audit")).toContain("1 proof, all whole.");
});

/** A Node that is too old for the command, where this machine has one. */
const old = ["/usr/bin/node", "/usr/local/bin/node"].find(
  (path) =>
    existsSync(path) && Number(execFileSync(path, ["-p", "process.versions.node.split('.')[0]"])) < 24,
);

test.skipIf(old === undefined)("an older Node gets one clear sentence, and the version", async () => {
  const command = join(folder, "node_modules/trafficcontrol/bin/traffic.cjs");
  const { stdout } = await run(old ?? "", [command, "--version"]);
  expect(stdout).toBe(`${manifest.version}\n`);
  await expect(run(old ?? "", [command, "ls"])).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^traffic needs Node 24 or newer; this is Node \d+\.\d+\.\d+\. .*\n$/,
    ) as unknown,
  });
});
