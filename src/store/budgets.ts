import * as z from "zod";
import type { Limit } from "../core/budget/amounts.ts";
import type { Budget, Over, Per } from "../core/budget/budget.ts";
import { modelNamed } from "../core/ladder.ts";
import { microUsd } from "../core/prices.ts";
import { budget as readLimit } from "./readers.ts";

const amount = z.union([z.number().min(0), z.string()]);

const amounts = {
  usd: amount.optional().describe("US dollars."),
  tokens: amount.optional().describe("Tokens but those read back from a cache: 500000, 500k, 5M."),
  minutes: amount.optional().describe("Minutes of work awake: 90, 1h30m."),
};

/** All that is said of a budget but from when to when it is counted. */
const amountsIn = (written: object): object =>
  Object.fromEntries(Object.entries(written).filter(([key, value]) => key !== "per" && value !== undefined));

const readable = (written: object): boolean => {
  const given = amountsIn(written);
  return Object.keys(given).length > 0 && readLimit(given) !== undefined;
};

const expected = "must say usd, tokens or minutes: numbers, 500k, 1h30m";

const limit = z.strictObject(amounts).refine(readable, expected);

const named = z.record(
  z.string().trim().min(1),
  z
    .strictObject({
      ...amounts,
      per: z.enum(["day", "week"]).optional().describe("Counted in all where it is missing."),
    })
    .refine(readable, expected),
);

/** What `budgets` in a roadmap's front matter may say: of its own milestones, by their names. */
export const milestoneBudgets = named;

/** What a roadmap says of its milestones, in the same shape. */
export const milestoneBudgetsIn = (
  written: z.infer<typeof named>,
  { id, file }: { readonly id: string; readonly file: string },
): readonly Budget[] =>
  each(written, (name) => ({ kind: "milestone", name: `${id}#${name}` })).map((one) => ({ ...one, file }));

/** What `budgets` in `traffic.yaml` may say. */
export const budgetsSchema = z
  .strictObject({
    fleet: limit.describe("All that is used, until you raise it."),
    day: limit.describe("From midnight to midnight."),
    week: limit.describe("From Monday to Monday."),
    task: limit.describe("Each task with all its attempts, where its own file does not say."),
    milestones: named.describe("By `<roadmap>#<milestone>`."),
    labels: named.describe("By label."),
    agents: named.describe("By agent."),
    models: named.describe("By model."),
  })
  .partial();

type Fields = z.infer<typeof budgetsSchema>;
type Written = z.infer<typeof limit> & { readonly per?: Per | undefined };

const limitOf = (written: Written): Limit => {
  const { usd, tokens, minutes } = readLimit(amountsIn(written)) ?? {};
  return {
    ...(usd === undefined ? {} : { microUsd: microUsd(usd) }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(minutes === undefined ? {} : { ms: minutes * 60_000 }),
  };
};

const each = (written: Fields["labels"], overOf: (name: string) => Over): readonly Budget[] =>
  Object.entries(written ?? {}).map(([name, one]) => ({
    over: overOf(name),
    per: one.per ?? "all",
    limit: limitOf(one),
  }));

const one = (written: Written | undefined, over: Over, per: Per): readonly Budget[] =>
  written === undefined ? [] : [{ over, per, limit: limitOf(written) }];

const fleet: Over = { kind: "fleet" };

/** Dollars of a task and of a day are caps. */
const butDollars = (budgets: readonly Budget[]): readonly Budget[] =>
  budgets.flatMap(({ over, per, limit: { tokens, ms } }) => {
    if (tokens === undefined && ms === undefined) return [];
    const limit = { ...(tokens === undefined ? {} : { tokens }), ...(ms === undefined ? {} : { ms }) };
    return [{ over, per, limit }];
  });

/** Every budget that is written, in one shape. */
export const budgetsIn = (fields: Fields | undefined): readonly Budget[] => [
  ...one(fields?.fleet, fleet, "all"),
  ...butDollars(one(fields?.day, fleet, "day")),
  ...one(fields?.week, fleet, "week"),
  ...butDollars(one(fields?.task, { kind: "task" }, "all")),
  ...each(fields?.milestones, (name) => ({ kind: "milestone", name })),
  ...each(fields?.labels, (name) => ({ kind: "label", name })),
  ...each(fields?.agents, (name) => ({ kind: "agent", name })),
  ...each(fields?.models, (name) => ({ kind: "model", name: modelNamed(name) })),
];

/** What the caps are where only `budgets` says. */
export const capsIn = (
  fields: Fields | undefined,
): { readonly taskUsd?: number; readonly dayUsd?: number } => {
  const [task, day] = [fields?.task, fields?.day].map((written) =>
    written === undefined ? undefined : limitOf(written).microUsd,
  );
  return {
    ...(task === undefined ? {} : { taskUsd: task / 1e6 }),
    ...(day === undefined ? {} : { dayUsd: day / 1e6 }),
  };
};
