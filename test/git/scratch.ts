import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { Ground } from "../../src/core/order.ts";
import { openGit } from "../../src/git/open.ts";
import type { OpenGit } from "../../src/git/open.ts";
import { findRepository } from "../../src/git/repository.ts";
import type { Repository } from "../../src/git/repository.ts";

/** A real repository in a folder of its own, with caches and settings that are not the machine's. */
export type Scratch = {
  readonly root: string;
  readonly repository: Repository;
  readonly git: OpenGit;
  readonly ground: Ground;
  /** Runs git in the checkout, or in `at`; returns standard output without the last line end. */
  run(args: readonly string[], at?: string): string;
  write(path: string, text: string | Buffer, at?: string): void;
  commit(message: string): string;
  /** Another process's view: nothing in memory is shared. */
  reopen(reached?: (step: string) => void): OpenGit;
};

export const runGit = (
  at: string,
  args: readonly string[],
  { env = {}, input }: { readonly env?: Readonly<Record<string, string>>; readonly input?: Buffer } = {},
): string =>
  execFileSync("git", args, {
    cwd: at,
    encoding: "utf8",
    env: { ...process.env, ...env },
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  }).replace(/\n$/, "");

/** A folder that is gone after the test. */
export const temporary = (): string => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "traffic-git-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
};

/** Settings of the machine and the person running the tests are out of the way; a test may write its own. */
export const isolate = (root: string): void => {
  const variables = {
    XDG_CACHE_HOME: join(root, "cache"),
    GIT_CONFIG_GLOBAL: join(root, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  writeFileSync(variables.GIT_CONFIG_GLOBAL, "[user]\n\tname = Pat\n\temail = pat@example.org\n");
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
};

export const scratch = async (name = "repo"): Promise<Scratch> => {
  const root = temporary();
  isolate(root);
  const top = join(root, name);
  mkdirSync(top);
  const run = (args: readonly string[], at = top): string => runGit(at, args);
  const write = (path: string, text: string | Buffer, at = top): void => {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  };
  const commit = (message: string): string => {
    run(["add", "-A"]);
    run(["commit", "-q", "--allow-empty", "-m", message]);
    return run(["rev-parse", "HEAD"]);
  };
  run(["init", "-q", "-b", "main"]);
  write("README.md", "hello\n");
  write("src/a.txt", "a\n");
  write(".gitignore", "ignored/\n*.log\n");
  commit("first");
  const repository = await findRepository(top);
  const reopen = (reached?: (step: string) => void) =>
    openGit(reached === undefined ? { repository } : { repository, reached });
  const ground: Ground = { target: "main", config: defaultConfig };
  return { root, repository, git: reopen(), ground, run, write, commit, reopen };
};

/** Runs `work` once for each step it reaches, dead after that step, and then once more with nothing remembered. */
export const killedAtEachStep = async (
  arrange: () => Promise<Scratch>,
  work: (git: OpenGit, world: Scratch) => Promise<unknown>,
  check: (world: Scratch, step: string) => void | Promise<void>,
): Promise<string[]> => {
  const steps: string[] = [];
  const whole = await arrange();
  await work(
    whole.reopen((step) => steps.push(step)),
    whole,
  );
  for (const [at, step] of steps.entries()) {
    const world = await arrange();
    let seen = -1;
    const dying = world.reopen(() => {
      seen += 1;
      if (seen >= at) throw new Error("killed");
    });
    await work(dying, world).catch(() => undefined);
    await work(world.reopen(), world);
    await check(world, step);
  }
  return steps;
};
