import type { Oid } from "../core/evidence.ts";
import type { TargetNews } from "../core/input.ts";
import type { TaskId } from "../core/task.ts";
import type { Git } from "../engine/ports/git.ts";
import { compareTrees } from "./comparing.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import { attemptIn } from "./names.ts";
import { refuseNamesake } from "./namesake.ts";
import { commitOf, listRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { refuseTakenPlace } from "./results-folder.ts";
import { targetOf, tipOf } from "./target.ts";
import { entryAt, isFolder } from "./trees.ts";

/** A result file and its blobs before and after; a missing one was not there. */
type Changed = { readonly task: TaskId; readonly attempt: number; readonly was?: Oid; readonly is?: Oid };

/** What a result says of its task: that it is done, or that what made it so was taken back. */
type Word = "done" | "undone";

/** Reads the one line of the front matter that tells, leniently; any other outcome changes nothing. */
export const wordOf = (text: string): Word | undefined => {
  const front = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? "";
  const [, , word] = /^outcome[ \t]*:[ \t]*(["']?)(done|undone)\1[ \t]*(?:#.*)?\r?$/m.exec(front) ?? [];
  return word as Word | undefined;
};

/** Which result a path is, told from the folder of results on. */
const identify = (path: string): { task: TaskId; attempt: number } | undefined => {
  const match = /^([^/]+)\/(\d+)\.md$/.exec(path);
  return match === null ? undefined : { task: match[1] ?? "", attempt: Number(match[2]) };
};

const changedResults = async (
  place: string,
  folder: string,
  span: { readonly since: Oid | undefined; readonly tip: Oid },
): Promise<Changed[]> => {
  const where = literally(folder);
  if (span.since === undefined) {
    const files = await listFiles(place, span.tip, [where]);
    return files.flatMap(({ path, oid }) => {
      const named = identify(path.slice(folder.length + 1));
      return named === undefined ? [] : [{ ...named, is: oid }];
    });
  }
  if (span.since === span.tip) return [];
  const [was, is] = await Promise.all(
    [span.since, span.tip].map(async (commit) => {
      const found = await entryAt(place, commit, folder);
      return isFolder(found) ? found.oid : undefined;
    }),
  );
  return (await compareTrees(place, was, is)).flatMap(({ path, old, new: now }) => {
    const named = identify(path);
    if (named === undefined) return [];
    return [{ ...named, ...(old && { was: old.oid }), ...(now && { is: now.oid }) }];
  });
};

/** What each of these blobs says, where it says anything. */
const wordsAmong = async (place: string, oids: readonly Oid[]): Promise<ReadonlyMap<Oid, Word>> => {
  const distinct = [...new Set(oids)];
  const texts = await readTexts(place, distinct);
  return new Map(
    distinct.flatMap((oid, i): [Oid, Word][] => {
      const word = wordOf(texts[i] ?? "");
      return word === undefined ? [] : [[oid, word]];
    }),
  );
};

type Said = { readonly attempt: number; readonly word: Word };

/** The last word in the tip's tree on each of these tasks; a task on which nothing is said any more is missing. */
const lastWords = async (
  place: string,
  folder: string,
  { tip, tasks }: { readonly tip: Oid; readonly tasks: readonly TaskId[] },
): Promise<ReadonlyMap<TaskId, Said>> => {
  const last = new Map<TaskId, Said>();
  if (tasks.length === 0) return last;
  const files = await listFiles(
    place,
    tip,
    tasks.map((task) => literally(`${folder}/${task}`)),
  );
  const words = await wordsAmong(
    place,
    files.map(({ oid }) => oid),
  );
  for (const { path, oid } of files) {
    const named = identify(path.slice(folder.length + 1));
    const word = words.get(oid);
    if (named === undefined || word === undefined) continue;
    if (named.attempt > (last.get(named.task)?.attempt ?? 0))
      last.set(named.task, { attempt: named.attempt, word });
  }
  return last;
};

/** Attempts that only refs know of: an engine that has lost its journal must not use their numbers again. */
const keptAttempts = async (place: string): Promise<{ task: TaskId; attempt: number }[]> => {
  const refs = await listRefs(place, ["refs/heads/traffic", "refs/traffic/attempts", "refs/traffic/rescue"]);
  return refs.flatMap(({ name }) => {
    const attempt = attemptIn(name);
    return attempt === undefined ? [] : [{ task: attempt.task, attempt: attempt.n }];
  });
};

const highest = (
  known: readonly { readonly task: TaskId; readonly attempt: number }[],
): { task: TaskId; attempt: number }[] => {
  const last = new Map<TaskId, number>();
  for (const { task, attempt } of known) last.set(task, Math.max(attempt, last.get(task) ?? 0));
  return [...last].map(([task, attempt]) => ({ task, attempt }));
};

type Tip = { readonly place: string; readonly folder: string; readonly tip: Oid };

/**
 * What changed results mean. A result that came and says done says so for its task; where one went or was taken back, the
 * last word of all that are there counts.
 */
const readNews = async (
  { place, folder, tip }: Tip,
  changed: readonly Changed[],
  words: ReadonlyMap<Oid, Word>,
): Promise<Pick<Required<TargetNews>, "landed" | "undone" | "vanished">> => {
  const said = changed.map(({ task, attempt, was = "", is = "" }) => ({
    result: { task, attempt },
    was: words.get(was),
    is: words.get(is),
  }));
  const unclear = said.filter(({ was, is }) => is === "undone" || (was !== undefined && was !== is));
  const tasks = new Set(unclear.map(({ result }) => result.task));
  const last = await lastWords(place, folder, { tip, tasks: [...tasks] });
  const wordsOn = [...last].map(([task, { attempt, word }]) => ({ result: { task, attempt }, is: word }));
  const came = said.filter(({ was, is, result }) => is === "done" && was !== is && !tasks.has(result.task));
  const all = [...came, ...wordsOn];
  return {
    landed: all.filter(({ is }) => is === "done").map(({ result }) => result),
    undone: all.filter(({ is }) => is === "undone").map(({ result }) => result),
    vanished: [...tasks].filter((task) => !last.has(task)),
  };
};

/** Where the target stands, and which results with `outcome: done` came or went since the tip last reported. */
export const observe = async (
  repository: Repository,
  request: Parameters<Git["observe"]>[0],
): Promise<TargetNews> => {
  const place = repository.checkout;
  await refuseNamesake(repository);
  const branch = await targetOf(repository, request.target);
  const tip = await tipOf(place, branch);
  await refuseTakenPlace(place, { commit: tip, branch, folder: request.results });
  const since =
    request.since === tip || request.since === undefined
      ? request.since
      : await commitOf(place, request.since);
  const changed = await changedResults(place, request.results, { since, tip });
  const oids = changed.flatMap(({ was, is }) => [was, is].filter((oid) => oid !== undefined));
  const words = await wordsAmong(place, oids);
  const news = await readNews({ place, folder: request.results, tip }, changed, words);
  const held = changed.filter((change) => change.is !== undefined);
  const kept = since === undefined ? await keptAttempts(place) : [];
  return { branch, tip, ...news, attempted: highest([...held, ...kept]) };
};
