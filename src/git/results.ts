import type { Oid } from "../core/evidence.ts";
import type { Git, StoredResult } from "../engine/ports.ts";
import { line, run } from "./command.ts";
import { ours } from "./identity.ts";
import { resultsRef } from "./names.ts";
import { listFiles, literally, readTexts } from "./objects.ts";
import type { TreeFile } from "./objects.ts";
import { commitOf } from "./refs.ts";
import type { Workshop } from "./workshop.ts";

const numberOf = (path: string): number | undefined => {
  const match = /(?:^|\/)(\d+)\.md$/.exec(path);
  return match === null ? undefined : Number(match[1]);
};

const waiting = async (place: string, ref: string): Promise<TreeFile[]> => {
  const commit = await commitOf(place, ref);
  return commit === undefined ? [] : listFiles(place, commit, []);
};

/** The task's results, those waiting and those in the target's tree, oldest first; what landed counts before what waits. */
export const results = async (
  { repository }: Workshop,
  { task, ground }: Parameters<Git["results"]>[0],
): Promise<readonly StoredResult[]> => {
  const place = repository.checkout;
  const folder = `${ground.config.folders.results}/${task}`;
  const [kept, landed] = await Promise.all([
    waiting(place, resultsRef(task)),
    listFiles(place, `refs/heads/${ground.target}`, [literally(folder)]),
  ]);
  const direct = landed.filter(({ path }) => !path.slice(folder.length + 1).includes("/"));
  const byNumber = new Map(
    [...kept, ...direct].flatMap(({ path, oid }): [number, Oid][] => {
      const n = numberOf(path);
      return n === undefined ? [] : [[n, oid]];
    }),
  );
  const ordered = [...byNumber].toSorted(([a], [b]) => a - b);
  const texts = await readTexts(
    place,
    ordered.map(([, oid]) => oid),
  );
  return ordered.map(([attempt], i) => ({ attempt, text: texts[i] ?? "" }));
};

/** Writes a result where it waits for the task to land or to be given up; one that is there already stays as it is. */
export const keepResult = async (
  { repository, reached }: Workshop,
  { task, n, text }: Parameters<Git["keepResult"]>[0],
): Promise<void> => {
  const place = repository.checkout;
  const ref = resultsRef(task);
  const before = await commitOf(place, ref);
  const held = before === undefined ? [] : await listFiles(place, before, []);
  const name = `${n}.md`;
  if (held.some(({ path }) => path === name)) return;
  const oid = await line(place, ["hash-object", "-w", "--stdin"], { input: text });
  const rows = [...held, { path: name, oid }].map((file) => `100644 blob ${file.oid}\t${file.path}\0`);
  const tree = await line(place, ["mktree", "-z"], { input: rows.join("") });
  reached("tree written");
  const parents = before === undefined ? [] : ["-p", before];
  const commit = await line(place, ["commit-tree", "--no-gpg-sign", ...parents, "-F", "-", tree], {
    input: `Result of ${task}@${n}\n`,
    identity: ours,
  });
  reached("result committed");
  await run(place, ["update-ref", ref, commit, before ?? "0".repeat(commit.length)]);
};
