import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event, Stamped } from "../core/event.ts";
import type { State } from "../core/state.ts";
import { printDocument } from "../store/print.ts";
import { eventLine } from "../views/event-line.ts";
import { summaryOf, type Summary } from "../views/summary.ts";
import { demoTasks } from "./demo-tasks.ts";
import { openDoors } from "./doors/open.ts";

type Say = (line: string) => void;

/** A scratch repository that holds the demonstration's tasks; whoever runs it needs no settings of git. */
const makeScratch = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "traffic-demo-")));
  const repository = join(folder, "repository");
  mkdirSync(join(repository, "tasks"), { recursive: true });
  for (const [id, { title, keys, body }] of Object.entries(demoTasks)) {
    const text = printDocument({ title, status: "todo", agent: "shell", ...keys }, `\n${body}\n`);
    writeFileSync(join(repository, "tasks", `${id}.md`), text);
  }
  writeFileSync(join(repository, "README.md"), "# The demonstration of TrafficControl\n");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("config", "user.name", "TrafficControl demo");
  git("config", "user.email", "demo@trafficcontrol.invalid");
  git("config", "commit.gpgsign", "false");
  git("add", "-A");
  git("commit", "-q", "-m", "The tasks of the demonstration");
  return repository;
};

const time = (at: number): string => new Date(at).toTimeString().slice(0, 8);

const tell = (say: Say, events: readonly Stamped[], state: State): void => {
  for (const stamped of events) {
    const line = eventLine(stamped, state);
    if (line !== undefined) say(`${time(stamped.at)}  ${line.who.padEnd(14)} ${line.text}`);
  }
};

const failedBy =
  (kind: string, task: RegExp) =>
  (event: Event): boolean =>
    event.kind === "attempt.failed" && event.failure.kind === kind && task.test(event.key);

/** What the script says happens on the way, beside who lands and who does not. */
const script: readonly (readonly [what: string, happened: (event: Event) => boolean])[] = [
  ["the sloppy attempt was rejected by its check", failedBy("rejected", /^sloppy@1$/)],
  ["one of the two credits met a conflict and was redone", failedBy("conflict", /^credits-/)],
  [
    "the impossible task was recorded",
    (event) => event.kind === "task.recorded" && event.task === "impossible",
  ],
];

const judge = (summary: Summary, events: readonly Event[], say: Say): boolean => {
  const wanted = Object.keys(demoTasks).filter((id) => id !== "impossible");
  const ends = [
    ["everything else landed", wanted.every((id) => summary.done.includes(id))],
    [
      "only the impossible task failed, and nothing waits",
      `${summary.failed.join()} ${summary.waiting.join()}` === "impossible ",
    ],
  ] as const;
  const ways = script.map(([what, happened]) => [what, events.some(happened)] as const);
  for (const [what, holds] of [...ways, ...ends])
    say(`${holds ? "as scripted" : "NOT AS SCRIPTED"}: ${what}`);
  return [...ways, ...ends].every(([, holds]) => holds);
};

/** Runs a graph of shell tasks in a scratch repository: one rejected, one conflict redone, one that cannot succeed. */
export const runDemo = async (entry: string, say: Say): Promise<number> => {
  const repository = makeScratch();
  process.env["XDG_CACHE_HOME"] = join(repository, "..", "cache");
  say(
    `A scratch repository with ${Object.keys(demoTasks).length} tasks for the shell, no model and no network: ${repository}`,
  );
  const doors = await openDoors(repository, entry);
  const seen: Event[] = [];
  await doors.run({
    signal: new AbortController().signal,
    forever: false,
    onEvents: (events, state) => {
      seen.push(...events.map(({ event }) => event));
      tell(say, events, state);
    },
    onProblems: () => {},
    onTrouble: say,
  });
  const { state, problems, now } = await doors.survey();
  const asScripted = judge(summaryOf(state, problems, now), seen, say);
  const next = [
    "traffic ls",
    "traffic why impossible",
    "traffic show sloppy",
    "traffic audit",
    "git log --first-parent",
  ];
  say(`Look around: cd ${repository}, then ${next.join(", ")}`);
  say(JSON.stringify({ schema: "traffic/demo@1", repository, as_scripted: asScripted, next }));
  return asScripted ? 0 : 1;
};
