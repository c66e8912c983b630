import type { PastWork } from "../core/estimate/ended.ts";
import type { Finding } from "../core/route/lesson.ts";
import { lessonsOf } from "../core/route/lesson.ts";
import { tallyUp } from "../core/route/learn.ts";
import type { Tally } from "../core/route/tally.ts";
import type { TaskId } from "../core/task.ts";
import type { OpenGit } from "../git/open.ts";
import { keepFindings, loadFindings, type Findings } from "../store/finding-cache.ts";
import { readFinding } from "../store/finding.ts";

type Place = Parameters<OpenGit["allResults"]>[0];
type Git = Pick<OpenGit, "allResults" | "texts">;
type File = Awaited<ReturnType<Awaited<ReturnType<Git["allResults"]>>["list"]>>[number];

/** So many texts are read at once. */
const most = 2000;

const readNew = async (git: Git, files: readonly File[], known: Findings): Promise<Findings> => {
  const all = new Map<string, Finding | null>();
  for (const { oid } of files) if (known.has(oid)) all.set(oid, known.get(oid) ?? null);
  const missing = [...new Set(files.map(({ oid }) => oid))].filter((oid) => !known.has(oid));
  for (let at = 0; at < missing.length; at += most) {
    const oids = missing.slice(at, at + most);
    const texts = await git.texts(oids);
    for (const [index, oid] of oids.entries()) all.set(oid, readFinding(texts[index] ?? "") ?? null);
  }
  return all;
};

/** What is found in all results, by task; `key` tells them from what they were and will be. */
type Found = { readonly key: string; readonly past: PastWork };

/**
 * What is found in the results in git: every one is read once, then known by its blob, here and in a file for the next start.
 * Asked again it answers at once as long as no result has come or gone.
 */
export const openFindings = (git: Git, file: string): ((place: Place) => Promise<Found>) => {
  let findings: Findings | undefined;
  let last: Found | undefined;
  return async (place) => {
    const shelf = await git.allResults(place);
    if (last?.key === shelf.key) return last;
    const known = (findings ??= loadFindings(file));
    const files = await shelf.list();
    const now = await readNew(git, files, known);
    const isNew = now.size !== known.size || [...now.keys()].some((oid) => !known.has(oid));
    if (isNew) keepFindings(file, now);
    findings = now;
    const past = new Map<TaskId, readonly Finding[]>();
    for (const [task, own] of Map.groupBy(files, (one) => one.task))
      past.set(
        task,
        own.flatMap(({ oid }) => now.get(oid) ?? []),
      );
    last = { key: shelf.key, past };
    return last;
  };
};

/** What the results in git teach about agents and models. */
export const openLessons = (git: Git, file: string): ((place: Place) => Promise<readonly Tally[]>) => {
  const find = openFindings(git, file);
  let last: { readonly key: string; readonly tallies: readonly Tally[] } | undefined;
  return async (place) => {
    const { key, past } = await find(place);
    if (last?.key !== key) last = { key, tallies: tallyUp([...past.values()].flatMap(lessonsOf)) };
    return last.tallies;
  };
};
