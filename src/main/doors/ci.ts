import { readFileSync, rmSync } from "node:fs";
import { checksFor } from "../../core/checks.ts";
import { demandsOf, recordIn } from "../../core/ci.ts";
import { defaultConfig, type Config } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import type { VerifyOrder } from "../../core/order.ts";
import type { AttemptResult } from "../../core/result.ts";
import type { Task } from "../../core/task.ts";
import type { Proposal } from "../../engine/ports/git.ts";
import type { Judgement } from "../../faces/doors/evidence.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { line } from "../../git/command.ts";
import { commitOf } from "../../git/refs.ts";
import type { Told, Tools } from "../../host/carry-out/tools.ts";
import { verify } from "../../host/carry-out/verify.ts";
import { attemptFolder, checksLog } from "../../host/places.ts";
import { parseConfig } from "../../store/config.ts";
import { configFile } from "../../store/defaults.ts";
import { documents } from "../../store/documents.ts";
import { parseResult } from "../../store/result.ts";
import { parseTask } from "../../store/task.ts";
import { openWholeGit, type WholeGit } from "../git.ts";
import { inWorkroom, ownSlots } from "./bench.ts";
import type { Checked } from "./opened.ts";

type Candidate = Extract<Proposal, { kind: "candidate" }>;

/** Where a run of GitHub Actions says what it is about. */
const eventOf = (env: NodeJS.ProcessEnv): { merge_group?: { base_sha?: string } } => {
  const path = env["GITHUB_EVENT_PATH"];
  return path === undefined ? {} : (JSON.parse(readFileSync(path, "utf8")) as object);
};

/**
 * The commit that a change is judged from: the one named, a merge group's, or the first parent of the merge that GitHub
 * makes of a pull request.
 */
const baseOf = async (place: string, named: string | undefined): Promise<Oid> => {
  const said = named ?? eventOf(process.env).merge_group?.base_sha;
  const base = await commitOf(place, said ?? "HEAD^1");
  if (base !== undefined) return base;
  throw new UsageError(
    said === undefined
      ? "HEAD has no parent here to judge it from: check out with the whole history (fetch-depth: 0), or name one with --base"
      : `${said} is no commit here: check out with the whole history (fetch-depth: 0)`,
  );
};

/** What the base says: settings that cannot be read there judge nothing, and pass nothing. */
const configAt = async (git: WholeGit, base: Oid): Promise<Config> => {
  const text = await git.show(base, configFile);
  if (text === undefined) return defaultConfig;
  const { value, problems } = parseConfig(text);
  if (value !== undefined) return value;
  throw new UsageError(
    `${configFile} of ${base} cannot be read: ${problems[0]?.message ?? "it is not as it should be"}`,
  );
};

const tasksAt = async (git: WholeGit, base: Oid, { folders }: Config): Promise<Map<string, Task>> => {
  const files = await git.treeFiles(base, folders);
  const tasks = files
    .filter(({ path }) => path.startsWith(`${folders.tasks}/`))
    .flatMap(({ path, text }) => parseTask({ file: path, text, digest: "" }).value?.task ?? []);
  return new Map(tasks.map((task) => [task.id, task]));
};

/** What of a task a change brings: its file as the base has it, and its newest result. */
type Brought = { readonly task?: Task; readonly result?: AttemptResult };

/** Whether work of this task needs no check to prove it: a person approved it, git took it back, or nothing is known of it. */
const isExcused = ({ task, result }: Brought): boolean =>
  task === undefined || result?.outcome === "undone" || result?.approved !== undefined;

const broughtOf = async (git: WholeGit, { config, candidate, tasks }: Case): Promise<readonly Brought[]> => {
  const atBase = await tasksAt(git, candidate.base, config);
  const { isResult } = recordIn([], config.folders.results);
  const paths = candidate.changes.map(({ path }) => path).filter(isResult);
  const texts = await Promise.all(paths.map((path) => git.show(candidate.candidate, path)));
  const results = texts
    .flatMap((text) => (text === undefined ? [] : (parseResult({ file: "", text }).value ?? [])))
    .sort((a, b) => b.attempt - a.attempt);
  return tasks.map((id) => {
    const [task, result] = [atBase.get(id), results.find((one) => one.task === id)];
    return { ...(task === undefined ? {} : { task }), ...(result === undefined ? {} : { result }) };
  });
};

/** Whether a change to a task's file is just what a landing, or an undo, does there. */
const isStatusOnly = async (
  git: WholeGit,
  { base, candidate }: Candidate,
  { path, result }: { readonly path: string; readonly result: AttemptResult | undefined },
): Promise<boolean> => {
  const [before, after] = await Promise.all([git.show(base, path), git.show(candidate, path)]);
  const status = result?.outcome === "undone" ? "todo" : "done";
  return before !== undefined && documents.setStatus(before, status) === after;
};

/** The changes that are work, without the record that a landing commit of ours brings with it. */
const workOf = async (
  git: WholeGit,
  { config, candidate }: Case,
  brought: readonly Brought[],
): Promise<Candidate["changes"]> => {
  const { isResult } = recordIn([], config.folders.results);
  const kept: Candidate["changes"][number][] = [];
  for (const change of candidate.changes) {
    const { path } = change;
    const owner = brought.find(({ task }) => task?.file === path);
    const isRecord =
      isResult(path) ||
      (owner !== undefined && (await isStatusOnly(git, candidate, { path, result: owner.result })));
    if (!isRecord) kept.push(change);
  }
  return kept;
};

type Case = { readonly config: Config; readonly candidate: Candidate; readonly tasks: readonly string[] };

/** What a landing that is taken back demanded is about to go with it. */
const orderOf = ({ config, candidate, tasks }: Case, brought: readonly Brought[]): VerifyOrder => {
  const inForce = brought.filter(({ result }) => result?.outcome !== "undone");
  const { touches, verify } = demandsOf(inForce.flatMap(({ task }) => task ?? []));
  const undo = inForce.length === 0 ? brought[0]?.result?.undoes : undefined;
  return {
    kind: "verify",
    key: "ci@1/verifying",
    attempt: "ci@1",
    task: tasks.join(", "),
    n: 1,
    turn: 0,
    ground: { target: "HEAD", config },
    slot: ownSlots[0],
    head: candidate.candidate,
    spec: {
      title: "",
      file: "",
      agent: "",
      touches,
      checks: checksFor(config, { verify }),
      minutes: 0,
      ...(undo && { undo }),
    },
  };
};

/** What verification told, in the words of a judgement. */
const verdictOf = (told: Told, isExcused: boolean): Pick<Judgement, "verdict" | "why" | "details"> => {
  if (told.kind === "proved") return { verdict: "proved" };
  if (told.kind === "unproved") return { verdict: isExcused ? "not_rejected" : "unproved", why: told.why };
  if (told.kind !== "failed") throw new Error(`verification told ${told.kind}`);
  const { why, details = [] } = told.failure;
  return { verdict: "rejected", why, details };
};

const judge = async (opened: Checked, tools: Tools, found: Case): Promise<Judgement> => {
  const git = openWholeGit(opened.repository);
  const { candidate, tasks } = found;
  const brought = await broughtOf(git, found);
  // What people change is theirs to change: only work of ours is held to the protocol.
  const changes = tasks.length > 0 ? await workOf(git, found, brought) : [];
  const propose = () => Promise.resolve({ ...candidate, changes });
  const order = orderOf(found, brought);
  const log = checksLog(attemptFolder(opened.repository.state, order.attempt));
  rmSync(log, { force: true });
  const told = await verify(
    order,
    { ...tools, git: { ...tools.git, propose } },
    new AbortController().signal,
  );
  const { checks = [], judgesChanged = [] } = ("proof" in told ? told.proof : undefined) ?? {};
  return {
    base: candidate.base,
    commit: candidate.candidate,
    tree: candidate.tree,
    tasks,
    checks,
    judgesChanged,
    log,
    ...verdictOf(told, brought.every(isExcused)),
  };
};

/**
 * Judges what is checked out as CI checks it out: a merge of the base and the change. Settings, checks and what judges are
 * the base's, so that nothing in the change has a say in how it is judged.
 */
export const judgeHere = async (opened: Checked, named: string | undefined): Promise<Judgement> => {
  const { checkout } = opened.repository;
  const git = openWholeGit(opened.repository);
  const base = await baseOf(checkout, named);
  const commit = await line(checkout, ["rev-parse", "HEAD"]);
  const tree = await line(checkout, ["rev-parse", "HEAD^{tree}"]);
  const config = await configAt(git, base);
  const changes = await git.changes(base, commit);
  const { tasks } = recordIn(
    changes.map(({ path }) => path),
    config.folders.results,
  );
  const candidate: Candidate = { kind: "candidate", base, candidate: commit, tree, changes };
  const errand = {
    key: "ci@1",
    task: tasks.join(", "),
    ground: { target: "HEAD", config },
    signal: new AbortController().signal,
  };
  return inWorkroom(opened, errand, ({ tools }) => judge(opened, tools, { config, candidate, tasks }));
};
