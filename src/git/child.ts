import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { ChildProcess } from "node:child_process";

/** A git to be started: nothing of our own environment reaches it but what is named. */
export type Launch = {
  readonly place: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** It, and what it starts, goes on with what others leave. */
  readonly niced?: boolean;
};

/** How a git ended; killed by a signal it has no code that could be an answer. */
export type Ended = { readonly code: number; readonly out: string; readonly stderr: string };

/** Ten minutes: a git that takes longer hangs (a checkout of a huge repository takes seconds). */
const limit = 600_000;

const collect = (stream: NodeJS.ReadableStream | null): Buffer[] => {
  const pieces: Buffer[] = [];
  stream?.on("data", (piece: Buffer) => pieces.push(piece));
  return pieces;
};

/** Without an input there is nothing to read: a git that reads must not wait for us. One that reads no more is no error. */
const feed = ({ stdin }: ChildProcess, input: string | Buffer): void => {
  stdin?.on("error", () => undefined);
  stdin?.end(input);
};

/** A process that is over already needs none. */
const beNice = (pid: number): void => {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It goes on as any other.
  }
};

/** Runs git to its end, all of its output read. Rejects only where it could not be started. */
export const runChild = (
  { place, argv, env, niced }: Launch,
  input: string | Buffer | undefined,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn("git", argv, {
      cwd: place,
      env,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      timeout: limit,
      killSignal: "SIGKILL",
    });
    if (niced === true && child.pid !== undefined) beNice(child.pid);
    const [out, said] = [collect(child.stdout), collect(child.stderr)];
    if (input !== undefined) feed(child, input);
    child.once("error", reject);
    // Not at its exit: on a busy machine the last of its output may come later.
    child.once("close", (code, signal) => {
      const stderr = Buffer.concat(said).toString();
      resolve({
        code: code ?? -1,
        out: Buffer.concat(out).toString(),
        stderr: signal === null ? stderr : `${stderr}\nended by ${signal}`,
      });
    });
  });
