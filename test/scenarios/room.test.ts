import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

const command = resolve(import.meta.dirname, "../../bin/traffic.cjs");

/** The control room in a real terminal, whose screen is read back. */
class Room {
  readonly #pty: IPty;
  readonly #terminal: xterm.Terminal;
  readonly ended: Promise<number>;

  constructor(repository: Repository, size = { cols: 120, rows: 40 }, ...args: readonly string[]) {
    this.#terminal = new xterm.Terminal({ ...size, allowProposedApi: true });
    const { CI: _, NO_COLOR: __, ...env } = repository.env;
    this.#pty = spawn(process.execPath, [command, ...args], {
      ...size,
      cwd: repository.path,
      env: { ...env, TERM: "xterm-256color", LANG: "C.UTF-8" },
    });
    this.#pty.onData((text) => this.#terminal.write(text));
    this.ended = new Promise((done) => this.#pty.onExit(({ exitCode }) => done(exitCode)));
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  text(): string {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) =>
      active.getLine(active.baseY + y)?.translateToString(true),
    ).join("\n");
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  /** Waits until the screen shows something; half a minute is more than any of this takes. */
  async shows(wanted: string | RegExp): Promise<string> {
    for (let left = 600; left > 0; left -= 1) {
      const text = this.text();
      if (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)) return text;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`never shown: ${String(wanted)}\n${this.text()}`);
  }

  kill(): void {
    this.#pty.kill("SIGKILL");
  }
}

let repository: Repository | undefined;
let room: Room | undefined;

afterEach(async () => {
  room?.kill();
  await repository?.traffic("down", "--now");
  repository?.remove();
});

const tests = { verify: '["true"]' };

test("a day at the keyboard: start, watch, ask why, read a diff, send back, approve, change, cancel, quit; the fleet goes on", async () => {
  repository = makeRepository({
    "tasks/quick.md": shellTask("echo 1 > quick.txt", { ...tests, priority: "P0" }),
    "tasks/unproved.md": shellTask("echo first > look.txt; echo I wrote look.txt", { priority: "P0" }),
    "tasks/slow.md": shellTask("echo slow begins; echo more > slow.txt; sleep 600", tests),
    "tasks/waits.md": shellTask("echo 2 > waits.txt", { ...tests, depends_on: "[slow]" }),
  });
  room = new Room(repository);
  await room.shows("○ stopped");
  room.press("S");
  await room.shows("● running");

  // From ready to landed, and why another waits.
  await room.shows(/✓ .*quick|quick@1 {2}landed/);
  room.press("2");
  await room.shows(/waits\s+A task/);
  room.press("/waits\r");
  await room.shows("1–1 of 1");
  room.press("\r");
  await room.shows("What must be open");
  await room.shows("after slow (working)");
  room.press("\x1b");
  await room.shows("queue /waits");
  room.press("\x1b");
  await room.shows(/open {2}1–[23] of [23]/);

  // An agent's log and what it has changed so far.
  room.press("3");
  await room.shows("slow@1");
  room.press("\x0bslo");
  await room.shows("go slow");
  room.press("\r");
  await room.shows("Attempts");
  room.press("\r");
  await room.shows("slow begins");
  room.press("d");
  await room.shows("+more");

  // Send work back with a note: the next attempt is told. Then approve that one.
  room.press("1");
  await room.shows("Waiting for you");
  await room.shows("unproved There are no checks");
  room.press("n");
  await room.shows("What is wrong?");
  room.press("say it twice\r");
  await room.shows("unproved sent back");
  await room.shows(/unproved@2/);
  await room.shows(/◆ unproved@?2? There are no checks|◆ unproved There are no checks/);
  room.press("y");
  await room.shows(/unproved@2 {2}landed/);
  expect(repository.read("look.txt")).toBe("first\n");

  // The same screens as they were a while ago, and back.
  room.press("[");
  await room.shows("past");
  room.press("{");
  await room.shows(/done 0|done 1/);
  room.press("y");
  await room.shows("nothing can be changed in it");
  room.press("0");
  await room.shows("● running");

  // Priority, in the file. Cancel asks.
  room.press("2/slow\r");
  await room.shows("1–1 of 1");
  room.press("+");
  await room.shows("slow is P1 now");
  expect(repository.read("tasks/slow.md")).toMatch(/priority: P1/);
  room.press("x");
  await room.shows("Cancel slow?");
  room.press("y");
  await room.shows("slow cancelled");

  // Quitting leaves the terminal as it was, and the engine running.
  room.press("q");
  expect(await room.ended).toBe(0);
  expect(room.isAlternate).toBe(false);
  expect(JSON.parse((await repository.traffic("status", "--json")).out)).toMatchObject({
    engine: { running: true },
  });
});

test("a new task is written with the person's editor, and the room comes back", async () => {
  repository = makeRepository({ "tasks/one.md": shellTask("true", { status: "draft" }) });
  repository.env["GIT_EDITOR"] = `sh -c 'printf "edited by hand\\n" >> "$0"; sleep 0.2'`;
  room = new Room(repository, { cols: 80, rows: 24 });
  await room.shows("stopped");
  room.press("tWrite a page\r");
  await room.shows(/write-a-page.* written/);
  await room.shows("Queue");
  expect(readFileSync(join(repository.path, "tasks/write-a-page.md"), "utf8")).toContain("edited by hand");
  room.resize(59, 14);
  await room.shows("needs 60x15");
  room.resize(130, 45);
  await room.shows("Waiting for you");
  room.press("\x03");
  expect(await room.ended).toBe(0);
});

test("without a terminal there is a line for each event", async () => {
  repository = makeRepository({ "tasks/one.md": shellTask("echo 1 > one.txt", tests) });
  await repository.traffic("up");
  const { child, ended } = repository.start("ui", "--plain");
  let out = "";
  child.stdout?.on("data", (text: Buffer) => (out += text.toString()));
  for (let left = 300; left > 0 && !/1 of 1 done|one@1 {2}landed/.test(out); left -= 1)
    await new Promise((done) => setTimeout(done, 100));
  child.kill("SIGINT");
  expect((await ended).code).toBe(0);
  expect(out).toMatch(/done/);
  // oxlint-disable-next-line no-control-regex -- there must be none
  expect(out).not.toMatch(/\x1b/);
});
