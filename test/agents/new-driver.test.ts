import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const script = join(root, "scripts/new-driver.ts");

/** A copy of what drivers are made of. */
const copy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-driver-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = ["tsconfig.json", "package.json", "vitest.config.ts", "test/seed.ts"];
  const contract = ["contract.ts", "contract.test.ts", "streams"].map((name) => `test/agents/${name}`);
  const filter = (path: string): boolean => !path.endsWith("/builtin");
  for (const path of [...settings, ...contract, "src/core", "src/engine/ports", "src/agents"])
    cpSync(join(root, path), join(folder, path), { recursive: true, filter });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
};

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });

test("a new driver is one file and a row in each table, and keeps the contract at once", () => {
  const folder = copy();
  expect(run("gemini-cli", folder)).toMatchObject({ status: 0 });
  const bin = join(root, "node_modules/.bin");
  const env = { PATH: `${dirname(process.execPath)}:${bin}:${process.env["PATH"] ?? ""}`, HOME: folder };
  const told = join(folder, "report.json");
  const contract = ["run", "test/agents/contract.test.ts", "--reporter=json", `--outputFile=${told}`];
  spawnSync(join(bin, "vitest"), contract, { cwd: folder, env });
  const report = JSON.parse(readFileSync(told, "utf8")) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const own = results.filter(({ fullName }) => fullName.startsWith("gemini-cli"));
  expect(own.length).toBeGreaterThan(5);
  expect(results.filter(({ status }) => status === "failed")).toEqual([]);
  expect(execFileSync(join(bin, "tsc"), ["-p", folder], { cwd: folder, env, encoding: "utf8" })).toBe("");
});

test("a name that cannot be one, and a driver that is there, change nothing", () => {
  const folder = copy();
  const before = readFileSync(join(folder, "src/core/drivers.ts"), "utf8");
  for (const name of ["", "Gemini", "../x", "codex"])
    expect(run(name, folder)).toMatchObject({ status: 2, stdout: "" });
  expect(readFileSync(join(folder, "src/core/drivers.ts"), "utf8")).toBe(before);
});
