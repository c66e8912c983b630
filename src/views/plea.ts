import type { Attempt } from "../core/attempt.ts";
import { namesNobody, type Standing } from "../core/standing.ts";
import type { Task, TaskId } from "../core/task.ts";
import { command, list, lookThenRetry, who } from "./words.ts";

/** What a person is asked for, and what answers: a command, or an edit. */
export type Plea = { readonly what: string; readonly answer: string };

const attemptPlea = (id: TaskId, { step }: Attempt): Plea | undefined => {
  if (step.phase === "review") {
    const answer = `${command("approve", id)}, or ${command("reject", id)} --note 'what is wrong'`;
    return { what: step.why, answer };
  }
  if (step.phase === "handover" && step.waits?.answer !== undefined)
    return { what: step.waits.why, answer: step.waits.answer };
  if (step.phase === "taken")
    return { what: `${who(step.by)} has it in ${step.path}`, answer: command("give", id) };
  if (step.phase !== "landing" || step.blocked === undefined) return undefined;
  const { why, paths } = step.blocked;
  const answer = paths.length === 0 ? "put the checkout right" : `commit, stash or move away ${list(paths)}`;
  return { what: why, answer: `${answer}; it then lands by itself` };
};

type Pleas = {
  readonly [K in Standing["kind"]]?: (
    task: Task,
    standing: Standing & { readonly kind: K },
  ) => Plea | undefined;
};

const pleas: Pleas = {
  moving: ({ id }, { attempt }) => attemptPlea(id, attempt),
  person: (_, { ask }) => ask,
  failed: ({ id }, { failure }) => ({
    what: failure?.why ?? "its file says failed",
    answer: failure === undefined ? command("retry", id) : lookThenRetry(id),
  }),
  draft: ({ id }) => ({ what: "it is a draft", answer: command("release", id) }),
  held: ({ id }) => ({ what: "it is held", answer: command("release", id) }),
  broken: ({ file }, { why }) => ({
    what: why,
    answer: why === namesNobody ? `write \`agent: builtin\`, or a command, into ${file}` : `mend ${file}`,
  }),
};

/** What a task waits for from a person; undefined when it waits for none. */
export const pleaOf = (task: Task, standing: Standing): Plea | undefined => {
  const plea = pleas[standing.kind] as ((task: Task, standing: Standing) => Plea | undefined) | undefined;
  return plea?.(task, standing);
};
