import { createHash } from "node:crypto";
import { auditProof, lastWord, type HeldResult, type ProofFacts } from "../core/audit.ts";
import type { Oid } from "../core/evidence.ts";
import type { AttemptResult } from "../core/result.ts";
import type { TaskId } from "../core/task.ts";
import type { Audited } from "../faces/doors/evidence.ts";
import { landingFacts, readHistory, type EvidencePlace, type History } from "../git/evidence.ts";
import { isReached } from "../git/refs.ts";

type Parse = (text: string) => AttemptResult | undefined;

/** What the audit reads with. */
export type AuditTools = {
  readonly place: EvidencePlace;
  readonly parse: Parse;
  /** Path of a task's file, where it still has one. */
  readonly fileOf: (task: TaskId) => string | undefined;
};

type Held = HeldResult & { readonly path: string };

const heldResults = ({ files }: History, parse: Parse): Map<TaskId, Held[]> => {
  const byTask = new Map<TaskId, Held[]>();
  for (const { path, text } of files) {
    const result = parse(text);
    if (result === undefined) continue;
    const digest = createHash("sha256").update(text).digest("hex");
    const held = { attempt: result.attempt, digest, result, path };
    byTask.set(result.task, [...(byTask.get(result.task) ?? []), held]);
  }
  for (const results of byTask.values()) results.sort((a, b) => a.attempt - b.attempt);
  return byTask;
};

/** The work that a last word on a task describes, and what it took back; undefined where it does not say enough. */
const workOf = ({ result, path }: Held, results: readonly Held[]) => {
  const { task, base, head, tree, undoes } = result;
  if (base === undefined || head === undefined || tree === undefined) return undefined;
  const undone = results.find(({ attempt }) => attempt === undoes?.attempt)?.path;
  return { task, path, base, head, tree, ...(undone === undefined ? {} : { undoes: undone }) };
};

const factsOf = async (
  tools: AuditTools,
  history: History,
  results: readonly Held[],
): Promise<ProofFacts> => {
  const last = lastWord(results);
  const { path, result } = last ?? { path: "", result: { task: "" } };
  const work = last && workOf(last, results);
  const folder = path.slice(0, path.lastIndexOf("/"));
  const file = tools.fileOf(result.task);
  const isRecord = (one: string): boolean => one === file || one.startsWith(`${folder}/`);
  const landing = work && (await landingFacts(tools.place, history, { ...work, isRecord }));
  return {
    task: result.task,
    folder,
    results,
    ...(file === undefined ? {} : { file }),
    ...(landing === undefined ? {} : { landing }),
  };
};

/** What of attempts that came to nothing the target holds all the same. */
const slippedIn = async ({ root, tip }: EvidencePlace, results: readonly Held[]): Promise<Oid[]> => {
  const told = results.flatMap(({ result: { outcome, slipped = [] } }) =>
    outcome === "done" ? [] : slipped,
  );
  const held = await Promise.all(told.map((oid) => isReached(root, oid, tip).catch(() => false)));
  return told.filter((_, at) => held[at]);
};

/** Recomputes the proof of every done task, or of one, from the repository alone. */
export const auditAll = async (tools: AuditTools, only?: TaskId): Promise<Audited[]> => {
  const history = await readHistory(tools.place);
  const audited: Audited[] = [];
  for (const [task, results] of heldResults(history, tools.parse)) {
    const done = results.some(({ result }) => result.outcome === "done");
    const slipped = await slippedIn(tools.place, results);
    if (only === undefined ? !done && slipped.length === 0 : task !== only) continue;
    const facts = await factsOf(tools, history, results);
    // Without a landing there is no proof to recompute.
    const proof = done || only !== undefined ? auditProof(facts) : { checked: [], wrong: [] };
    const commit = facts.landing === undefined ? {} : { commit: facts.landing.commit };
    audited.push({ task, ...commit, ...proof, slipped });
  }
  return audited;
};
