import { fork } from "node:child_process";
import { once } from "node:events";
import { makeRepository } from "../test/world/repository.ts";
import { type Figure, quantile } from "./figure.ts";

type Line = { readonly kind?: string; readonly at: string };

/** A chain of tasks for the built-in agent: one after the other, each in the worktree of the one before. */
const files = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => {
      const after = n === 0 ? "" : `depends_on: [task-${n - 1}]\n`;
      return [
        `tasks/task-${n}.md`,
        `---\ntitle: Task ${n}\nagent: builtin\n${after}verify: ["true"]\n---\n\nDo it.\n`,
      ];
    }),
  );

/**
 * From the moment at which an attempt's worktree is ready until its first request reaches the model: the order to the host, the
 * prompt, the desk, the worker. The first attempt, which starts the worker and makes the worktree, does not count.
 */
export const benchFirstRequest = async (count: number, tell: (figure: Figure) => void): Promise<void> => {
  // A model that answers at once.
  const model = fork(new URL("./programs/model.ts", import.meta.url), ["1", "0"]);
  const [url] = (await once(model, "message")) as [string];
  const firsts: number[] = [];
  const hear = (message: unknown): void => {
    if (typeof message === "number") firsts.push(message);
  };
  model.on("message", hear);
  const repository = makeRepository(files(count));
  Object.assign(repository.env, { ANTHROPIC_API_KEY: "sk-bench", ANTHROPIC_BASE_URL: url });
  try {
    const { out } = await repository.traffic("run", "--yes", "--json");
    const ready = out
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Line)
      .filter(({ kind }) => kind === "attempt.prepared")
      .map(({ at }) => Date.parse(at));
    const waits = ready.map((at, n) => (firsts[n] ?? Number.NaN) - at).slice(1);
    tell({ name: "worktree ready to first model request, median", value: quantile(waits, 0.5), unit: "ms" });
    tell({ name: "worktree ready to first model request, p95", value: quantile(waits, 0.95), unit: "ms" });
  } finally {
    await repository.traffic("down", "--now");
    repository.remove();
    model.kill();
  }
};
