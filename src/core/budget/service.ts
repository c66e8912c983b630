import type { Attempt, AttemptSpec } from "../attempt.ts";
import type { Failure } from "../failure.ts";
import type { LiveState } from "../live.ts";
import type { Meter } from "../meter.ts";
import type { State } from "../state.ts";
import { answered, outageAfter, type Outage } from "./outage.ts";
import { faster, hasRoom, slower, type Pace } from "./pace.ts";
import { openings, reopened, see, shutFor, type Seen } from "./quota.ts";
import { isAtWork } from "./time.ts";

/** What a driver is signed in with, as windows are remembered under. */
export const accountOf = ({ terms }: Pick<AttemptSpec, "terms">): string => terms?.driver ?? "builtin";

/** How many attempts are about to work, or at work, with each model. */
const workingWith = ({ attempts }: Pick<State, "attempts">): ReadonlyMap<string, number> => {
  const working = new Map<string, number>();
  for (const attempt of attempts.values()) {
    const { terms } = attempt.spec;
    if (terms === undefined || (!isAtWork(attempt) && attempt.step.phase !== "preparing")) continue;
    working.set(terms.model, (working.get(terms.model) ?? 0) + 1);
  }
  return working;
};

const setPace = (state: LiveState, model: string, pace: Pace | undefined): void => {
  const { [model]: _, ...paces } = state.fleet.paces ?? {};
  const isFree = pace === undefined || pace.limit >= state.fleet.config.slots.agents;
  state.setFleet({ paces: isFree ? paces : { ...paces, [model]: pace } });
};

/** A window that is used up refuses everybody: that says nothing of how many may ask at once. */
const isShut = ({ quotas = [] }: Meter): boolean =>
  quotas.some(({ state, billed }) => state === "hit" && !billed);

/** How many may work with a model after a meter told more refusals, or more turns, than the one before. */
const paceAfter = (
  state: LiveState,
  model: string,
  { before, meter, at }: { readonly before: Meter | undefined; readonly meter: Meter; readonly at: number },
): Pace | undefined => {
  const { paces = {}, config } = state.fleet;
  const pace = paces[model];
  const refused = (meter.throttled ?? 0) > (before?.throttled ?? 0);
  if (refused && !isShut(meter)) return slower(pace, { working: workingWith(state).get(model) ?? 1, at });
  const turns = meter.turns - (before?.turns ?? 0);
  return pace === undefined || refused ? pace : faster(pace, turns, config.slots.agents);
};

/** What an attempt's meter says of the service: windows, refusals, turns that went well. */
export const feel = (
  state: LiveState,
  { spec, meter: before }: Attempt,
  { meter, at }: { readonly meter: Meter; readonly at: number },
): void => {
  const { terms } = spec;
  if (terms === undefined) return;
  const { quotas = {}, paces = {} } = state.fleet;
  const told = meter.quotas ?? [];
  if (told.length > 0) state.setFleet({ quotas: see(quotas, accountOf(spec), { told, at }) });
  const pace = paceAfter(state, terms.model, { before, meter, at });
  if (pace !== paces[terms.model]) setPace(state, terms.model, pace);
  const { outages } = state.fleet;
  if (outages?.[accountOf(spec)] !== undefined && meter.turns > (before?.turns ?? 0))
    state.setFleet({ outages: answered(outages, accountOf(spec)) });
};

/** A service that fails one who works fails others: they do not begin before it was found to answer again. */
const noteOutage = (
  state: LiveState,
  { spec }: Attempt,
  { failure, at }: { readonly failure: Failure; readonly at: number },
): void => {
  if (spec.terms === undefined || failure.service === undefined) return;
  const outages = outageAfter(state.fleet.outages ?? {}, accountOf(spec), { why: failure.why, at });
  state.setFleet({ outages });
};

/** A service that names the moment from which on it lets an attempt in again lets nobody else in before it. */
const noteLimit = (
  state: LiveState,
  { spec }: Attempt,
  { failure, at }: { readonly failure: Failure; readonly at: number },
): void => {
  const { terms } = spec;
  const { kind, retryAt } = failure;
  if (terms === undefined || kind !== "rate_limited" || retryAt === undefined) return;
  const { quotas = {} } = state.fleet;
  const account = accountOf(spec);
  const known = shutFor(quotas, { account, model: terms.model }, at);
  if (known !== undefined && known.shutUntil >= retryAt) return;
  const told = { name: `requests to ${terms.model}`, model: terms.model, state: "hit" } as const;
  state.setFleet({
    quotas: see(quotas, account, { told: [{ ...told, resetsAt: retryAt, billed: false }], at }),
  });
};

/** What the failure of one says of the service to all who ask it. */
export const shutOut = (
  state: LiveState,
  attempt: Attempt,
  found: { readonly failure: Failure; readonly at: number },
): void => {
  noteLimit(state, attempt, found);
  noteOutage(state, attempt, found);
};

/** Who shall ask which model. */
export type Asking = { readonly account: string; readonly model: string };

/** A service that gives no answers, and the attempt by which it is found out whether it is back. */
export type ServiceOutage = {
  readonly kind: "outage";
  readonly account: string;
  readonly outage: Outage;
  readonly by?: string;
};

/** What of the service keeps an attempt from being begun. */
export type Closed =
  | {
      readonly kind: "quota";
      readonly account: string;
      readonly quota: Seen & { readonly shutUntil: number };
    }
  | ServiceOutage
  | { readonly kind: "pace"; readonly model: string; readonly most: number };

/** By whom it is found out whether a service is back: who began since it was to be asked again. Others may not ask for long. */
const askerOf = (
  { attempts }: Pick<State, "attempts">,
  { account, outage }: { readonly account: string; readonly outage: Outage },
): string | undefined =>
  attempts
    .values()
    .find(
      (one) =>
        one.claimedAt >= outage.until &&
        one.spec.terms !== undefined &&
        accountOf(one.spec) === account &&
        (isAtWork(one) || one.step.phase === "preparing"),
    )?.key;

/** Services that give no answers. */
export const outagesIn = ({
  fleet: { outages = {} },
  attempts,
}: Pick<State, "fleet" | "attempts">): readonly ServiceOutage[] =>
  Object.entries(outages).map(([account, outage]) => {
    const by = askerOf({ attempts }, { account, outage });
    return { kind: "outage", account, outage, ...(by === undefined ? {} : { by }) };
  });

/** Why nobody more may ask a model now; undefined where somebody may. */
export const closedFor = (
  { fleet, attempts }: Pick<State, "fleet" | "attempts">,
  asking: Asking,
  now: number,
): Closed | undefined => {
  const { quotas = {}, paces = {} } = fleet;
  const quota = shutFor(quotas, asking, now);
  if (quota !== undefined) return { kind: "quota", account: asking.account, quota };
  const outage = outagesIn({ fleet, attempts }).find(({ account }) => account === asking.account);
  // One may begin once the wait is over, and finds out for all.
  if (outage !== undefined && (outage.by !== undefined || outage.outage.until > now)) return outage;
  const pace = paces[asking.model];
  const working = pace === undefined ? 0 : (workingWith({ attempts }).get(asking.model) ?? 0);
  return pace === undefined || hasRoom(pace, working)
    ? undefined
    : { kind: "pace", model: asking.model, most: Math.floor(pace.limit) };
};

/** The moments at which windows that are shut open again, and at which services that failed are asked again. */
export const reopenings = ({ quotas = {}, outages = {} }: State["fleet"]): readonly number[] => [
  ...openings(quotas),
  ...Object.values(outages).map(({ until }) => until),
];

/** What a person wants tried at once, whatever was told of it. */
export const tryServices = (state: LiveState): void => {
  const { quotas, outages } = state.fleet;
  if (outages !== undefined) state.setFleet({ outages: {} });
  if (quotas !== undefined) state.setFleet({ quotas: reopened(quotas) });
};
