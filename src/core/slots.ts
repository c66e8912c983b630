import { heldSlot, type Attempt } from "./attempt.ts";
import { isShut } from "./handover.ts";
import type { ReadyGroup } from "./ready.ts";
import { scopesOverlap } from "./scope.ts";
import type { State } from "./state.ts";
import type { TaskId } from "./task.ts";

const slotOf = ({ step }: Attempt): number | undefined => heldSlot(step).slot;

/** What the worktree of an agent slot is called: its folder, and on screen. */
export const worktreeName = (slot: number): string => `agent-${slot}`;

/** A person shall have its worktree, and there is none for it yet. */
export const isUnseated = ({ step }: Attempt): boolean => step.phase === "taking" && step.slot === undefined;

/** The lowest slot that nobody holds. Those above the count may still be held after the configuration made it smaller: they count all the same. */
export const lowestFree = (holders: Iterable<number | undefined>, count: number): number | undefined => {
  const taken = new Set(holders);
  taken.delete(undefined);
  if (taken.size >= count) return undefined;
  for (let slot = 0; slot < count; slot += 1) if (!taken.has(slot)) return slot;
  return undefined;
};

/** The lowest agent slot nobody works in or still cleans. */
export const freeAgentSlot = (state: State): number | undefined =>
  lowestFree(state.attempts.values().map(slotOf), state.fleet.config.slots.agents);

/** Why nothing new is claimed although a slot is free: what was claimed before has not gone on. */
export type Congestion = {
  readonly kind: "review" | "verification" | "landing";
  readonly waiting: number;
  readonly most: number;
};

/** Whether it waits for nothing but others that land before it: what a person has in its way may stay there all night. */
const isInLine = ({ fleet }: State, { key, step }: Attempt): boolean =>
  step.phase === "landing" && step.blocked === undefined && key !== fleet.lane;

/**
 * What has piled up behind the agents, if anything: as many attempts waiting for review as a person wants to have there, or
 * as many waiting to be verified, or for others to land, as there are agents to make more. What waits long to land meets ever
 * more that landed before it, and is made anew where they collide.
 */
export const congestionOf = (state: State): Congestion | undefined => {
  const { slots, maxInReview = Infinity } = state.fleet.config;
  let [reviews, unverified, inLine] = [0, 0, 0];
  for (const attempt of state.attempts.values()) {
    const { step } = attempt;
    if (step.phase === "review") reviews += 1;
    if (step.phase === "verifying" && step.slot === undefined && !isShut(state, attempt)) unverified += 1;
    if (isInLine(state, attempt)) inLine += 1;
  }
  if (reviews >= maxInReview) return { kind: "review", waiting: reviews, most: maxInReview };
  const most = slots.agents;
  if (unverified >= most) return { kind: "verification", waiting: unverified, most };
  return inLine >= most ? { kind: "landing", waiting: inLine, most } : undefined;
};

/** Why a ready group must wait although there is a free slot: its agent is fully used, or its files are being changed. */
export const gateOf = (
  state: State,
  { agent, touches }: Pick<ReadyGroup, "agent" | "touches">,
): { kind: "agent"; used: number } | { kind: "files"; holder: TaskId } | undefined => {
  const limit = state.fleet.agents.find((profile) => profile.name === agent)?.slots ?? Infinity;
  let used = 0;
  for (const attempt of state.attempts.values()) {
    if (attempt.spec.agent === agent && slotOf(attempt) !== undefined) used += 1;
    if (attempt.step.phase !== "ending" && scopesOverlap(attempt.spec.touches, touches))
      return { kind: "files", holder: attempt.task };
  }
  return used >= limit ? { kind: "agent", used } : undefined;
};

/** Whether an agent has as much to do as it may. */
export const fullAgents = (state: State): ((agent: string) => boolean) => {
  const used = Map.groupBy(
    state.attempts.values().filter((attempt) => slotOf(attempt) !== undefined),
    ({ spec }) => spec.agent,
  );
  const limits = new Map(state.fleet.agents.map(({ name, slots }) => [name, slots]));
  return (agent) => (used.get(agent)?.length ?? 0) >= (limits.get(agent) ?? Infinity);
};
