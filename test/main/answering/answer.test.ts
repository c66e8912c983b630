import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { LiveState } from "../../../src/core/live.ts";
import { bringUpToDate } from "../../../src/engine/step.ts";
import { answerWhoAsks } from "../../../src/main/answering/answer.ts";
import { questionOf, socketIn, type Question } from "../../../src/main/answering/question.ts";
import { inputsOf, readDefinitions } from "../../../src/main/doors/definitions.ts";
import { openedWith } from "../../world/opened.ts";

/** What is said of a draft holds until something happens. */
const draft = "---\nstatus: draft\n---\n\n# Do it\n";

const repositoryWith = (...names: readonly string[]) => {
  const { folder, write, opened } = openedWith();
  for (const name of names) write(name, draft);
  const socket = socketIn(opened.repository.state);
  if (socket === undefined) throw new Error(`${folder} lies too deep`);
  mkdirSync(opened.repository.state);
  return { folder, write, opened, socket };
};

/** An engine's state and socket in this process. */
const answering = async (...names: readonly string[]) => {
  const { folder, write, opened, socket } = repositoryWith(...names);
  const state = new LiveState();
  const look = async (): Promise<void> => {
    bringUpToDate(state, inputsOf(await readDefinitions(opened, state), state, Date.now()), Date.now());
  };
  let isSeen = true;
  let unseen: (() => Promise<void>) | undefined;
  const caughtUp = async (): Promise<void> => unseen?.();
  const now = { state, problems: [] };
  const end = answerWhoAsks(opened, { caughtUp, seen: () => (isSeen ? now : undefined) });
  onTestFinished(end);
  await look();
  const add = async (name: string): Promise<void> => {
    write(name, draft);
    await look();
  };
  return {
    folder,
    socket,
    write,
    look,
    add,
    end,
    hide: () => (isSeen = false),
    behind: (catchUp: () => Promise<void>) => (unseen = catchUp),
  };
};

const say = async (socket: string, words: string): Promise<string> => {
  const client = connect(socket);
  client.write(words);
  return text(client);
};

const tell = (socket: string, argv: readonly string[], more: Partial<Question> = {}): Promise<string> =>
  say(socket, `${JSON.stringify({ ...questionOf(argv, undefined), ...more })}\n`);

const module = new URL("../../../src/main/answering/ask.ts", import.meta.url).href;

/** An engine that has to load what it answers with, on a busy machine, may take longer than a command waits. */
const patiently = `require("node:net").Socket.prototype.setTimeout = function () { return this; };`;

/** What the command prints that asks; `otherwise` where it has to find out itself. */
const asked = async (folder: string, ...argv: readonly string[]): Promise<string> => {
  const asking = `import("${module}").then(({ ask }) => ask(${JSON.stringify(argv)}, () => console.log("otherwise")))`;
  const script = `${patiently} ${asking}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: folder });
  return stdout;
};

test("an engine answers with what a command prints, and with how things stand by now", async () => {
  const { folder, add } = await answering("a");
  const ids = async () =>
    (JSON.parse(await asked(folder, "ls", "--json")) as { tasks: { id: string }[] }).tasks.map(
      ({ id }) => id,
    );
  expect(await ids()).toEqual(["a"]);
  expect(await ids()).toEqual(["a"]);
  await add("b");
  expect(await ids()).toEqual(["a", "b"]);
  expect(await asked(folder, "why", "b")).toContain("What must be open for it to start:");
  expect(await asked(join(folder, "tasks"), "status")).toContain(`running, process ${process.pid}`);
});

test("what has just changed is in an answer, unless it goes on changing", async () => {
  const { socket, write, look, behind } = await answering("a");
  write("b", draft);
  behind(look);
  expect(await tell(socket, ["ls"])).toContain("\nP2  b ");
  behind(() => new Promise(() => undefined));
  expect(await tell(socket, ["ls"])).toContain("\nP2  b ");
});

test("what it cannot answer is found out by the command itself", async () => {
  const { folder, socket, hide } = await answering("a");
  // An error belongs to who made it; what is no question is not even asked.
  for (const argv of [
    ["why", "nobody"],
    ["ls", "--nonsense"],
    ["hold", "a"],
    ["ls", "--help"],
    ["ls", "-ah"],
    ["ls", "--version"],
    ["--version"],
  ])
    expect([argv, await asked(folder, ...argv)]).toEqual([argv, "otherwise\n"]);
  const strange: Partial<Question>[] = [{ build: "another" }, { env: { TZ: "Asia/Kathmandu" } }];
  for (const more of strange) expect(await tell(socket, ["ls"], more)).toBe("");
  for (const argv of [["hold", "a"], ["run"], []]) expect(await tell(socket, argv)).toBe("");
  for (const words of ["nonsense\n", "{}\n", "null\n", "x".repeat(100_000)])
    expect(await say(socket, words).catch(() => "")).toBe("");
  expect(await tell(socket, ["ls"])).toContain("Do it");
  hide();
  expect(await asked(folder, "ls")).toBe("otherwise\n");
});

test("colour and width are those of the asker's terminal", async () => {
  const { socket } = await answering("a");
  const { env } = questionOf([], undefined);
  const look = { ...env, TERM: "xterm", NO_COLOR: undefined };
  const colourful = await tell(socket, ["ls"], { columns: 40, env: look });
  const plain = await tell(socket, ["ls"], { columns: 40, env: { ...look, NO_COLOR: "1" } });
  expect(plain).not.toContain("\x1b[");
  expect(colourful).toContain("\x1b[");
});

test("what was left by an engine that was killed, or breaks off, is no answer", async () => {
  const { folder, socket } = repositoryWith("a");
  writeFileSync(socket, "");
  expect(await asked(folder, "ls")).toBe("otherwise\n");
  rmSync(socket);
  const server = createServer((client) => client.end("12\nhalf")).listen(socket);
  await once(server, "listening");
  expect(await asked(folder, "ls")).toBe("otherwise\n");
  server.close();
});

test("an engine that leaves takes its socket along, and the next one takes the place of what is left", async () => {
  const { socket, end } = await answering("a");
  // Whoever says nothing is no reason to stay.
  const silent = connect(socket);
  await once(silent, "connect");
  expect(await tell(socket, ["ls"])).toContain("Do it");
  end();
  expect(existsSync(socket)).toBe(false);
  silent.destroy();
});
