import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startModel, type ScriptedModel } from "../../src/main/demo/model.ts";
import type { Library } from "../../src/main/demo/library.ts";
import { nodeLibrary } from "../../src/main/demo/node.ts";
import { pythonLibrary } from "../../src/main/demo/python.ts";
import { tasksFor } from "../../src/main/demo/tasks.ts";
import { startedWith } from "../world/processes.ts";

const command = resolve(import.meta.dirname, "../../bin/traffic.cjs");

/** Where the demonstration makes its scratch repository, and where nothing of ours lies. */
let folder: string;
let service: ScriptedModel | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "traffic-scenario-"));
  mkdirSync(join(folder, "here"));
});
afterEach(async () => {
  await service?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Ended = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
};

/** A newcomer's shell: no key, no settings of git, a node that is too old or none but ours. */
const environment = (set: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: join(folder, "here"),
  TMPDIR: folder,
  NO_COLOR: "1",
  GIT_CONFIG_NOSYSTEM: "1",
  ...set,
});

const traffic = async (cwd: string, args: readonly string[], set: NodeJS.ProcessEnv = {}): Promise<Ended> => {
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: environment(set),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (text: Buffer) => out.push(text.toString()));
  child.stderr.on("data", (text: Buffer) => err.push(text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: out.join(""), err: err.join("") };
};

type Last = {
  readonly repository: string;
  readonly as_scripted: boolean;
  readonly differed: readonly string[];
  readonly next: readonly string[];
  readonly outcomes?: readonly { readonly task: string; readonly usd?: number }[];
};

const lastOf = ({ out }: Ended): Last => JSON.parse(out.trimEnd().split("\n").at(-1) ?? "") as Last;

const demo = (args: readonly string[], set?: NodeJS.ProcessEnv): Promise<Ended> =>
  traffic(join(folder, "here"), ["demo", ...args], set);

/** A service at an address of its own, with a key, that answers like the scripted model. */
const serve = async (library: Library): Promise<NodeJS.ProcessEnv> => {
  const { script } = library;
  const titles = new Map(Object.entries(tasksFor(library)).map(([id, { title }]) => [title, id]));
  service = await startModel({ script, titles });
  return { ANTHROPIC_API_KEY: "sk-live-1234", ANTHROPIC_BASE_URL: service.url };
};

/** What was agreed to for the scripted model is no agreement to pay a real one. */
const noLongerAgreed = async (repository: string): Promise<void> => {
  await traffic(repository, ["retry", "squeeze"]);
  const paid = await traffic(repository, ["run"], {
    ANTHROPIC_API_KEY: "sk-real-key",
    ANTHROPIC_BASE_URL: "http://127.0.0.1:9",
  });
  expect(paid).toMatchObject({ code: 2, err: expect.stringContaining("nobody is here to agree") as string });
  expect(paid.out).toContain("At most");
};

const demonstrations = {
  JavaScript: {
    library: nodeLibrary,
    args: [],
    pays: "A scripted model on 127.0.0.1 stands in for the service: no key, no network",
  },
  "Python, at the address of the real service,": {
    library: pythonLibrary,
    args: ["--python", "--live", "--yes"],
    pays: "key …1234 from ANTHROPIC_API_KEY",
  },
} as const;

test.each(Object.entries(demonstrations))(
  "the library in %s: rejected, redone, reported and landed, as its script says",
  async (_, { library, args, pays }) => {
    if (spawnSync(library.tool, ["--version"]).status !== 0) return;
    const ended = await demo(args, library === pythonLibrary ? await serve(library) : {});
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(join(folder, "here")).filter((name) => name !== ".cache")).toEqual([]);
    expect(ended.out).toContain(pays);
    const { repository, as_scripted, differed, next } = lastOf(ended);
    expect({ as_scripted, differed }).toEqual({ as_scripted: true, differed: [] });
    expect(next).toContain("traffic why squeeze");
    expect(ended.out).toContain("A past was written for it");
    expect(ended.out).toMatch(
      /wrap@1 {2}starts: quick with .*; quick with \S+, then careful with \S+: expected to cost \$\S+ with a chance of \d+ %/,
    );
    expect(ended.out).toMatch(
      /wrap@2 {2}starts: careful with .*; careful with \S+: expected to cost \$\S+ with a chance of \d+ %/,
    );
    expect(ended.out).not.toContain("too little data");
    expect(ended.out).toMatch(
      /^wrap +2 +\$0\.0379 +quick\/haiku-5-5, careful\/sonnet-5-5 +landed after 1 rejected$/m,
    );
    expect(ended.out).toMatch(/^kebab +2 +\$0\.0039 +quick\/haiku-5-5 +landed after 1 conflict$/m);
    expect(ended.out).toMatch(/^squeeze +2 .* failed: Rejected by 1 of 2 checks/m);
    const git = (...more: readonly string[]) =>
      spawnSync("git", more, { cwd: repository, encoding: "utf8", env: environment() }).stdout;
    expect(git("show", "main:results/wrap/2.md")).toMatch(
      /^choice: \{ by: outcomes, kind: other, why: "careful with claude-sonnet-5-5: expected .* by \d+ outcomes, \d+ of them/m,
    );
    expect(git("status", "--porcelain")).toBe("");
    // What landed is real: the library's own tests and the specification of all but one task pass on the target.
    const verified = Object.entries(tasksFor(library)).flatMap(([task, { keys }]) =>
      task === "squeeze" || task === "manual" ? [] : (keys["verify"] as readonly string[]),
    );
    const red = [library.test, ...verified].filter(
      (line) => spawnSync("/bin/sh", ["-c", line], { cwd: repository, env: environment() }).status !== 0,
    );
    expect(red).toEqual([]);
    expect(git("show", "main:results/wrap/2.md")).toContain("agent: careful");
    expect((await traffic(repository, ["audit"])).out).toContain("33 proofs, all whole.");
    expect((await traffic(repository, ["why", "squeeze"])).out).toContain("it said: It cannot be done");
    if (library === nodeLibrary) await noLongerAgreed(repository);
  },
);

test("where the tests cannot pass nothing lands, and what differs is named", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "python3"), '#!/bin/sh\ntest "$1" = --version\n');
  chmodSync(join(bin, "python3"), 0o755);
  const ended = await demo(["--python", "--json"], { PATH: `${bin}:${process.env["PATH"]}` });
  expect(ended.code).toBe(1);
  const { as_scripted, differed, outcomes } = lastOf(ended);
  expect(as_scripted).toBe(false);
  expect(outcomes?.some(({ usd = 0 }) => usd > 0)).toBe(true);
  expect(differed.join("\n")).toContain("every other task was proved and landed (not: camel");
});

test("without Python it says so and begins nothing", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const git = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
  writeFileSync(join(bin, "git"), `#!/bin/sh\nexec ${git} "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  const ended = await demo(["--python"], { PATH: bin });
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toContain("python3 is not installed here");
});

test("--live needs a key, and asks", async () => {
  expect(await demo(["--live"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("set ANTHROPIC_API_KEY") as string,
  });
  const unasked = await demo(["--live"], await serve(nodeLibrary));
  expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining("add --yes") as string });
  expect(unasked.out).toContain("key …1234 from ANTHROPIC_API_KEY");
});

/** Processes of this demonstration, by its folder in their environment. */
const left = (): string[] => startedWith(`TMPDIR=${folder}`);

test.runIf(existsSync("/proc/self/environ"))("Ctrl-C stops it, and nothing stays behind", async () => {
  const child = spawn(process.execPath, [command, "demo"], {
    cwd: join(folder, "here"),
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  const begun = Promise.withResolvers<void>();
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
    if (out.includes("camel@1  starts")) begun.resolve();
  });
  await begun.promise;
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(130);
  expect(lastOf({ code, out, err: "" }).as_scripted).toBe(false);
  await expect.poll(left).toEqual([]);
});
