import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { glanceAtRepository } from "../../src/git/glance.ts";
import type { Opened } from "../../src/main/doors/opened.ts";

/** A repository with one commit, and tasks that were never committed; gone when the test is over. */
export const openedWith = (...names: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-opened-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["init", "-q", "-b", "main", folder]);
  execFileSync("git", [...who, "-C", folder, "commit", "-q", "--allow-empty", "-m", "begin"]);
  mkdirSync(join(folder, "tasks"));
  const write = (name: string, text = "# Do it\n"): void =>
    writeFileSync(join(folder, "tasks", `${name}.md`), text);
  for (const name of names) write(name);
  const repository = glanceAtRepository(folder);
  if (repository === undefined) throw new Error(`${folder} is no repository`);
  return { folder, write, opened: { repository, entry: "" } satisfies Opened };
};
