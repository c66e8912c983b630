import type { Event } from "./event.ts";
import type { Person } from "./person.ts";
import type { Standing } from "./standing.ts";
import type { State } from "./state.ts";
import type { Task } from "./task.ts";

/** What a wish brings about, or why it cannot be had. */
export type Answer = { readonly events: readonly Event[] } | { readonly refused: string };

/** A wish about a task: who made it, under which id. */
export type Case = {
  readonly state: State;
  readonly task: Task;
  readonly now: number;
  readonly id: string;
  readonly by?: Person;
};

const words: Readonly<Partial<Record<Standing["kind"], string>>> = {
  person: "waiting for you",
  until: "waiting for its next try",
  blocked: "waiting for others",
};

/** How a task stands, in words for an answer. */
export const describe = (standing: Standing): string =>
  standing.kind === "moving" ? standing.attempt.step.phase : (words[standing.kind] ?? standing.kind);
