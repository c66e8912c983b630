import { shellTask } from "./repository.ts";

/** Thirty shell tasks in a graph: each writes a file of its own and needs those of its parents. */
export const graphOfThirty = (): { files: Record<string, string>; parents: Record<string, string[]> } => {
  const files: Record<string, string> = {};
  const parents: Record<string, string[]> = {};
  for (let at = 0; at < 30; at += 1) {
    const id = `t${String(at).padStart(2, "0")}`;
    const needs =
      at < 5
        ? []
        : [...new Set([Math.floor(at / 2), (at * 7) % at, at - 3])].map(
            (n) => `t${String(n).padStart(2, "0")}`,
          );
    parents[id] = needs;
    const tests = needs.map((need) => `test -f out/${need}.txt`);
    const work = [...tests, "mkdir -p out", `echo ${id} > out/${id}.txt`].join(" && ");
    const keys = {
      verify: JSON.stringify([`grep -q ${id} out/${id}.txt`]),
      depends_on: `[${needs.join(", ")}]`,
      priority: `P${at % 4}`,
    };
    files[`tasks/${id}.md`] = shellTask(work, keys);
  }
  return { files, parents };
};
