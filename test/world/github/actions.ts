import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";
import type { Hub, HubPull } from "./hub.ts";

type Step = {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
};

type Job = {
  readonly name?: string;
  readonly steps: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
};

type Contexts = Readonly<Record<string, unknown>>;

/** A value as expressions know it. */
const known = (
  value: unknown,
):
  | InstanceType<typeof data.Dictionary>
  | InstanceType<typeof data.StringData>
  | InstanceType<typeof data.NumberData>
  | InstanceType<typeof data.BooleanData>
  | InstanceType<typeof data.Null> => {
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value !== "object" || value === null) return new data.Null();
  return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: known(inner) })));
};

/** A text with each `${{ … }}` in it worked out, by GitHub's own rules. */
const expanded = (text: string, contexts: Contexts): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const { tokens } = new Lexer(expression.trim()).lex();
    const parsed = new Parser(tokens, Object.keys(contexts), []).parse();
    const dictionary = known(contexts) as InstanceType<typeof data.Dictionary>;
    return new Evaluator(parsed, dictionary).evaluate().coerceString();
  });

/** A machine that runs one job: a folder for its files, one for what is temporary, and what it prints. */
type Machine = {
  readonly hub: Hub;
  readonly pull: HubPull;
  readonly workspace: string;
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly contexts: Contexts;
  readonly log: string[];
  readonly artifacts: Map<string, string>;
};

const say = ({ log }: Machine, text: string): void => {
  for (const line of text.trimEnd().split("\n"))
    log.push(`${new Date().toISOString().replace("Z", "0000Z")} ${line}`);
};

/** Packages of the registry, as far as workflows here install any: TrafficControl is the one that was built. */
const registry = (temp: string): string => {
  const bin = join(temp, "registry");
  mkdirSync(bin, { recursive: true });
  const command = resolve(import.meta.dirname, "../../../bin/traffic.cjs");
  const script = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) prefix=$2; shift ;;
    trafficcontrol@*) found=yes ;;
  esac
  shift
done
[ "$found" = yes ] || { echo "no such package" >&2; exit 1; }
mkdir -p "$prefix/bin"
printf '#!/bin/sh\\nexec "${process.execPath}" "${command}" "$@"\\n' > "$prefix/bin/traffic"
chmod +x "$prefix/bin/traffic"
`;
  writeFileSync(join(bin, "npm"), script, { mode: 0o755 });
  return bin;
};

const checkOut = ({ hub, pull, workspace }: Machine): void => {
  const tree = hub.mergeTree(hub.tip(pull.base) ?? "", pull.head) ?? "";
  const merge = hub.git("commit-tree", "-p", hub.tip(pull.base) ?? "", "-p", pull.head, "-m", "Merge", tree);
  hub.git("update-ref", `refs/pull/${pull.number}/merge`, merge);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: workspace, stdio: "pipe" });
  git("init", "-q");
  git(
    "fetch",
    "-q",
    hub.gitDir,
    `+refs/heads/*:refs/remotes/origin/*`,
    `+refs/pull/${pull.number}/merge:refs/remotes/pull/merge`,
  );
  git("checkout", "-q", "--detach", "refs/remotes/pull/merge");
};

const upload = (machine: Machine, given: Readonly<Record<string, unknown>>): void => {
  const path = expanded(String(given["path"]), machine.contexts);
  if (existsSync(path)) machine.artifacts.set(String(given["name"]), readFileSync(path, "utf8"));
};

const act = (machine: Machine, { uses = "", with: given = {} }: Step): number => {
  const [name] = uses.split("@");
  if (name === "actions/checkout") checkOut(machine);
  else if (name === "actions/upload-artifact") upload(machine, given);
  else if (name !== "actions/setup-node") throw new Error(`this machine has no ${uses}`);
  return 0;
};

const command = async (machine: Machine, step: Step): Promise<number> => {
  const script = expanded(step.run ?? "", machine.contexts);
  say(machine, `##[group]Run ${script.split("\n")[0]}\n##[endgroup]`);
  const own = Object.entries(step.env ?? {}).map(([key, value]) => [key, expanded(value, machine.contexts)]);
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], {
    cwd: expanded(step["working-directory"] ?? machine.workspace, machine.contexts),
    env: { ...machine.env, ...Object.fromEntries(own) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => say(machine, chunk.toString()));
  const code = await new Promise<number>((done) => child.on("close", (exit) => done(exit ?? 1)));
  if (code !== 0) say(machine, `##[error]Process completed with exit code ${code}.`);
  return code;
};

const runSteps = async (machine: Machine, { steps }: Job): Promise<"success" | "failure"> => {
  let conclusion: "success" | "failure" = "success";
  for (const step of steps) {
    if (conclusion === "failure" && step.if !== "always()") continue;
    const code = step.uses === undefined ? await command(machine, step) : act(machine, step);
    if (code !== 0) conclusion = "failure";
  }
  return conclusion;
};

const machineFor = (hub: Hub, pull: HubPull): Machine => {
  const root = mkdtempSync(join(tmpdir(), "traffic-runner-"));
  const [workspace, temp] = [join(root, "work"), join(root, "temp")];
  for (const folder of [workspace, temp]) mkdirSync(folder);
  const event = {
    pull_request: { number: pull.number, base: { sha: hub.tip(pull.base) }, head: { sha: pull.head } },
  };
  writeFileSync(join(temp, "event.json"), JSON.stringify(event));
  return {
    hub,
    pull,
    workspace,
    temp,
    contexts: { github: { event, sha: pull.head }, runner: { temp } },
    env: {
      PATH: `${registry(temp)}:${process.env["PATH"] ?? ""}`,
      HOME: root,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: join(temp, "event.json"),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
    },
    log: [],
    artifacts: new Map(),
  };
};

/** What the runs of a hub's workflows left behind, by artifact. */
export type Runs = { readonly artifacts: Map<string, string>[]; readonly finished: Promise<void>[] };

/**
 * Runs the workflows of the base for every new head of a pull request, one job after another, as GitHub Actions would:
 * the workflow's own commands, in a checkout of the merge. What is cancelled by a newer head runs to its end all the same.
 */
export const runWorkflows = (hub: Hub): Runs => {
  const runs: Runs = { artifacts: [], finished: [] };
  let last: Promise<void> = Promise.resolve();
  const runJob = async (pull: HubPull, job: Job): Promise<void> => {
    const begun = hub.begin(pull, job.name ?? "job");
    const machine = machineFor(hub, { ...pull });
    try {
      const conclusion = await runSteps(machine, job);
      runs.artifacts.push(machine.artifacts);
      hub.end(begun, conclusion, machine.log.join("\n"));
    } finally {
      rmSync(join(machine.workspace, ".."), { recursive: true, force: true });
    }
  };
  hub.onHead = (pull) => {
    const text = hub.file(pull.base, ".github/workflows/traffic-verify.yml");
    if (text === undefined) return;
    const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
    const seen = { ...pull };
    const before = last;
    const run = async (): Promise<void> => {
      await before;
      for (const job of Object.values(jobs)) await runJob(seen, job);
    };
    last = run();
    runs.finished.push(last);
  };
  return runs;
};
