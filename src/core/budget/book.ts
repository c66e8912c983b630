import type { Attempt, PastAttempt } from "../attempt.ts";
import type { Config } from "../config.ts";
import type { LiveState } from "../live.ts";
import { charged, worth, type Meter } from "../meter.ts";
import type { Entities } from "../state.ts";
import type { TaskId } from "../task.ts";
import { countedTokens } from "../usage.ts";
import { nothing, plus, type Amounts } from "./amounts.ts";
import { namesOf } from "./budget.ts";
import { add, nothingUsed, type Sums, type Used } from "./used.ts";

/** What of a meter counts against budgets: the dollars of a subscription only where that is asked for. */
const metered = (
  { countSubscriptions }: Pick<Config, "countSubscriptions">,
  meter: Meter | undefined,
): Amounts =>
  meter === undefined
    ? nothing
    : {
        microUsd: countSubscriptions ? worth(meter) : charged(meter),
        tokens: countedTokens(meter.usage),
        ms: 0,
      };

/** All that an attempt has used. */
export const usedUpBy = (
  config: Pick<Config, "countSubscriptions">,
  { meter, worked = 0 }: Pick<Attempt | PastAttempt, "meter" | "worked">,
): Amounts => ({ ...metered(config, meter), ms: worked });

/** Who used something: a task's agent, with a model where that is paid. */
type User = { readonly task: TaskId; readonly agent: string; readonly model?: string };

const namesFor = (
  { tasks }: Pick<Entities, "tasks">,
  { task, agent, model }: User,
): ReturnType<typeof namesOf> => {
  const { labels = [], milestone } = tasks.get(task) ?? {};
  return namesOf({
    agent,
    labels,
    ...(model === undefined ? {} : { model }),
    ...(milestone === undefined ? {} : { milestone }),
  });
};

const modelOf = (meter: Meter | undefined): { readonly model?: string } =>
  meter === undefined ? {} : { model: meter.model };

/** Adds up what a task's agent used beyond what was known. */
export const book = (state: LiveState, user: User, more: Amounts): void => {
  if (more.microUsd === 0 && more.tokens === 0 && more.ms === 0) return;
  const { used = nothingUsed } = state.fleet;
  state.setFleet({ used: add(used, namesFor(state, user), more) });
};

/** Adds up what a meter says beyond the one before it. */
export const bookMeter = (
  state: LiveState,
  { task, agent, before, meter }: Omit<User, "model"> & { readonly before?: Meter; readonly meter: Meter },
): void => {
  const [was, is] = [before, meter].map((one) => metered(state.fleet.config, one)) as [Amounts, Amounts];
  const more = plus(is, { microUsd: -was.microUsd, tokens: -was.tokens, ms: 0 });
  book(state, { task, agent, ...modelOf(meter) }, more);
};

/** What a journal from before anything was added up says was used: all that its attempts did. */
export const usedAsTold = ({ fleet, tasks, records, attempts }: Omit<Entities, "seq">): Used => {
  const past = [...records.values()].flatMap((record) =>
    record.past.map((one) => ({ ...one, task: record.task })),
  );
  const moving = [...attempts.values()].map((one) => ({ ...one, agent: one.spec.agent }));
  let all: Sums = {};
  for (const one of [...past, ...moving]) {
    const names = namesFor({ tasks }, { task: one.task, agent: one.agent, ...modelOf(one.meter) });
    all = add({ ...nothingUsed, all }, names, usedUpBy(fleet.config, one)).all;
  }
  const { spent = 0 } = fleet.day ?? {};
  const today = spent === 0 ? nothingUsed : add(nothingUsed, ["fleet"], { ...nothing, microUsd: spent });
  return { ...today, all };
};
