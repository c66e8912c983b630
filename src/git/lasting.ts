import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { GitError, launchOf } from "./command.ts";

/** An answer that has come whole, and how many bytes of the output it took; or how many there have to be to look again. */
export type Heard<T> =
  | { readonly kind: "whole"; readonly answer: T; readonly length: number }
  | { readonly kind: "part"; readonly until: number };

/** A question as git reads it, and how its answer is told from what follows. */
type Question<T> = { readonly input: string | Buffer; readonly hear: (output: Buffer) => Heard<T> };

type Waiting = {
  readonly input: string | Buffer;
  /** Takes the answer; how many bytes that was, or how many there have to be. */
  readonly take: (output: Buffer) => Heard<unknown>;
  readonly fail: (cause: unknown) => void;
  /** How many processes have died on it. */
  deaths: number;
};

/** What one process has said so far, in pieces, and how much of it there has to be before it is worth a look. */
type Child = {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  pieces: Buffer[];
  length: number;
  until: number;
  said: string;
};

/** A process that nobody has asked anything for so long leaves, in milliseconds: what it was told at its start may have changed. */
const idle = 5_000;

/** Of what git complains about, so much is kept to tell. */
const longest = 2_000;

/**
 * One git that stays and answers many questions, in their order, in place of a process for each. It is started by the first
 * question, and anew when it died; it keeps nobody alive who waits for nothing; and it ends with us, however we end, because
 * its input closes then. A question is asked a second time if the process died on it, so it has to be repeatable; then it fails.
 */
export class Lasting {
  readonly #place: string;
  readonly #command: readonly string[];
  #waiting: Waiting[] = [];
  #child: Child | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(place: string, command: readonly string[]) {
    this.#place = place;
    this.#command = command;
  }

  ask<T>({ input, hear }: Question<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const take = (output: Buffer): Heard<T> => {
        const heard = hear(output);
        if (heard.kind === "whole") resolve(heard.answer);
        return heard;
      };
      this.#waiting.push({ input, take, fail: reject, deaths: 0 });
      clearTimeout(this.#idle);
      if (this.#child === undefined) this.#start();
      else this.#tell(this.#child, input);
      this.#hold();
    });
  }

  /** The process that answers just now; for tests that end it. */
  get pid(): number | undefined {
    return this.#child?.process.pid;
  }

  #start(): void {
    const { argv, env } = launchOf(this.#place, this.#command, { fenced: true });
    const process = spawn("git", argv, { cwd: this.#place, env, stdio: ["pipe", "pipe", "pipe"] });
    const child: Child = { process, pieces: [], length: 0, until: 1, said: "" };
    this.#child = child;
    process.once("error", (cause) => this.#lost(child, cause));
    // Where no process and no pipes could be had, the error follows.
    if (process.pid === undefined) return;
    process.stdout.on("data", (piece: Buffer) => this.#heard(child, piece));
    process.stderr.on("data", (piece: Buffer) => {
      child.said = `${child.said}${piece.toString()}`.slice(-longest);
    });
    process.stdin.on("error", () => undefined);
    process.once("close", (code) =>
      this.#lost(child, new GitError(this.#command, this.#place, { code: code ?? -1, stderr: child.said })),
    );
    for (const { input } of this.#waiting) this.#tell(child, input);
  }

  #tell({ process }: Child, input: string | Buffer): void {
    if (process.pid !== undefined) process.stdin.write(input);
  }

  #heard(child: Child, piece: Buffer): void {
    if (this.#child !== child) return;
    child.pieces.push(piece);
    child.length += piece.length;
    while (child.length >= child.until) {
      const [only, ...more] = child.pieces;
      const output = only !== undefined && more.length === 0 ? only : Buffer.concat(child.pieces);
      const heard = this.#waiting[0]?.take(output);
      if (heard === undefined) return;
      const rest = heard.kind === "whole" ? output.subarray(heard.length) : output;
      child.pieces = [rest];
      child.length = rest.length;
      child.until = heard.kind === "whole" ? 1 : heard.until;
      if (heard.kind === "whole") this.#waiting.shift();
    }
    this.#hold();
  }

  /** Whoever stood first is asked for once more, whoever stood behind it is not to blame. */
  #lost(child: Child, cause: unknown): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const [first] = this.#waiting;
    if (first !== undefined && ++first.deaths > 1) this.#waiting.shift()?.fail(cause);
    if (child.process.pid === undefined) for (const one of this.#waiting.splice(0)) one.fail(cause);
    if (this.#waiting.length > 0) this.#start();
    this.#hold();
  }

  /** Keeps us alive for as long as somebody waits, and no longer. */
  #hold(): void {
    const child = this.#child;
    if (child?.process.pid === undefined) return;
    const { process } = child;
    const isAsked = this.#waiting.length > 0;
    for (const handle of [process, process.stdin, process.stdout, process.stderr] as readonly Held[])
      if (isAsked) handle.ref?.();
      else handle.unref?.();
    if (isAsked) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#leave(child), idle).unref();
  }

  #leave(child: Child): void {
    if (this.#child !== child || this.#waiting.length > 0) return;
    this.#child = undefined;
    child.process.stdin.end();
  }
}

/** What a child and its pipes have, and their types do not say. */
type Held = { ref?(): void; unref?(): void };

/** The gits of one command, one for each repository, started when they are first asked. */
export const lastingFor = (command: readonly string[]): ((place: string) => Lasting) => {
  const all = new Map<string, Lasting>();
  return (place) => {
    const known = all.get(place);
    if (known !== undefined) return known;
    const made = new Lasting(place, command);
    all.set(place, made);
    return made;
  };
};

/** An answer of one line, without its end. */
export const hearLine = (output: Buffer): Heard<string> => {
  const end = output.indexOf("\n");
  if (end < 0) return { kind: "part", until: output.length + 1 };
  return { kind: "whole", answer: output.toString("utf8", 0, end), length: end + 1 };
};
