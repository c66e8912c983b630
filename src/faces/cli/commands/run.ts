import { problemsOf } from "../../../views/problems.ts";
import { cutOff, exitCodeOf, summaryOf, type Summary } from "../../../views/summary.ts";
import type { Doors, RunEnd } from "../../doors/doors.ts";
import type { Survey } from "../../doors/survey.ts";
import { agreeToSpend, type Agreeing } from "../agreement.ts";
import { callerOf, type Caller } from "../caller.ts";
import type { Call, ExitCode, Spec } from "../command.ts";
import { elsewhereLines } from "../elsewhere.ts";
import { progressOf, type Progress } from "../progress.ts";
import { summaryLines } from "../summary-lines.ts";

const stopping =
  "Stopping. What is in motion is taken up again by the next traffic run; Ctrl-C again leaves at once.";

/** What is said where an engine of another process was only watched. */
const goesOn = (pid: number): string =>
  `The engine goes on, process ${pid}: traffic status shows how it stands, traffic down ends it.`;

/** Runs until it is over. The first interrupt asks it to stop, the second does not wait for that. */
export const runUntil = async (
  call: Call<Agreeing>,
  doors: Doors,
  { progress, caller }: { readonly progress: Progress; readonly caller?: Caller },
): Promise<RunEnd | "left"> => {
  const stop = new AbortController();
  const left = Promise.withResolvers<"left">();
  let isWatching = false;
  const unlisten = call.world.onInterrupt(() => {
    if (stop.signal.aborted) return left.resolve("left");
    if (!isWatching) progress.say(stopping);
    stop.abort();
  });
  try {
    const running = doors.run({
      signal: stop.signal,
      forever: false,
      onEvents: (events, state, following) => {
        isWatching = following !== undefined;
        progress.events(events, state, following);
        caller?.hear(events, state);
      },
      onProblems: progress.problems,
      onTrouble: progress.say,
    });
    return await Promise.race([running, left.promise]);
  } finally {
    unlisten();
    caller?.close();
    progress.close();
  }
};

const noTask =
  "No task here yet, so there is nothing to run. Write one: traffic add 'What to do' --command './how.sh'";

const tellEnd = (
  call: Call<Agreeing>,
  { state, problems: read, now, engine }: Survey,
  { end, finish }: { readonly end: RunEnd; readonly finish?: (summary: Summary) => void },
): 0 | 1 => {
  const problems = problemsOf(state, read);
  const whole = summaryOf(state, problems, now);
  const summary = end === "stopped" && !engine.running ? cutOff(whole, state) : whole;
  finish?.(summary);
  if (call.json) call.tell("summary", { ...summary, problems });
  else if (state.tasks.size + problems.length === 0) call.say(noTask);
  else summaryLines(summary).forEach(call.say);
  return exitCodeOf(summary);
};

const runFleet = async (call: Call<Agreeing>, doors: Doors, before: Survey): Promise<ExitCode> => {
  const progress = progressOf(call, before.state);
  const caller = callerOf(call, before.state);
  // With settings that cannot be read no run begins, and what is said of that says all of it.
  const others = before.problems.filter(({ file }) => file !== "traffic.yaml");
  progress.problems(problemsOf(before.state, others));
  const end = await runUntil(call, doors, { progress, caller });
  if (end === "left") return 130;
  const finish = (summary: Summary): void => {
    if (end === "quiet") caller.finish(summary);
  };
  const after = await doors.survey();
  const code = tellEnd(call, after, { end, finish });
  if (end === "quiet") return code;
  const { engine } = after;
  if (!call.json)
    call.say(engine.running ? goesOn(engine.pid) : "Stopped before the end: traffic run goes on from here.");
  return 130;
};

/** `traffic run`: until nothing more happens by itself; beside a running engine it follows that one. */
export const run: Spec<Agreeing> = {
  define: (command) => command.option("--yes", "agree to the cost of paid work without being asked"),
  examples: [
    ["traffic run", "until all is done, failed, or waits for you; Ctrl-C stops, the next run goes on"],
    ["traffic run --json | tail -1 | jq .failed", "one JSON line for each event, at last a summary"],
  ],
  run: async (call) => {
    const doors = await call.doors();
    const before = await doors.survey();
    if (!call.json) elsewhereLines(before).forEach(call.say);
    // An engine that has just begun may know of none yet.
    const empty = before.state.tasks.size + before.problems.length === 0 && !before.engine.running;
    if (empty) return tellEnd(call, before, { end: "quiet" });
    await agreeToSpend(call, doors, before);
    return runFleet(call, doors, before);
  },
};
