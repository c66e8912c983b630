import { callings } from "../core/config.ts";

/** What each key of `traffic.yaml` is expected to hold. */
export const expectations: Readonly<Record<string, { readonly expected: string; readonly example: string }>> =
  {
    target: { expected: "a branch", example: "target: main" },
    folders: {
      expected: "tasks, roadmaps, agents, results: folders inside the repository",
      example: "folders: { tasks: tasks }",
    },
    slots: {
      expected: "agents and verification: whole numbers from 1, agents also auto",
      example: "slots: { agents: 4, verification: 1 }",
    },
    max_in_review: { expected: "a whole number from 1", example: "max_in_review: 5" },
    checks: { expected: "commands, or maps of name, run, dir, minutes", example: "checks: [npm test]" },
    judge: { expected: "a list of globs", example: 'judge: ["**/test/**"]' },
    setup: {
      expected: "run, inputs and outputs",
      example: "setup: { run: npm ci, inputs: [package-lock.json], outputs: [node_modules] }",
    },
    minutes: { expected: "a number of minutes above 0", example: "minutes: 60" },
    caps: {
      expected: "task_usd and day_usd: US dollars from 0",
      example: "caps: { task_usd: 3, day_usd: 10 }",
    },
    budgets: {
      expected:
        "fleet, day, week, task, and milestones, labels, agents, models by name: each with usd, tokens or minutes",
      example: "budgets: { week: { usd: 40 }, labels: { security: { usd: 5, per: day } } }",
    },
    count_subscriptions: { expected: "true or false", example: "count_subscriptions: true" },
    time_zone: { expected: "a name of the tz database", example: "time_zone: Europe/Berlin" },
    allow_unknown_price: { expected: "true or false", example: "allow_unknown_price: false" },
    models: { expected: "a list of models, the cheapest first", example: "models: [claude-haiku-5-5]" },
    teams: {
      expected: "lists of agents, the cheapest first",
      example: "teams: { backend: [quick, strong] }",
    },
    turns: { expected: "a whole number from 1", example: "turns: 100" },
    review: { expected: "checks or person", example: "review: person" },
    handoff: { expected: "local or pr", example: "handoff: pr" },
    github: {
      expected: "remote, merge (merge, squash or rebase), checks, proposals, poll_seconds and webhook_port",
      example: "github: { remote: origin, merge: squash }",
    },
    notify: { expected: callings.join(", "), example: "notify: bell" },
    env: { expected: "agent: a list of names", example: "env: { agent: [DATABASE_URL] }" },
    commits: { expected: "sign and hooks: true or false", example: "commits: { sign: false }" },
  };
