import { rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import type { World } from "../../faces/cli/world.ts";
import type { Doors } from "../../faces/doors/doors.ts";
import { systemClock } from "../clock.ts";
import { openDoors } from "../doors/open.ts";
import type { Opened } from "../doors/opened.ts";
import { liveSurveyor, type Seen } from "./live-survey.ts";
import { isQuestion, questionOf, socketIn, type Question } from "./question.ts";

/** No command line that is a question is longer, in bytes. */
const longest = 64 * 1024;

const refuseNow = (): never => {
  throw new Error("an engine only answers");
};

const refuse = async (): Promise<never> => refuseNow();

/** What a command sees of the world when an engine is asked: the asker's terminal, and nothing of our own. */
const worldOf = (
  { env, columns }: Question,
  doors: Doors,
  say: (text: string | Uint8Array) => void,
): World => ({
  doors: async () => doors,
  demo: refuse,
  room: refuse,
  /** What is not written last is no answer: a help text, the program's version, an error. */
  stdout: { write: refuseNow, last: say, ...(columns === undefined ? {} : { isTTY: true, columns }) },
  /** What is said here comes with an exit code that is no answer's. */
  stderr: { write: () => undefined },
  stdin: { [Symbol.asyncIterator]: () => ({ next: refuse }) },
  env,
  clock: systemClock,
  version: "",
  onInterrupt: () => () => undefined,
});

/** Whether the answer of this process is the one that the asker would find. */
const fits = ({ build, argv, env }: Question): boolean => {
  const ours = questionOf([], undefined);
  return build === ours.build && env["TZ"] === ours.env["TZ"] && isQuestion(argv);
};

/** What a command prints; undefined where it has more to tell than that. */
const answerTo = async (question: Question, doors: Doors): Promise<Buffer | undefined> => {
  const said: Uint8Array[] = [];
  const world = worldOf(question, doors, (text) => said.push(Buffer.from(text)));
  const { runCli } = await import("../../faces/cli/run-cli.ts");
  return (await runCli(question.argv, world)) === 0 ? Buffer.concat(said) : undefined;
};

/** How long an answer waits for what has just changed, in milliseconds: a file that somebody goes on writing is told as it was. */
const grace = 300;

/** Who asks does so at once, and takes the answer; in milliseconds. */
const patience = 10_000;

/** A question is one line of JSON. */
const hear = (socket: Socket, then: (question: string) => void): void => {
  let heard = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    heard += chunk;
    if (heard.length > longest) socket.destroy();
    else if (heard.endsWith("\n")) then(heard);
  });
  // An asker that has gone needs no answer, and none of them keeps an engine that leaves.
  socket.on("error", () => undefined).unref();
  socket.setTimeout(patience, () => socket.destroy());
};

/** The engine in this process, as far as it is asked. */
export type Answering = {
  /** Resolves once it has decided about all changes that it has heard of. */
  readonly caughtUp: () => Promise<void>;
  /** Undefined before the files have been read. */
  readonly seen: () => Seen | undefined;
};

const atMost = (ms: number, work: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const callOff = systemClock.wake(systemClock.now() + ms, resolve);
    work.finally(callOff).then(resolve, reject);
  });

/**
 * Answers whoever asks the engine in this process, until the end that it returns. Each question is a line of JSON, and its
 * answer the number of its bytes, a line break and the bytes; where there is none, the asker finds out itself. What a
 * person has just written is in it.
 */
export const answerWhoAsks = (opened: Opened, { caughtUp, seen }: Answering): (() => void) => {
  const path = socketIn(opened.repository.state);
  if (path === undefined) return () => undefined;
  const survey = liveSurveyor(opened);
  const answer = async (text: string): Promise<Buffer | undefined> => {
    const question = JSON.parse(text) as Question;
    if (!fits(question)) return undefined;
    await atMost(grace, caughtUp());
    const now = seen();
    if (now === undefined) return undefined;
    const doors = await openDoors(opened.repository.checkout, opened.entry);
    const look = async () => survey(now);
    return answerTo(question, { ...doors, survey: look, learned: look });
  };
  const server = createServer((socket) =>
    hear(socket, (text) => {
      answer(text)
        .then((said) =>
          socket.end(said === undefined ? "" : Buffer.concat([Buffer.from(`${said.length}\n`), said])),
        )
        .catch(() => socket.destroy());
    }),
  );
  // Left by an engine that was killed: whoever calls this holds the engine's lock.
  rmSync(path, { force: true, recursive: true });
  // Where there can be no socket, nobody asks.
  server.on("error", () => undefined);
  server.listen(path).unref();
  return () => void server.close();
};
