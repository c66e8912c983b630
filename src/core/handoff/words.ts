import type { Verdict } from "./action.ts";
import type { Handoff, Pull, Seen } from "./seen.ts";

/** What a row looks at. `pull` is missing where none is about this work yet. */
export type Case = { readonly handoff: Handoff; readonly seen: Seen; readonly pull?: Pull };

/** Labels of ours: what is ours, what is not to be merged yet, what waits for a person. */
export const labels = { ours: "traffic", hold: "traffic:hold", person: "traffic:needs-human" } as const;

/** The context of our own commit status. */
export const policyContext = "traffic/policy";

/** How long until the next look: while GitHub catches up, and where news will tell sooner, in milliseconds. */
export const soon = 5_000;
export const looked = 15 * 60_000;

export const wait = (why: string, again: number): Verdict => ({ kind: "wait", why, again });

export const ask = (why: string, answer: string): Verdict => ({ kind: "ask", why, answer });

export const held = (why: string, answer: string): Verdict => ({ kind: "held", why, answer });
