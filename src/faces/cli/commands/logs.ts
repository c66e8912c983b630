import { attemptKey } from "../../../core/attempt.ts";
import type { TaskId } from "../../../core/task.ts";
import { pause } from "../../../engine/ports/pause.ts";
import { command } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Log } from "../../doors/evidence.ts";
import { UsageError } from "../../doors/usage-error.ts";
import { parseAttempt } from "../attempt-option.ts";
import type { Call, ExitCode, Spec } from "../command.ts";
import { printActions } from "../action-lines.ts";
import { LogTail } from "../log-tail.ts";
import { pickAttempt } from "../pick.ts";
import { tame } from "../text/clean.ts";
import { styled } from "../text/line.ts";
import { isLive } from "../world.ts";

type Options = {
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly checks?: boolean;
  readonly raw?: boolean;
  readonly actions?: boolean;
};

/** How often a growing log is looked at, in milliseconds. */
const pace = 200;

/** Prints logs one after the other, each from where it was left. */
class LogPrinter {
  readonly #call: Call<Options>;
  readonly #tails = new Map<string, LogTail>();
  #last: string | undefined;
  #isEmpty = true;

  constructor(call: Call<Options>) {
    this.#call = call;
  }

  async print(logs: readonly Log[]): Promise<void> {
    for (const log of logs) {
      const tail = this.#tails.get(log.path) ?? new LogTail(log.path);
      this.#tails.set(log.path, tail);
      for await (const text of tail.more()) this.#write(log, text);
    }
  }

  /** Whether nothing was printed so far. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  #write(log: Log, text: string): void {
    this.#isEmpty = false;
    const { json, tell, say, page, world } = this.#call;
    const { task, attempt, kind, path } = log;
    if (json) return tell("log", { task, attempt, kind, path, text });
    const live = isLive(world.stdout, world.env);
    if (live && this.#last !== path)
      say([styled(`--- ${attemptKey(task, attempt)} ${kind}: ${path}`, "dim")]);
    this.#last = path;
    world.stdout.write(live ? tame(text, page.colour) : text);
  }
}

const wanted =
  ({ checks, raw }: Options) =>
  ({ kind }: Log): boolean => {
    if (raw === true) return kind === "stream" || kind === "errors";
    return kind === "checks" || (kind === "agent" && checks !== true);
  };

/** Tells whether any attempt of the task is still in motion, from the events since the last question. */
const watchTask = async (doors: Doors, task: TaskId): Promise<() => Promise<boolean>> => {
  const { state } = await doors.survey();
  let seq = state.seq;
  let going = state.current.has(task);
  return async () => {
    for (const { seq: at, event } of await doors.events(seq, 1000)) {
      seq = at;
      if (event.kind === "attempt.claimed" && event.task === task) going = true;
      if (event.kind === "attempt.ended" && taskOf(event.key) === task) going = false;
    }
    return going;
  };
};

const taskOf = (key: string): TaskId => key.slice(0, key.lastIndexOf("@"));

type Source = { readonly task: TaskId; readonly read: () => Promise<readonly Log[]> };

/** Follows until the attempt is over or a person has seen enough. */
const follow = async (call: Call<Options>, { task, read }: Source): Promise<ExitCode> => {
  const stop = new AbortController();
  const unlisten = call.world.onInterrupt(() => stop.abort());
  const isGoing = await watchTask(await call.doors(), task);
  const printer = new LogPrinter(call);
  try {
    for (;;) {
      const going = await isGoing();
      await printer.print(await read());
      if (stop.signal.aborted) return 130;
      if (!going) return 0;
      await pause(call.world.clock, pace, stop.signal);
    }
  } finally {
    unlisten();
  }
};

/** `traffic logs <task>`: what its agent and its checks wrote. */
export const logs: Spec<Options> = {
  define: (command) =>
    command
      .argument("<task>", "a task's id, file, or the beginning of its id")
      .option("-f, --follow", "go on until the attempt is over")
      .option("-n, --attempt <n>", "of this attempt; the last without", parseAttempt)
      .option("--checks", "only what its checks wrote")
      .option("--actions", "what its agent did, tool by tool")
      .option("--raw", "what its agent printed as it did, for programs"),
  examples: [
    ["traffic logs login", "what the last attempt wrote"],
    ["traffic logs login -f", "as it is being written"],
    ["traffic logs login --attempt 1 --checks", "why an earlier attempt was rejected"],
    ["traffic logs login@2 --actions", "each tool that its second attempt used, and what came of it"],
    ["traffic logs login --raw", "the stream of Claude Code or Codex, and what they printed beside it"],
  ],
  run: async (call) => {
    const { options, args } = call;
    const doors = await call.doors();
    const { state } = await doors.survey();
    const picked = pickAttempt(state, args[0] ?? "");
    const attempt = options.attempt ?? picked.attempt;
    const task = picked.task.id;
    if (options.actions === true) return printActions(call, { state, task, attempt });
    const read = async (): Promise<readonly Log[]> =>
      (await doors.logs(task, attempt)).filter(wanted(options));
    const found = await read();
    if (found.length === 0)
      throw new UsageError(`${task} has written no such log: ${command("why", task)} says where it is`);
    if (options.follow === true) return follow(call, { task, read });
    const printer = new LogPrinter(call);
    await printer.print(found);
    if (printer.isEmpty && !call.json)
      call.world.stderr.write(`nothing was written: ${command("why", task)} tells what came of it\n`);
    return 0;
  },
};
