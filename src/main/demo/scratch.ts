import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writePast } from "./history.ts";

type Files = Readonly<Record<string, string>>;

/** What a scratch repository is made of. */
type Scratch = {
  readonly first: Files;
  readonly next: Files;
  /** The command that tests its library. */
  readonly test: string;
};

/** The environment without what a surrounding git has put there: the scratch repository is nobody's submodule or hook. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));

const put = (repository: string, files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
};

/**
 * A scratch repository: what is there first, in one commit on `main`, then its past, then what is to be done. Whoever runs it
 * needs no settings of git.
 */
export const makeScratch = async ({ first, next, test }: Scratch): Promise<string> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "traffic-demo-")));
  const repository = join(folder, "repository");
  const env = ownEnvironment();
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "core.hooksPath=/dev/null", ...args], {
      cwd: repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env,
    }).trim();
  const commit = (files: Files, message: string): void => {
    put(repository, files);
    git("add", "-A");
    git("commit", "-q", "-m", message);
  };
  mkdirSync(repository);
  git("init", "-q", "-b", "main", "--template=");
  git("config", "user.name", "TrafficControl demo");
  git("config", "user.email", "demo@trafficcontrol.invalid");
  git("config", "commit.gpgsign", "false");
  commit(first, "A library, and who works on it");
  await writePast({ repository, env, tip: git("rev-parse", "HEAD"), test, now: Date.now() });
  git("reset", "-q", "--hard", "main");
  git("branch", "-q", "-D", "traffic/past");
  commit(next, "What is to be done to it");
  return repository;
};
