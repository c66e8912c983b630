import type { Spec } from "./command.ts";

/** A command by name. What it does is loaded only when it is called. */
export type Entry = {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  readonly load: () => Promise<Spec>;
};

const entry =
  (group: string) =>
  (name: string, summary: string, load: () => Promise<Spec>): Entry => ({ name, summary, group, load });

const tasks = entry("Tasks:");
const fleet = entry("Fleet:");
const people = entry("Your turn:");
const looking = entry("Work and proof:");
const house = entry("House:");

/** Every command, in the order in which help shows them. */
export const catalogue: readonly Entry[] = [
  tasks("add", "write a new task", async () => (await import("./commands/add.ts")).add),
  tasks(
    "followups",
    "decide on tasks that agents propose",
    async () => (await import("./commands/followups.ts")).followups,
  ),
  tasks(
    "adopt",
    "make tasks of work that lies about",
    async () => (await import("./commands/adopt.ts")).adopt,
  ),
  tasks(
    "import",
    "make tasks of what is written elsewhere",
    async () => (await import("./commands/import.ts")).importTasks,
  ),
  tasks("ls", "list tasks in the order of the queue", async () => (await import("./commands/ls.ts")).ls),
  tasks("show", "show everything about a task", async () => (await import("./commands/show.ts")).show),
  tasks("why", "explain why a task is where it is", async () => (await import("./commands/why.ts")).why),
  tasks("route", "explain who would work on a task", async () => (await import("./commands/route.ts")).route),
  tasks("hold", "keep tasks from starting", async () => (await import("./commands/hold.ts")).hold),
  tasks(
    "release",
    "let held tasks and drafts start",
    async () => (await import("./commands/hold.ts")).release,
  ),
  tasks(
    "issue",
    "open an issue at GitHub for tasks",
    async () => (await import("./commands/issue.ts")).issue,
  ),
  tasks(
    "pr",
    "let the work of tasks leave by pull request",
    async () => (await import("./commands/pr.ts")).pr,
  ),
  fleet("plan", "preview what a run would do", async () => (await import("./commands/plan.ts")).plan),
  fleet(
    "forecast",
    "foretell cost and time of what is left",
    async () => (await import("./commands/forecast.ts")).forecast,
  ),
  fleet("run", "run until nothing is left to do", async () => (await import("./commands/run.ts")).run),
  fleet("up", "run in the background", async () => (await import("./commands/up.ts")).up),
  fleet("down", "end the run in the background", async () => (await import("./commands/up.ts")).down),
  fleet("ui", "open the control room", async () => (await import("./commands/ui.ts")).ui),
  fleet("status", "show the fleet at a glance", async () => (await import("./commands/status.ts")).status),
  fleet("report", "tell what happened since", async () => (await import("./commands/report.ts")).report),
  fleet("costs", "show what was spent", async () => (await import("./commands/costs.ts")).costs),
  fleet("pause", "start nothing new", async () => (await import("./commands/wish.ts")).pause),
  fleet("resume", "start new work again", async () => (await import("./commands/wish.ts")).resume),
  people(
    "approve",
    "let work land that waits for you",
    async () => (await import("./commands/wish.ts")).approve,
  ),
  people(
    "reject",
    "send work back that waits for you",
    async () => (await import("./commands/wish.ts")).reject,
  ),
  people("say", "tell whoever works on a task", async () => (await import("./commands/say.ts")).say),
  people("take", "work on a task yourself", async () => (await import("./commands/take.ts")).take),
  people("give", "give back what you took", async () => (await import("./commands/take.ts")).give),
  people("undo", "take back what a task landed", async () => (await import("./commands/undo.ts")).undo),
  people("retry", "try tasks again", async () => (await import("./commands/wish.ts")).retry),
  people("cancel", "stop tasks for good", async () => (await import("./commands/wish.ts")).cancel),
  looking("logs", "print what an attempt wrote", async () => (await import("./commands/logs.ts")).logs),
  looking("diff", "print what an attempt changed", async () => (await import("./commands/work.ts")).diff),
  looking("path", "print the worktree of a task", async () => (await import("./commands/work.ts")).path),
  looking(
    "verify",
    "run the checks, changing nothing",
    async () => (await import("./commands/verify.ts")).verify,
  ),
  looking(
    "audit",
    "recompute the proofs of what landed",
    async () => (await import("./commands/audit.ts")).audit,
  ),
  house("init", "set a repository up", async () => (await import("./commands/init.ts")).init),
  house("doctor", "look for what is wrong here", async () => (await import("./commands/doctor.ts")).doctor),
  house("clean", "remove what is no longer needed", async () => (await import("./commands/clean.ts")).clean),
  house(
    "demo",
    "watch a small fleet at work in a scratch repository",
    async () => (await import("./commands/demo.ts")).demo,
  ),
];
