import { handoffOf } from "./config.ts";
import type { Ask } from "./record.ts";
import type { Standing } from "./standing.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** Why GitHub is not asked: until that moment, or where there is an answer until a person has mended it. */
export type Shut = {
  readonly until: number;
  readonly why: string;
  /** What a person can do about it, where nobody else can. */
  readonly answer?: string;
  /** What is missing on this machine: whoever looks here knows whether it still is. */
  readonly here?: "remote" | "sign-in";
};

/** What is known of GitHub. */
export type Reach = {
  readonly github?: Shut;
  /** It was found to let us in, and nothing since says otherwise. */
  readonly reached?: true;
};

/** The same without anything else that came with it. */
export const shutBy = ({ until, why, answer, here }: Shut): Shut => ({
  until,
  why,
  ...(answer === undefined ? {} : { answer }),
  ...(here === undefined ? {} : { here }),
});

type Known = { readonly fleet: Reach };

/** Whether GitHub was found to let us in: what leaves by pull request may begin. */
export const isReached = ({ fleet }: Known): boolean => fleet.reached === true && fleet.github === undefined;

/** Whether a task's work is to leave by pull request. */
export const leaves = ({ fleet }: Pick<State, "fleet">, task: Task): boolean =>
  handoffOf(fleet.config, task) === "pr";

/** What a person has to mend before a task can leave by pull request, and how it can do without one. */
export const reachFault = (state: Pick<State, "fleet">, task: Task): Ask | undefined => {
  const { github } = state.fleet;
  if (github?.answer === undefined || !leaves(state, task)) return undefined;
  const file = task.handoff === "pr" ? "its file" : "traffic.yaml";
  return { what: github.why, answer: `${github.answer}; or write \`handoff: local\` into ${file}` };
};

/** Whether a task would begin if GitHub let its work in. */
export const waitsForReach = (state: Pick<State, "fleet">, standing: Standing, task: Task): boolean => {
  if (standing.kind === "ready") return leaves(state, task);
  return standing.kind === "person" && standing.ask.what === reachFault(state, task)?.what;
};
