import { attemptKey } from "../../../core/attempt.ts";
import type { Wish } from "../../../core/input.ts";
import { command, short } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Taken } from "../../doors/stepping-in.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { isAttended } from "../answer.ts";
import type { Call, ExitCode, NoOptions, Reply, Spec } from "../command.ts";
import { pick } from "../pick.ts";
import { lastLines } from "../log-tail.ts";
import { tame } from "../text/clean.ts";
import { styled, type Line } from "../text/line.ts";

/** So many of the last lines of what its agent wrote are shown. */
const shown = 20;

const answers = ({ task, canGoOn }: Taken): Line[] => [
  [
    styled(command("give", task), "strong"),
    "  when you are done: it is committed, checked and landed as any work",
  ],
  ...(canGoOn
    ? [
        [
          styled(`${command("give", task)} --to-agent`, "strong"),
          "  to let its agent go on from there",
        ] as Line,
      ]
    : []),
  [styled(command("cancel", task), "strong"), "  to drop it"],
];

/** What its agent did last, before a person goes on. */
const sayLast = async (call: Call<NoOptions>, doors: Doors, { task, attempt }: Taken): Promise<void> => {
  const logs = await doors.logs(task, attempt);
  const log = logs.find(({ kind }) => kind === "agent");
  const text = log === undefined ? "" : await lastLines(log.path, shown);
  if (text === "") return;
  call.say([styled(`--- the last of what its agent wrote (${command("logs", task)}):`, "dim")]);
  call.world.stdout.write(`${tame(text, call.page.colour)}\n`);
};

const enter = async (call: Call<NoOptions>, doors: Doors, taken: Taken): Promise<ExitCode> => {
  await sayLast(call, doors, taken);
  const { task, attempt, path, from } = taken;
  call.say([styled(attemptKey(task, attempt), "strong"), ` is yours, at ${short(from)} in ${path}`]);
  for (const line of answers(taken)) call.say(line);
  await doors.openShell(taken);
  call.say([styled(attemptKey(task, attempt), "strong"), " is still yours:"]);
  for (const line of answers(taken)) call.say(line);
  return 0;
};

const pathReply = (taken: Taken): Reply => {
  const { kind: _, ...json } = taken;
  return { schema: "take", json, lines: [taken.path] };
};

/** `traffic take <task>`: a person works where its agent did. */
export const take: Spec<NoOptions> = {
  define: (command) => command.argument("<task>", "a task's id, file, or the beginning of its id"),
  examples: [
    ["traffic take login", "its agent finishes its turn; then a shell in its worktree is yours"],
    ['cd "$(traffic take login)"', "where its output is no terminal: the worktree's path"],
  ],
  run: async (call) => {
    const doors = await call.doors();
    const { id } = pick((await doors.survey()).state, call.args[0] ?? "");
    const { stderr, onInterrupt } = call.world;
    const stop = new AbortController();
    const release = onInterrupt(() => stop.abort());
    const onWait = (why: string): unknown => stderr.write(`${id}: ${why}\n`);
    const taking = await doors.take(id, { signal: stop.signal, onWait }).finally(release);
    if (taking.kind === "refused")
      return {
        schema: "take",
        json: { task: id, ...taking },
        lines: [[styled("refused  ", "bad"), taking.why]],
        code: 1,
      };
    if (taking.kind === "waits") {
      const lines = [`${id}  asked for: ${taking.why}`, `Ask again with ${command("take", id)}.`];
      return { schema: "take", json: { task: id, ...taking }, lines, code: stop.signal.aborted ? 130 : 1 };
    }
    return !call.json && isAttended(call.world) ? enter(call, doors, taking) : pathReply(taking);
  },
};

type Giving = { readonly note?: string; readonly toAgent?: boolean };

/** `traffic give [task]`: what lies in the worktree goes its way. */
export const give: Spec<Giving> = {
  define: (command) =>
    command
      .argument(
        "[task]",
        "a task's id, file, or the beginning of its id; the one of the shell you are in without",
      )
      .option("--note <text>", "what you did: kept with the result, and told to the agent")
      .option("--to-agent", "its agent goes on from where it was, and is told which files you changed"),
  examples: [
    ["traffic give login --note 'mended the parser'", "committed, checked and landed as any work"],
    ["traffic give login --to-agent --note 'look at the failing test'", "its agent goes on"],
  ],
  run: async ({ doors, args, options: { note, toAgent }, world }) => {
    const given = args[0] ?? world.env["TRAFFIC_TASK"];
    if (given === undefined) throw new UsageError("name the task to give back: traffic give <task>");
    const opened = await doors();
    const { id } = pick((await opened.survey()).state, given);
    const to = toAgent === true ? "agent" : "checks";
    const wish: Wish = { kind: "give", task: id, to, ...(note === undefined ? {} : { note }) };
    const answer = await opened.wish(wish);
    const { engine } = await opened.survey();
    const next = engine.running ? "" : "; traffic run goes on from here";
    const done = to === "agent" ? `its agent goes on${next}` : `it is checked and lands as any work${next}`;
    return {
      schema: "give",
      json: { answers: [{ task: id, ...answer }] },
      lines:
        answer.kind === "refused"
          ? [[styled("refused  ", "bad"), answer.why]]
          : [[`${id}  `, styled("given back", "good"), `: ${done}`]],
      code: answer.kind === "refused" ? 1 : 0,
    };
  },
};
