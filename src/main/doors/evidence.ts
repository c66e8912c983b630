import { existsSync } from "node:fs";
import { checksFor } from "../../core/checks.ts";
import type { State } from "../../core/state.ts";
import { attemptOf } from "../../core/state.ts";
import { attemptKey } from "../../core/attempt.ts";
import type { TaskId } from "../../core/task.ts";
import type { Audited, Log, Verified } from "../../faces/doors/evidence.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { attemptFolder, checksLog, errorsLog, outputLog, streamsIn } from "../../host/places.ts";
import { workDiff } from "../../git/diff.ts";
import { parseResult } from "../../store/result.ts";
import { auditAll } from "../audit.ts";
import { openWholeGit } from "../git.ts";
import { chosenAttempt } from "./chosen-attempt.ts";
import { inWorkroom, ownSlots } from "./bench.ts";
import type { Checked, Opened } from "./opened.ts";
import { journalState } from "./journal.ts";
import { survey } from "./survey.ts";
import { targetNow } from "./target-now.ts";

/** The logs of an attempt, the last one's where none is named. */
export const logsOf = async (opened: Opened, task: TaskId, attempt: number | undefined): Promise<Log[]> => {
  const { state } = await survey(opened);
  const n = chosenAttempt(state, task, attempt);
  const folder = attemptFolder(opened.repository.state, attemptKey(task, n));
  const logs: Log[] = [
    { task, attempt: n, kind: "agent", path: outputLog(folder) },
    ...streamsIn(folder).map(({ path }) => ({ task, attempt: n, kind: "stream", path }) as const),
    { task, attempt: n, kind: "errors", path: errorsLog(folder) },
    { task, attempt: n, kind: "checks", path: checksLog(folder) },
  ];
  return logs.filter(({ path }) => existsSync(path));
};

/** What an attempt changed: from the base it began from to its last commit, or to what its worktree holds while its agent or a person works there. */
export const diffOf = async (opened: Checked, task: TaskId, attempt: number | undefined): Promise<string> => {
  const { state } = journalState(opened);
  const n = chosenAttempt(state, task, attempt);
  const current = attemptOf(state, task);
  const found = current?.n === n ? current : state.records.get(task)?.past.find((past) => past.n === n);
  if (current !== undefined && current === found && "path" in current.step)
    return workDiff(current.step.path, current.step.base);
  if (found?.head === undefined)
    throw new UsageError(`${attemptKey(task, n)} has no finished work to show yet.`);
  // What takes a landing back is one commit, made by nobody's work from a base.
  return openWholeGit(opened.repository).diff(found.base ?? `${found.head}^`, found.head);
};

/** The worktree in which an attempt, or a person, works just now. */
export const pathOf = async (opened: Opened, task: TaskId): Promise<string | undefined> => {
  const { state } = await survey(opened);
  const step = attemptOf(state, task)?.step;
  return step !== undefined && "path" in step ? step.path : undefined;
};

/** The proofs of what landed, recomputed from the repository alone. */
export const audit = async (opened: Checked, task: TaskId | undefined): Promise<Audited[]> => {
  const { state } = await survey(opened);
  const { tip } = await targetNow(openWholeGit(opened.repository), state);
  const place = { root: opened.repository.checkout, tip, results: state.fleet.config.folders.results };
  const parse = (text: string) => {
    const read = parseResult({ file: "", text });
    return "value" in read ? read.value : undefined;
  };
  return auditAll({ place, parse, fileOf: (id) => state.tasks.get(id)?.file }, task);
};

const headOf = (state: State, task: TaskId | undefined): string | undefined =>
  task === undefined
    ? undefined
    : (attemptOf(state, task)?.head ?? state.records.get(task)?.past.at(-1)?.head);

/** Runs checks on a commit in a clean checkout: a task's last work, or the target's tip. Changes nothing. */
export const verify = async (opened: Checked, task: TaskId | undefined): Promise<Verified> => {
  const { repository } = opened;
  const { state } = await survey(opened);
  const checks = checksFor(state.fleet.config, task === undefined ? undefined : state.tasks.get(task));
  if (checks.length === 0) {
    throw new UsageError(
      "There are no checks to run: name some under `checks` in traffic.yaml, or under `verify` in the task.",
    );
  }
  const { branch, tip } = await targetNow(openWholeGit(repository), state);
  const commit = headOf(state, task) ?? tip;
  const errand = {
    key: `${task ?? branch}@verify`,
    task: task ?? "",
    ground: { target: branch, config: state.fleet.config },
    signal: new AbortController().signal,
  };
  return inWorkroom(opened, errand, async ({ tools, benchAt }) => {
    const bench = await benchAt(ownSlots[0], commit);
    const { setup } = state.fleet.config;
    const failure = setup === undefined ? undefined : await tools.preparer.prepare({ ...bench, setup });
    if (failure !== undefined) throw new UsageError(failure.why);
    const findings = await tools.verifier.run({ ...bench, checks });
    return { commit, checks: findings.map(({ run }) => run), log: bench.log };
  });
};
