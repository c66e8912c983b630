import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { isatty } from "node:tty";
import { writeLast } from "../../faces/cli/world.ts";
import { glanceAtRepository } from "../../git/glance.ts";
import { openOutput } from "../output.ts";
import { isQuestion, questionOf, socketIn } from "./question.ts";

/** An engine that has not said a word for so long is not waited for, in milliseconds. */
const patience = 1000;

const socketHere = (): string | undefined => {
  try {
    const repository = glanceAtRepository(process.cwd());
    const path = repository && socketIn(repository.state);
    return path !== undefined && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
};

/** All of an answer, or undefined: one that breaks off in the middle is none. */
const wholeOf = (said: Buffer): Buffer | undefined => {
  const end = said.indexOf("\n");
  const text = said.subarray(end + 1);
  return end > 0 && text.length === Number(said.toString("latin1", 0, end)) ? text : undefined;
};

const hear = (socket: Socket, then: (answer: Buffer | undefined) => void): void => {
  const said: Buffer[] = [];
  socket
    .setTimeout(patience, () => socket.destroy())
    .on("data", (chunk) => said.push(chunk))
    // Whatever went wrong, it closes.
    .on("error", () => undefined)
    .on("close", () => then(wholeOf(Buffer.concat(said))));
};

/** How wide the terminal is that this process writes to. */
const columnsHere = (): number | undefined => (isatty(1) ? process.stdout.columns : undefined);

/**
 * Has the engine answer where one runs and can, which loads next to nothing here. `otherwise` is called in every other case:
 * then the answer is found out here.
 */
export const ask = (argv: readonly string[], otherwise: () => void): void => {
  const path = isQuestion(argv) ? socketHere() : undefined;
  if (path === undefined) return otherwise();
  const socket = connect(path);
  socket.write(`${JSON.stringify(questionOf(argv, columnsHere()))}\n`);
  hear(socket, (answer) => {
    if (answer === undefined) otherwise();
    else writeLast(openOutput(), answer);
  });
};
