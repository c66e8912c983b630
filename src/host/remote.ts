import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Hands } from "../engine/ports/hands.ts";
import type { News } from "../engine/ports/news.ts";
import type { FromHost, ToHost } from "./messages.ts";

/** How the host process is started, and who hears its news. */
export type RemoteOptions = {
  /** The program that calls `runHost`, and its arguments. */
  readonly entry: string;
  readonly args: readonly string[];
  /** What it prints is appended here. */
  readonly log: string;
  readonly news: (news: News) => void;
};

/** Hands in a process of their own. */
export type RemoteHands = Hands & {
  /** The host process leaves; running agents stay. Resolves when it has left. */
  close(): Promise<void>;
};

type Moving = {
  readonly start: ToHost;
  readonly report: Parameters<Hands["start"]>[1];
  readonly settle: () => void;
};

/** A process starts others the faster the less memory it holds: an attempt's hundred gits take a tenth less time. */
const lean = ["--max-semi-space-size=1"] as const;

/** How long to wait before a host that died at once is started again, in milliseconds: doubled each time, to a limit. */
const [shortest, longest] = [100, 5000];

/** A host that lived this long did not die of its start. */
const proven = 10_000;

/** So many that died of their start one after the other are no accident: a person has to know. */
const tooMany = 3;

/** The host process and what is in motion in it. */
class Remote {
  readonly #options: RemoteOptions;
  readonly #moving = new Map<number, Moving>();
  #child: ChildProcess | undefined;
  #ids = 0;
  #pause = shortest;
  #stillborn = 0;
  #restart: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#fork();
  }

  start(order: Parameters<Hands["start"]>[0], report: Moving["report"]): ReturnType<Hands["start"]> {
    const id = ++this.#ids;
    const { promise, resolve } = Promise.withResolvers<void>();
    const start: ToHost = { kind: "start", id, order };
    this.#moving.set(id, { start, report, settle: resolve });
    this.#tell(start);
    return { done: promise, stop: () => this.#stop(id) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return this.#settleAll();
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once("exit", () => resolve());
    child.disconnect();
    await promise;
  }

  #stop(id: number): void {
    if (this.#child === undefined) this.#settle(id);
    else this.#tell({ kind: "stop", id });
  }

  #tell(message: ToHost): void {
    // A child that is going takes nothing any more; its exit settles what it had.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  #settle(id: number): void {
    this.#moving.get(id)?.settle();
    this.#moving.delete(id);
  }

  #settleAll(): void {
    for (const id of this.#moving.keys()) this.#settle(id);
  }

  #hear(message: FromHost): void {
    if (message.kind === "news") this.#options.news(message.news);
    else if (message.kind === "done") this.#settle(message.id);
    else this.#moving.get(message.id)?.report(message.input);
  }

  #fork(): void {
    const { entry, args, log } = this.#options;
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, "a");
    const child = fork(entry, args, { execArgv: [...lean], stdio: ["ignore", output, output, "ipc"] });
    closeSync(output);
    const since = performance.now();
    child.on("message", (message) => this.#hear(message as FromHost));
    const gone = () => this.#child === child && this.#died(performance.now() - since);
    // Other errors are of messages to a child that is going; one that never began has no exit.
    child.on("error", () => child.pid === undefined && gone());
    child.once("exit", gone);
    this.#child = child;
    for (const { start } of this.#moving.values()) this.#tell(start);
  }

  /** Its motions are over: the loop starts them again, and they are sent once a new host stands. */
  #died(age: number): void {
    this.#child = undefined;
    this.#settleAll();
    if (this.#isClosed) return;
    this.#stillborn = age >= proven ? 0 : this.#stillborn + 1;
    if (this.#stillborn === 0) this.#pause = shortest;
    if (this.#stillborn === tooMany) this.#cry();
    this.#restart = setTimeout(() => this.#fork(), this.#pause);
    this.#pause = Math.min(longest, this.#pause * 2);
  }

  #cry(): void {
    const { log, news } = this.#options;
    const message = `the process that works with git and agents ends as soon as it has begun, again and again: ${log} tells why`;
    news({ kind: "trouble", message });
  }
}

/** Starts the host process and keeps it: when it dies, its motions settle and another is started. */
export const remoteHands = (options: RemoteOptions): RemoteHands => {
  const remote = new Remote(options);
  return {
    start: (order, report) => remote.start(order, report),
    close: () => remote.close(),
  };
};
