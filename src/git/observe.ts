import type { Oid } from "../core/evidence.ts";
import type { TargetNews } from "../core/input.ts";
import type { TaskId } from "../core/task.ts";
import type { Git } from "../engine/ports.ts";
import { run } from "./command.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import { attemptIn } from "./names.ts";
import { commitOf, listRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { targetOf, tipOf } from "./target.ts";

/** A result file and its blobs before and after; a missing one was not there. */
type Changed = { readonly task: TaskId; readonly attempt: number; readonly was?: Oid; readonly is?: Oid };

/** Whether a result says `outcome: done`: one line of the front matter, read leniently. */
export const isDone = (text: string): boolean => {
  const front = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? "";
  return /^outcome[ \t]*:[ \t]*(["']?)done\1[ \t]*(?:#.*)?\r?$/m.test(front);
};

const identify = (path: string, folder: string): { task: TaskId; attempt: number } | undefined => {
  const match = /^([^/]+)\/(\d+)\.md$/.exec(path.slice(folder.length + 1));
  return match === null ? undefined : { task: match[1] ?? "", attempt: Number(match[2]) };
};

const isNothing = (oid: string): boolean => /^0+$/.test(oid);

/** One row of `diff-tree --raw -z`: modes, blobs, letter; the path is the next field. */
const parseRow = (row: string, path: string, folder: string): Changed[] => {
  const named = identify(path, folder);
  const [, , was = "", is = ""] = row.split(" ");
  if (named === undefined) return [];
  return [{ ...named, ...(isNothing(was) ? {} : { was }), ...(isNothing(is) ? {} : { is }) }];
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
      const named = identify(path, folder);
      return named === undefined ? [] : [{ ...named, is: oid }];
    });
  }
  if (span.since === span.tip) return [];
  const diff = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", span.since, span.tip];
  const { out } = await run(place, [...diff, "--", where]);
  const fields = out.split("\0");
  return fields.flatMap((row, i) =>
    i % 2 === 0 && row !== "" ? parseRow(row, fields[i + 1] ?? "", folder) : [],
  );
};

const doneAmong = async (place: string, changed: readonly Changed[]): Promise<ReadonlySet<Oid>> => {
  const oids = [...new Set(changed.flatMap(({ was, is }) => [was, is].filter((oid) => oid !== undefined)))];
  const texts = await readTexts(place, oids);
  return new Set(oids.filter((_, i) => isDone(texts[i] ?? "")));
};

/** Of tasks that lost a result, those that have no other in the tip's tree. */
const withoutAny = async (place: string, folder: string, lost: { tip: Oid; tasks: readonly TaskId[] }) => {
  if (lost.tasks.length === 0) return [];
  const paths = lost.tasks.map((task) => literally(`${folder}/${task}`));
  const files = await listFiles(place, lost.tip, paths);
  const texts = await readTexts(
    place,
    files.map(({ oid }) => oid),
  );
  const done = new Set(
    files.filter((_, i) => isDone(texts[i] ?? "")).map(({ path }) => identify(path, folder)?.task),
  );
  return lost.tasks.filter((task) => !done.has(task));
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

/** Where the target stands, and which results with `outcome: done` came or went since the tip last reported. */
export const observe = async (
  repository: Repository,
  request: Parameters<Git["observe"]>[0],
): Promise<TargetNews> => {
  const place = repository.checkout;
  const branch = await targetOf(repository, request.target);
  const tip = await tipOf(place, branch);
  const since =
    request.since === tip || request.since === undefined
      ? request.since
      : await commitOf(place, request.since);
  const changed = await changedResults(place, request.results, { since, tip });
  const done = await doneAmong(place, changed);
  const [was, is] = [
    changed.filter((change) => done.has(change.was ?? "")),
    changed.filter((change) => done.has(change.is ?? "")),
  ];
  const landed = is.filter((change) => !was.includes(change)).map(({ task, attempt }) => ({ task, attempt }));
  const gone = was.filter((change) => !is.includes(change)).map(({ task }) => task);
  const vanished = await withoutAny(place, request.results, { tip, tasks: [...new Set(gone)] });
  const held = changed.filter((change) => change.is !== undefined);
  const kept = since === undefined ? await keptAttempts(place) : [];
  return { branch, tip, landed, vanished, attempted: highest([...held, ...kept]) };
};
