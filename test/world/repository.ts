import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The built command, as an installed one would start. */
const command = resolve(import.meta.dirname, "../../bin/traffic.cjs");

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** A real repository in a temporary folder, with a cache and a home of its own. */
export type Repository = {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  git(...args: readonly string[]): string;
  commit(message: string): void;
  /** Starts the command in a process group of its own. */
  start(...args: readonly string[]): Running;
  traffic(...args: readonly string[]): Promise<Ended>;
  /** Processes that carry an attempt's mark of this repository. */
  leftovers(): string[];
  remove(): void;
};

const collect = async (child: ChildProcess): Promise<Ended> => {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
};

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
};

/** Every process of this user with its environment, a line each. */
const processes = (): string[] =>
  existsSync("/proc/self/environ")
    ? readdirSync("/proc")
        .filter((pid) => /^\d+$/.test(pid))
        .map((pid) => `${pid} ${environmentOf(pid)}`)
    : execFileSync("ps", ["-Eww", "-axo", "pid=,command="], { encoding: "utf8" }).split("\n");

const marked = (root: string): string[] =>
  processes()
    .filter((line) => line.includes(" TRAFFIC_ATTEMPT=") && `${line} `.includes(` HOME=${root} `))
    .map((line) => line.trim().split(" ", 1)[0] ?? "");

/** Where all of them keep the command's bytecode: each would make it anew otherwise, and that is half of what a call costs. */
const bytecode = resolve(import.meta.dirname, "../../node_modules/.cache/traffic-bytecode");

const shareBytecode = (caches: string): void => {
  mkdirSync(bytecode, { recursive: true });
  mkdirSync(join(caches, "traffic"), { recursive: true });
  symlinkSync(bytecode, join(caches, "traffic", "code"));
};

/** Makes a repository with one commit on `main` that holds the files given. */
export const makeRepository = (files: Readonly<Record<string, string>> = {}): Repository => {
  const root = mkdtempSync(join(tmpdir(), "traffic-scenario-"));
  const path = join(root, "repo");
  mkdirSync(path);
  shareBytecode(join(root, "cache"));
  const env = {
    ...process.env,
    HOME: root,
    XDG_CACHE_HOME: join(root, "cache"),
    GIT_CONFIG_GLOBAL: join(root, "gitconfig"),
    SCENARIO_ROOT: root,
    NO_COLOR: "1",
  };
  writeFileSync(
    join(root, "gitconfig"),
    "[user]\n\tname = Ada\n\temail = ada@example.invalid\n[init]\n\tdefaultBranch = main\n",
  );
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: path, env, encoding: "utf8" });
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  const commit = (message: string): void => {
    git("add", "-A");
    git("commit", "-qm", message);
  };
  const start = (...args: readonly string[]): Running => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: path,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { child, ended: collect(child) };
  };
  git("init", "-q");
  write({ "README.md": "# A repository\n", ...files });
  commit("Begin");
  return {
    path,
    env,
    write,
    read: (file) => readFileSync(join(path, file), "utf8"),
    git,
    commit,
    start,
    traffic: (...args) => start(...args).ended,
    leftovers: () => marked(root),
    // An engine that is just leaving may still write into it.
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
};

/** A shell task's file. */
export const shellTask = (command: string, keys: Readonly<Record<string, string>> = {}): string =>
  [
    "---",
    "title: A task",
    "agent: shell",
    `command: ${JSON.stringify(command)}`,
    ...Object.entries(keys).map(([k, v]) => `${k}: ${v}`),
    "---",
    "",
    "Do it.",
    "",
  ].join("\n");
