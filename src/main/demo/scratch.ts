import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The environment without what a surrounding git has put there: the scratch repository is nobody's submodule or hook. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));

/** A scratch repository that holds some files in one commit on `main`; whoever runs it needs no settings of git. */
export const makeScratch = (files: Readonly<Record<string, string>>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "traffic-demo-")));
  const repository = join(folder, "repository");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  const options = { cwd: repository, stdio: "ignore", env: ownEnvironment() } as const;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "core.hooksPath=/dev/null", ...args], options);
  git("init", "-q", "-b", "main", "--template=");
  git("config", "user.name", "TrafficControl demo");
  git("config", "user.email", "demo@trafficcontrol.invalid");
  git("config", "commit.gpgsign", "false");
  git("add", "-A");
  git("commit", "-q", "-m", "A library, and what is to be done to it");
  return repository;
};
