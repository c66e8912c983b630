import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { makeRepository, type Repository } from "../world/repository.ts";

const root = resolve(import.meta.dirname, "../..");

let repository: Repository | undefined;

afterEach(() => repository?.remove());

type Shown = { readonly command: string; readonly output: readonly string[] };

/** The commands of the README's console blocks, each with the lines shown below it. */
const shownIn = (page: string): Shown[] =>
  [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.split(/^\$ /m).slice(1))
    .map((part) => {
      const lines = part.split("\n");
      const end = lines.findIndex((line) => !line.endsWith("\\")) + 1;
      const output = lines.slice(end).filter((line) => line !== "");
      return { command: lines.slice(0, end).join("\n"), output };
    });

/** What differs from run to run: times, durations, commits, and what is expected after those that happened to end first. */
const steady = (line: string): string =>
  line
    .replaceAll(/\d\d:\d\d:\d\d/g, "TIME")
    .replaceAll(/\d+(?:\.\d)? s\b/g, "DURATION")
    .replaceAll(/\b[0-9a-f]{7}\b/g, "COMMIT")
    .replaceAll(/cost \$[\d.]+ with a chance of \d+ %/g, "cost SUM with a chance of SHARE");

/** Whether a line is one that is shown; `…` in what is shown stands for anything. */
const isShown = (line: string, shown: string): boolean => {
  const [first = "", ...rest] = shown.split("…");
  if (rest.length === 0) return line === shown;
  const last = rest.at(-1) ?? "";
  const isAround = line.startsWith(first) && line.endsWith(last);
  return isAround && line.length >= first.length + last.length;
};

/** A shell with `traffic` on its path, whatever a command's exit code. */
const shellIn = (home: Repository): ((command: string) => Promise<string>) => {
  const bin = join(dirname(home.path), "bin");
  mkdirSync(bin);
  symlinkSync(join(root, "bin/traffic.cjs"), join(bin, "traffic"));
  const PATH = [bin, dirname(process.execPath), process.env["PATH"]].join(":");
  const run = promisify(execFile);
  return async (command) => {
    // What the demonstration leaves goes with the rest.
    const options = { cwd: home.path, env: { ...home.env, PATH, TMPDIR: dirname(home.path) } };
    const { stdout } = await run("/bin/sh", ["-c", `${command}\ntrue`], options);
    return stdout;
  };
};

test("the README's first five minutes go as it shows them", async () => {
  repository = makeRepository();
  const shell = shellIn(repository);
  const shown = shownIn(readFileSync(join(root, "README.md"), "utf8"));
  expect(shown.length).toBeGreaterThan(8);
  for (const { command, output } of shown) {
    const lines = (await shell(command)).split("\n").map(steady);
    const missing = output.map(steady).filter((line) => !lines.some((one) => isShown(one, line)));
    expect({ command, missing, lines }).toEqual({ command, missing: [], lines });
  }
  expect(repository.git("status", "--porcelain").trim().split("\n")).toEqual([
    "?? tasks/",
    "?? traffic.yaml",
  ]);
});
