import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { PtyRoom } from "../world/pty-room.ts";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;
let room: PtyRoom | undefined;

afterEach(async () => {
  room?.kill();
  await repository?.traffic("down", "--now");
  repository?.remove();
  repository = undefined;
});

const tests = { verify: '["true"]' };

/** A person's shell. */
const shellThat = (folder: string, does: string): string => {
  const file = join(folder, "shell.sh");
  writeFileSync(file, `#!/bin/sh\n${does}\n`);
  chmodSync(file, 0o755);
  return file;
};

test.runIf(process.platform === "linux")(
  "stopped and continued it takes the terminal back from the shell that had it meanwhile",
  async () => {
    repository = makeRepository({ "tasks/one.md": shellTask("true", tests) });
    room = new PtyRoom(repository);
    await room.shows("○ stopped");
    process.kill(room.pid, "SIGSTOP");
    execFileSync("stty", ["-F", readlinkSync(`/proc/${room.pid}/fd/0`), "sane"]);
    process.kill(room.pid, "SIGCONT");
    // Without a line end: to a terminal in the shell's hands nothing was typed yet.
    await expect
      .poll(() => (room?.press("2"), room?.text() ?? ""), { interval: 200 })
      .toContain("ORDERED BY");
    expect(room.isAlternate).toBe(true);
    room.press("q");
    expect(await room.ended).toBe(0);
  },
);

test("a day at the keyboard: start, watch, ask why, read a diff, step in, send back, approve, change, cancel, quit; the fleet goes on", async () => {
  repository = makeRepository({
    "tasks/quick.md": shellTask("echo 1 > quick.txt", { ...tests, priority: "P0" }),
    "tasks/unproved.md": shellTask("echo first > look.txt; echo I wrote look.txt", { priority: "P0" }),
    "tasks/slow.md": shellTask("echo slow begins; echo more > slow.txt; sleep 600", tests),
    "tasks/stuck.md": shellTask("echo stuck; sleep 600", { ...tests, priority: "P3" }),
    "tasks/waits.md": shellTask("echo 2 > waits.txt", { ...tests, depends_on: "[slow]" }),
  });
  repository.env["SHELL"] = shellThat(dirname(repository.path), "exec bash --norc -i");
  room = new PtyRoom(repository);
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
  await room.shows(/open {2}1–[34] of [34]/);

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
  await room.shows("look at its diff first");
  await room.shows("+first");
  room.press("y");
  await room.shows("unproved approved");
  room.press("1");
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

  // Say something to an agent, take its work over in a shell, give it back: it is checked, lands, and lets the other begin.
  room.press("2/slow\r");
  await room.shows("1–1 of 1");
  room.press("m");
  await room.shows("Tell slow");
  room.press("mind the names\r");
  await room.shows("slow is told");
  room.press("a");
  // A shell that takes the terminal for itself: who reads from it in the background fails.
  await room.shows(/bash-.*[$#]/);
  room.press("echo mine > mine.txt\r");
  await room.shows(/bash-.*[$#][^]*bash-.*[$#]/);
  room.press("exit\r");
  await room.shows("slow@1 is still yours");
  await room.shows("‖ taken");
  room.press("b");
  await room.shows("Give slow back");
  room.press("by hand\r");
  await room.shows("slow is checked");
  room.press("\x1b1");
  await room.shows(/waits@1 {2}landed/);
  expect(repository.read("mine.txt")).toBe("mine\n");

  // Priority, in the file. Cancel asks.
  room.press("2/stuck\r");
  await room.shows("1–1 of 1");
  room.press("+");
  await room.shows("stuck is P2 now");
  expect(repository.read("tasks/stuck.md")).toMatch(/priority: P2/);
  room.press("x");
  await room.shows("Cancel stuck?");
  room.press("y");
  await room.shows("stuck cancelled");

  // What the day cost, and this screen as a file.
  room.press("5");
  await room.shows("nothing was paid for yet");
  room.press("w");
  await room.shows("saved as traffic-");
  const saved = readdirSync(repository.path).find((name) => /^traffic-.*\.txt$/.test(name)) ?? "";
  expect(repository.read(saved)).toContain("Spent today");

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
  // The keyboard is the editor's: what is typed there does not reach the room.
  repository.env["GIT_EDITOR"] =
    `sh -c 'echo in the editor; IFS= read -r line; printf "%s\\n" "$line" >> "$0"'`;
  room = new PtyRoom(repository, { cols: 80, rows: 24 });
  await room.shows("stopped");
  room.press("tWrite a page\r");
  await room.shows("in the editor");
  for (const key of "edited by hand, every word of it") {
    room.press(key);
    await new Promise((done) => setTimeout(done, 5));
  }
  room.press("\r");
  await room.shows(/write-a-page.* written/);
  await room.shows("Queue");
  expect(readFileSync(join(repository.path, "tasks/write-a-page.md"), "utf8")).toContain(
    "edited by hand, every word of it",
  );
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
