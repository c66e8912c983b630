import type { Attempt, PastAttempt } from "../attempt.ts";
import type { Config } from "../config.ts";
import type { LiveState } from "../live.ts";
import { charged, worth, type Meter } from "../meter.ts";
import type { Entities } from "../state.ts";
import type { TaskId } from "../task.ts";
import { countedTokens } from "../usage.ts";
import { atLeastNothing, nothing, plus, type Amounts } from "./amounts.ts";
import { namesOf } from "./budget.ts";
import { addLately } from "./lately.ts";
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
export const book = (
  state: LiveState,
  user: User,
  { amounts, at }: { readonly amounts: Amounts; readonly at: number },
): void => {
  if (amounts.microUsd === 0 && amounts.tokens === 0 && amounts.ms === 0) return;
  const { used = nothingUsed, lately } = state.fleet;
  const names = namesFor(state, user);
  state.setFleet({
    used: add(used, names, amounts),
    lately: addLately(lately, { names, amounts: atLeastNothing(amounts), at }),
  });
};

type Metered = Omit<User, "model"> & { readonly before?: Meter; readonly meter: Meter };

/** Adds up what a meter says beyond the one before it. */
export const bookMeter = (state: LiveState, { task, agent, before, meter }: Metered, at: number): void => {
  const { config } = state.fleet;
  const was = metered(config, before);
  const amounts = plus(metered(config, meter), { microUsd: -was.microUsd, tokens: -was.tokens, ms: 0 });
  book(state, { task, agent, ...modelOf(meter) }, { amounts, at });
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
