import type { Oid } from "../core/evidence.ts";
import type { Git, StoredResult } from "../engine/ports/git.ts";
import { line, run } from "./command.ts";
import { ours } from "./identity.ts";
import { resultsRef } from "./names.ts";
import { writeTree } from "./planting.ts";
import { readTexts } from "./objects.ts";
import { commitOf } from "./refs.ts";
import { entriesIn, entriesOf, isFile } from "./trees.ts";
import type { Workshop } from "./workshop.ts";
import { writeObject } from "./writing.ts";

const numbered = (name: string): number | undefined => {
  const match = /^(\d+)\.md$/.exec(name);
  return match === null ? undefined : Number(match[1]);
};

/** The task's results, those waiting and those in the target's tree, oldest first; what landed counts before what waits. */
export const results = async (
  { repository }: Workshop,
  { task, ground }: Parameters<Git["results"]>[0],
): Promise<readonly StoredResult[]> => {
  const place = repository.checkout;
  const folder = `${ground.config.folders.results}/${task}`;
  const [kept, landed] = await Promise.all([
    entriesOf(place, resultsRef(task)),
    entriesIn(place, `refs/heads/${ground.target}`, folder),
  ]);
  const byNumber = new Map(
    [...(kept ?? []), ...landed].filter(isFile).flatMap(({ name, oid }): [number, Oid][] => {
      const n = numbered(name);
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
  const held = before === undefined ? [] : ((await entriesOf(place, before)) ?? []).filter(isFile);
  const name = `${n}.md`;
  if (held.some((file) => file.name === name)) return;
  const oid = await writeObject(place, "blob", text);
  const tree = await writeTree(place, [...held, { name, mode: "100644", oid }]);
  reached("tree written");
  const parents = before === undefined ? [] : ["-p", before];
  const commit = await line(place, ["commit-tree", "--no-gpg-sign", ...parents, "-F", "-", tree], {
    input: `Result of ${task}@${n}\n`,
    identity: ours,
  });
  reached("result committed");
  await run(place, ["update-ref", ref, commit, before ?? "0".repeat(commit.length)]);
};
