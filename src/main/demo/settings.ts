import { printDocument } from "../../store/print.ts";
import type { Library } from "./library.ts";
import { tasksFor } from "./tasks.ts";

const settings = ({ test }: Library): string => `# What every key means: docs/formats.md of TrafficControl.
target: main # the branch that work lands on

# Commands that must pass on the very tree that is about to land. Each task has its own specification beside them.
checks:
  - { name: tests, run: ${test} }

# Work that is rejected goes from the one to the other.
teams: { makers: [quick, careful] }

# The most that is spent on one task and in one day, in US dollars.
caps: { task_usd: 0.5, day_usd: 4 }

# And beside them: what all tasks together may use today, and whoever takes over from quick.
budgets:
  day: { tokens: 5M, minutes: 8h }
  agents: { careful: { usd: 3, per: day } }

slots: { agents: 4, verification: 1 }
`;

const quick = `---
name: quick
description: Writes small things fast, with the cheapest model.
traffic:
  models: [haiku]
  budget: { tokens: 1M } # of one attempt: four fit into the day's beside what is used
---

You write small, plain code. Read what is there first and write the way it is written. Change as little as you can.
`;

const careful = `---
name: careful
description: Takes over what was rejected, with better models.
traffic:
  models: [sonnet, opus]
  budget: { tokens: 1M }
---

You take over work that was rejected. Read the evidence first, then what is asked for, then the code. Find out why it was
rejected before you change anything, and run what rejected it before you finish. Where a task cannot be done, say why.
`;

type Files = Readonly<Record<string, string>>;

/** What is there before anything is to be done: the library, the settings and the agents. */
export const filesFor = (library: Library): Files => ({
  ...library.files,
  "traffic.yaml": settings(library),
  "agents/quick.md": quick,
  "agents/careful.md": careful,
});

/** What is to be done: the tasks. */
export const taskFilesFor = (library: Library): Files =>
  Object.fromEntries(
    Object.entries(tasksFor(library)).map(([id, { title, keys, body }]) => [
      `tasks/${id}.md`,
      printDocument({ title, status: "todo", ...keys }, `\n${body}\n`),
    ]),
  );
