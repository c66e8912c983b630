import type { Attempt } from "./attempt.ts";
import type { Event } from "./event.ts";
import type { Input } from "./input.ts";
import type { Standing } from "./standing.ts";
import { isReached, shutBy, waitsForReach } from "./reach.ts";
import { attemptOf, type State } from "./state.ts";
import type { Task } from "./task.ts";

/** The attempt that is handed over with what is known of its pull request. */
export type HandedOver = Attempt & { readonly step: { readonly phase: "handover" } };

export const isHandedOver = (attempt: Attempt): attempt is HandedOver => attempt.step.phase === "handover";

/** Whether GitHub is to be asked about an attempt now: nothing is waited for, and it is its turn if it only needs that. */
export const isAsked = (state: State, { key, step }: HandedOver): boolean =>
  state.fleet.github === undefined &&
  step.waits === undefined &&
  (step.ready !== true || state.fleet.lane === key);

/** The ways in which news from GitHub comes: it is asked for as long as it is of use to anyone, and heard whenever it comes. */
export const followings = ({ fleet, attempts }: State): readonly ("asking" | "webhook")[] => [
  ...(fleet.github === undefined && attempts.values().some(isHandedOver) ? (["asking"] as const) : []),
  ...(fleet.config.github.webhookPort === undefined ? [] : (["webhook"] as const)),
];

/** Whether GitHub is asked for what is to be done. */
export const isTending = ({ fleet }: State): boolean =>
  fleet.config.github.proposals && fleet.github === undefined;

/** Whether a person is what keeps us from asking GitHub. */
const isAnswerable = ({ fleet: { github } }: State): boolean => github?.answer !== undefined;

const opened = { kind: "github.opened" } as const;

/** News from GitHub only says where to look again. */
const judgePulls = (state: State, { tasks }: Extract<Input, { kind: "pulls" }>): Event[] => {
  const named =
    tasks === "all" ? [...state.attempts.values()] : tasks.flatMap((task) => attemptOf(state, task) ?? []);
  // What a person was asked to mend may be mended by now.
  return [
    ...(tasks === "all" && isAnswerable(state) ? [opened] : []),
    ...named
      .filter((attempt) => isHandedOver(attempt) && !isAsked(state, attempt))
      .map(({ key }) => ({ kind: "attempt.poked", key }) as const),
  ];
};

/** What is known already is told once; what a person is to mend may by now be something else. */
const judgeShut = (state: State, shut: Extract<Input, { kind: "shut" }>): Event[] => {
  const { github } = state.fleet;
  const isOther = isAnswerable(state) && (github?.why !== shut.why || github.answer !== shut.answer);
  return github === undefined || isOther ? [{ kind: "github.closed", ...shutBy(shut) }] : [];
};

type OfGithub = Extract<Input, { kind: "pulls" | "shut" | "reached" | "unsure" }>;

const ofGithub: ReadonlySet<Input["kind"]> = new Set(["pulls", "shut", "reached", "unsure"]);

export const isOfGithub = (input: Input): input is OfGithub => ofGithub.has(input.kind);

/** What GitHub has to tell, or what looking for it found. */
export const judgeGithub = (state: State, input: OfGithub): Event[] => {
  switch (input.kind) {
    case "pulls":
      return judgePulls(state, input);
    case "shut":
      return judgeShut(state, input);
    case "reached":
      return isReached(state) ? [] : [{ kind: "github.reached" }];
    case "unsure":
      return isReached(state) || isAnswerable(state) ? [opened] : [];
  }
};

/** Whether is to be looked if GitHub lets us in: before the first task that needs it begins, and while a person is to mend it. */
export const isLooking = (state: State): boolean => {
  const { fleet, queue, attempts } = state;
  if (isReached(state)) return false;
  if (fleet.github === undefined) return queue.leaving.size > 0;
  const isWanted =
    queue.leaving.size > 0 ||
    fleet.config.github.proposals ||
    attempts.values().some((one) => isShut(state, one));
  return isAnswerable(state) && isWanted;
};

/** The moments at which GitHub is asked again whatever the news: what waits for a person is looked for all the time. */
export function* looks({ fleet, attempts }: State): Iterable<number | undefined> {
  if (fleet.github?.answer === undefined) yield fleet.github?.until;
  for (const { step } of attempts.values()) if (step.phase === "handover") yield step.waits?.until;
}

/** What is to be asked again now that its moment has come. */
export const lookAgain = (state: State, now: number): Event | undefined => {
  const { github } = state.fleet;
  if (github !== undefined && github.answer === undefined && github.until <= now) return opened;
  for (const { key, step } of state.attempts.values())
    if (step.phase === "handover" && (step.waits?.until ?? Infinity) <= now)
      return { kind: "attempt.poked", key };
  return undefined;
};

/** Whether it needs a word with GitHub, and GitHub is not asked now. */
export const isShut = ({ fleet }: State, { spec, step }: Attempt): boolean =>
  fleet.github !== undefined &&
  spec.handoff === "pr" &&
  ["preparing", "verifying", "handover"].includes(step.phase);

/**
 * What an attempt holds for nothing while GitHub is not asked: a slot and money before it has begun, a place to verify in, and
 * the lane.
 */
export const letGo = (state: State): Event | undefined => {
  if (state.fleet.github === undefined) return undefined;
  for (const attempt of state.attempts.values()) {
    if (!isShut(state, attempt)) continue;
    const { key, step } = attempt;
    if (step.phase === "preparing") return { kind: "attempt.unclaimed", key };
    const isHolding = step.phase === "verifying" && (step.slot !== undefined || state.fleet.lane === key);
    if (isHolding) return { kind: "attempt.unadmitted", key };
  }
  return undefined;
};

/** A person has put something right at GitHub, or signed in: it is asked again at once. */
export const askNow = (state: State, standing: Standing, task: Task): Event[] => {
  if (standing.kind === "person") return waitsForReach(state, standing, task) ? [opened] : [];
  if (standing.kind !== "moving") return [];
  const { attempt } = standing;
  const isWaiting = isHandedOver(attempt) && attempt.step.waits !== undefined;
  return [
    ...(isShut(state, attempt) ? [opened] : []),
    ...(isWaiting ? [{ kind: "attempt.poked", key: attempt.key } as const] : []),
  ];
};

/** Whether a person is what a handed over attempt waits for. */
export const asksPerson = (state: State, attempt: Attempt): boolean =>
  (attempt.step.phase === "handover" && attempt.step.waits?.answer !== undefined) ||
  (isShut(state, attempt) && state.fleet.github?.answer !== undefined);
