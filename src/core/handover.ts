import type { Attempt } from "./attempt.ts";
import type { Event } from "./event.ts";
import type { Input } from "./input.ts";
import type { Standing } from "./standing.ts";
import { attemptOf, type State } from "./state.ts";

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

/** News from GitHub only says where to look again. */
const judgePulls = (state: State, { tasks }: Extract<Input, { kind: "pulls" }>): Event[] => {
  const named =
    tasks === "all" ? [...state.attempts.values()] : tasks.flatMap((task) => attemptOf(state, task) ?? []);
  // What a person was asked to mend may be mended by now.
  const mended = tasks === "all" && state.fleet.github?.answer !== undefined;
  return [
    ...(mended ? [{ kind: "github.opened" } as const] : []),
    ...named
      .filter((attempt) => isHandedOver(attempt) && !isAsked(state, attempt))
      .map(({ key }) => ({ kind: "attempt.poked", key }) as const),
  ];
};

/** What is known already is told once. */
const judgeShut = ({ fleet }: State, { until, why, answer }: Extract<Input, { kind: "shut" }>): Event[] => {
  const shut = { until, why, ...(answer === undefined ? {} : { answer }) };
  return fleet.github === undefined ? [{ kind: "github.closed", ...shut }] : [];
};

type OfGithub = Extract<Input, { kind: "pulls" | "shut" }>;

export const isOfGithub = (input: Input): input is OfGithub =>
  input.kind === "pulls" || input.kind === "shut";

/** What GitHub has to tell. */
export const judgeGithub = (state: State, input: OfGithub): Event[] =>
  input.kind === "pulls" ? judgePulls(state, input) : judgeShut(state, input);

/** The moments at which GitHub is asked again whatever the news. */
export function* looks({ fleet, attempts }: State): Iterable<number | undefined> {
  yield fleet.github?.until;
  for (const { step } of attempts.values()) if (step.phase === "handover") yield step.waits?.until;
}

/** What is to be asked again now that its moment has come. */
export const lookAgain = (state: State, now: number): Event | undefined => {
  const { github } = state.fleet;
  if (github !== undefined && github.until <= now) return { kind: "github.opened" };
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

/** A person has put something right at GitHub, or signed in: it is asked again at once. */
export const askNow = (state: State, standing: Standing): Event[] => {
  if (standing.kind !== "moving") return [];
  const { attempt } = standing;
  const isWaiting = isHandedOver(attempt) && attempt.step.waits !== undefined;
  return [
    ...(isShut(state, attempt) ? [{ kind: "github.opened" } as const] : []),
    ...(isWaiting ? [{ kind: "attempt.poked", key: attempt.key } as const] : []),
  ];
};

/** Whether a person is what a handed over attempt waits for. */
export const asksPerson = (state: State, attempt: Attempt): boolean =>
  (attempt.step.phase === "handover" && attempt.step.waits?.answer !== undefined) ||
  (isShut(state, attempt) && state.fleet.github?.answer !== undefined);
