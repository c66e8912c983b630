import * as z from "zod";
import { callings, type Check, type Config } from "../core/config.ts";
import type { Problem } from "../core/problem.ts";
import { lowest } from "../core/budget/amounts.ts";
import { budgetsIn, budgetsSchema, capsIn } from "./budgets.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import { expectations } from "./expectations.ts";
import { faultsOf, inFile } from "./faults.ts";
import { readYaml } from "./front.ts";
import type { Parsed } from "./task.ts";

/** Minutes a check may take where it names none. */
const checkMinutes = 10;

const text = z.string().trim().min(1);

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

const minutes = z.number().positive();
const dollars = z.number().min(0).max(100_000);
const slots = z.int().min(1).max(1000);

/** A folder inside the repository, without a slash at its end. */
const folder = text
  .regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))/, "must be a path inside the repository")
  .overwrite((path) => path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, ""));

const check = z.union([
  text,
  z.strictObject({
    name: text.optional().describe("What it is called in results; the command where it is missing."),
    run: text.describe("The command; it passes when it exits with 0."),
    dir: folder.optional().describe("Where it runs, from the repository's root."),
    minutes: minutes.optional().describe("Limit of time awake."),
  }),
]);

const schema = z
  .strictObject({
    target: text.describe("The branch that work lands on."),
    folders: z
      .strictObject({ tasks: folder, roadmaps: folder, agents: folder, results: folder })
      .partial()
      .describe("Where documents are, from the repository's root."),
    slots: z
      .strictObject({ agents: z.union([slots, z.literal("auto")]), verification: slots })
      .partial()
      .describe(
        "How many attempts work, and how many are verified, at once; auto: as many as the machine bears.",
      ),
    max_in_review: slots.describe("While so many attempts wait for your review, nothing new starts."),
    checks: z.array(check).describe("Commands that work must pass before it lands."),
    judge: z.array(text).describe("Globs of files that judge work and that no attempt may change."),
    setup: z
      .strictObject({ run: text, inputs: z.array(text), outputs: z.array(text) })
      .describe("How a fresh worktree is made usable."),
    minutes: minutes.describe("Limit, in time awake, of an attempt whose task sets none."),
    commits: z
      .strictObject({ sign: z.boolean(), hooks: z.boolean() })
      .partial()
      .describe("Whether our commits are signed, and run hooks."),
    caps: z
      .strictObject({ task_usd: dollars, day_usd: dollars })
      .partial()
      .describe("The most that is spent on one task, and in one day, in US dollars."),
    budgets: budgetsSchema.describe(
      "The most that is used, in dollars, tokens and minutes, by whom and when.",
    ),
    count_subscriptions: z
      .boolean()
      .describe("Whether what a subscription pays counts against limits in dollars."),
    time_zone: text
      .refine(isTimeZone, "must be a time zone such as Europe/Berlin")
      .describe("Where midnight and Monday are; where the machine is if missing."),
    allow_unknown_price: z
      .boolean()
      .describe("Whether models may be used whose price is not known: no cap in dollars holds for them."),
    models: z.array(text).min(1).describe("Models of agents that name none, the cheapest first."),
    teams: z
      .record(text, z.array(text).min(1))
      .describe("Agents under one name, in the order in which a task that is rejected climbs them."),
    turns: slots.describe("How many turns of a model one attempt may take."),
    review: z
      .enum(["checks", "person"])
      .describe("Who decides that work may land where its task does not say: its checks, or a person too."),
    handoff: z
      .enum(["local", "pr"])
      .describe("How work reaches the target where its task does not say: by itself, or by pull request."),
    github: z
      .strictObject({
        remote: text.describe("The remote that pull requests are made at."),
        merge: z.enum(["merge", "squash", "rebase"]).describe("How pull requests are merged."),
        checks: z.array(text).describe("Checks of a pull request that must be green before it is merged."),
        webhook_port: z
          .int()
          .min(1)
          .max(65_535)
          .describe("Where webhooks come in on this machine; TRAFFIC_WEBHOOK_SECRET signs them."),
        proposals: z
          .boolean()
          .describe("Whether issues labelled traffic, and red runs on the target, become drafts here."),
        poll_seconds: z.number().min(1).max(3600).describe("How often news is asked for, at most."),
      })
      .partial()
      .describe("Pull requests at GitHub."),
    notify: z.enum(callings).describe("How a run in a terminal calls you when it waits for you."),
    env: z
      .strictObject({ agent: z.array(text) })
      .partial()
      .describe("Names of environment variables that agents are given."),
  })
  .partial();

type Fields = z.infer<typeof schema>;

const checkOf = (written: z.infer<typeof check>): Check => {
  if (typeof written === "string")
    return { name: written, run: written, minutes: checkMinutes, own: "repository" };
  const { name, run, dir, minutes } = written;
  return {
    name: name ?? run,
    run,
    ...(dir === undefined ? {} : { dir }),
    minutes: minutes ?? checkMinutes,
    own: "repository",
  };
};

const merged = <T extends object>(
  base: T,
  over: { readonly [Key in keyof T]?: T[Key] | undefined } | undefined,
): T =>
  Object.assign(
    {},
    base,
    Object.fromEntries(Object.entries(over ?? {}).filter(([, value]) => value !== undefined)),
  );

type Spending = Pick<
  Config,
  "caps" | "budgets" | "countSubscriptions" | "allowUnknownPrice" | "models" | "teams" | "turns" | "env"
>;

/** Dollars of a task and of a day are caps, wherever they are written; of two the lower one holds. */
const capsOf = ({ caps, budgets }: Fields, defaults: Config["caps"]): Config["caps"] => {
  const { taskUsd, dayUsd } = capsIn(budgets);
  return merged(defaults, {
    taskUsd: lowest(caps?.task_usd, taskUsd),
    dayUsd: lowest(caps?.day_usd, dayUsd),
  });
};

const spendingOf = (fields: Fields, defaults: Spending): Spending => ({
  caps: capsOf(fields, defaults.caps),
  budgets: budgetsIn(fields.budgets),
  countSubscriptions: fields.count_subscriptions ?? defaults.countSubscriptions,
  allowUnknownPrice: fields.allow_unknown_price ?? defaults.allowUnknownPrice,
  models: fields.models ?? defaults.models,
  teams: fields.teams ?? defaults.teams,
  turns: fields.turns ?? defaults.turns,
  env: merged(defaults.env, fields.env),
});

const handoffOf = (fields: Fields, defaults: Pick<Config, "review" | "handoff" | "github">) => ({
  review: fields.review ?? defaults.review,
  handoff: fields.handoff ?? defaults.handoff,
  github: merged(defaults.github, {
    remote: fields.github?.remote,
    merge: fields.github?.merge,
    checks: fields.github?.checks,
    pollSeconds: fields.github?.poll_seconds,
    proposals: fields.github?.proposals,
    webhookPort: fields.github?.webhook_port,
  }),
});

/** So many worktrees there may be where the machine alone says how many agents work. */
const mostAgents = 100;

const slotsOf = (written: Fields["slots"], defaults: Config["slots"]): Config["slots"] => {
  const { agents, verification } = written ?? {};
  const slots = merged(defaults, { verification });
  return agents === "auto" ? { ...slots, agents: mostAgents, auto: true } : merged(slots, { agents });
};

const configOf = (fields: Fields): Config => {
  const defaults = machineDefaults();
  return {
    ...(fields.target === undefined ? {} : { target: fields.target }),
    folders: merged(defaults.folders, fields.folders),
    slots: slotsOf(fields.slots, defaults.slots),
    ...(fields.max_in_review === undefined ? {} : { maxInReview: fields.max_in_review }),
    checks: (fields.checks ?? []).map(checkOf),
    judge: fields.judge ?? defaults.judge,
    ...(fields.setup === undefined ? {} : { setup: fields.setup }),
    ...(fields.time_zone === undefined ? {} : { timeZone: fields.time_zone }),
    minutes: fields.minutes ?? defaults.minutes,
    commits: merged(defaults.commits, fields.commits),
    notify: fields.notify ?? defaults.notify,
    ...spendingOf(fields, defaults),
    ...handoffOf(fields, defaults),
  };
};

const knownKeys = Object.keys(schema.shape);

/** Settings whose every word counts: a limit that is misspelt must not leave work without one. */
const limiting: ReadonlySet<unknown> = new Set(["budgets", "caps"]);

const unknownKey = (path: readonly PropertyKey[], line: number): Problem => {
  const key = path.map(String).join(".");
  const [top] = path;
  const isLimit = path.length > 1 && limiting.has(top);
  return {
    code: "unknown_key",
    file: configFile,
    line,
    message: isLimit
      ? `${key} is no limit that is known here, so nothing starts: it may be misspelt.`
      : `${key} is not a setting: it may be a misspelt one, so no run begins.`,
    found: key,
    ...((path.length > 1 ? expectations[String(top)] : undefined) ?? {
      expected: `one of ${knownKeys.join(", ")}`,
      example: "checks: [npm test]",
    }),
  };
};

type Issue = z.core.$ZodIssue;

const isUnknown = (issue: Issue): issue is z.core.$ZodIssueUnrecognizedKeys =>
  issue.code === "unrecognized_keys";

/** Keys that are not settings are left out, and the rest counts. */
const isForgiven = (issue: Issue): issue is z.core.$ZodIssueUnrecognizedKeys =>
  isUnknown(issue) && !limiting.has(issue.path[0]);

const problemsOf = (issues: readonly Issue[], yaml: string): Problem[] => {
  const lineOf = (path: readonly PropertyKey[], key: string): number =>
    faultsOf([{ path: [...path, key], message: "" }], { yaml, before: 0 })[0]?.line ?? 1;
  const unknown = issues
    .filter(isUnknown)
    .flatMap(({ path, keys }) => keys.map((key) => unknownKey([...path, key], lineOf(path, key))));
  const wrong = faultsOf(
    issues.filter((issue) => !isUnknown(issue)),
    { yaml, before: 0 },
  );
  const all = [...unknown, ...inFile(configFile, wrong)].sort((a, b) => a.line - b.line);
  return all.map((problem) => ({
    ...expectations[/^\w+/.exec(problem.message)?.[0] ?? ""],
    ...problem,
  }));
};

/** The values without the keys the schema does not know, so that what is right still counts. */
const without = (values: unknown, issue: z.core.$ZodIssueUnrecognizedKeys): unknown => {
  const copy = structuredClone(values);
  const parent = issue.path.reduce<unknown>(
    (place, key) => (place as Record<PropertyKey, unknown>)[key],
    copy,
  );
  for (const key of issue.keys) delete (parent as Record<string, unknown>)[key];
  return copy;
};

/** Drops empty keys: `checks:` with nothing behind it says nothing. */
const filled = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** Reads `traffic.yaml`. Unknown keys are problems; what can be shown beside them is, but not where they are limits; any other problem leaves it without a value. */
export const parseConfig = (text: string): Parsed<Config> => {
  const front = readYaml(text);
  if (front.kind === "unreadable") return { problems: inFile(configFile, [front.fault]) };
  const values = filled(front.values);
  const read = schema.safeParse(values, { reportInput: true });
  if (read.success) return { value: configOf(read.data), problems: [] };
  const problems = problemsOf(read.error.issues, front.yaml);
  const again = schema.safeParse(read.error.issues.filter(isForgiven).reduce(without, values));
  return again.success ? { value: configOf(again.data), problems } : { problems };
};

/** The JSON Schema of `traffic.yaml`, for editors. */
export const configJsonSchema = (): object => ({
  title: "TrafficControl: traffic.yaml",
  ...z.toJSONSchema(schema, { io: "input" }),
});
