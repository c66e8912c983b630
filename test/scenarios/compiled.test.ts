import { isAscii } from "node:buffer";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRepository, type Repository } from "../world/repository.ts";

let repository: Repository;

beforeEach(() => {
  repository = makeRepository({ "tasks/hello.md": '---\ntitle: Hello\ncommand: "true"\n---\n' });
  // Its own bytecode, not that of all.
  rmSync(caches(), { recursive: true });
});

afterEach(() => repository.remove());

const caches = (): string => repository.env["XDG_CACHE_HOME"] ?? "";
const code = (): string => join(caches(), "traffic", "code");

/** The kept bytecode of a command. */
const keptOf = (command: string): string => join(code(), readdirSync(code())[0] ?? "", command);

const expectListed = async (): Promise<void> =>
  expect(await repository.traffic("ls")).toMatchObject({
    code: 0,
    out: expect.stringContaining("Hello"),
    err: "",
  });

test("a command leaves its bytecode behind, for itself and readable by nobody else, and runs from it", async () => {
  await expectListed();
  const first = statSync(keptOf("ls"));
  expect(first.mode & 0o077).toBe(0);
  await expectListed();
  expect(statSync(keptOf("ls")).mtimeMs, "what fits is not made again").toBe(first.mtimeMs);
  await repository.traffic("why", "hello");
  expect(readdirSync(join(keptOf("ls"), ".."))).toEqual(["ls", "why"]);
});

test("it fits whatever the call that left it had set of V8's flags, as one does that reads many files", async () => {
  const many = Array.from({ length: 1000 }, (_, at) => [`tasks/t${at}.md`, "status: draft\n"] as const);
  repository.write(Object.fromEntries(many));
  await expectListed();
  const first = statSync(keptOf("ls"));
  await expectListed();
  expect(statSync(keptOf("ls")).mtimeMs).toBe(first.mtimeMs);
});

test("bytecode that is damaged or of something else is put right", async () => {
  await expectListed();
  const whole = readFileSync(keptOf("ls"));
  for (const damage of [
    Buffer.from("nothing of the kind"),
    Buffer.alloc(0),
    Buffer.from(whole).fill(7, 0, 64),
  ]) {
    writeFileSync(keptOf("ls"), damage);
    await expectListed();
    expect(readFileSync(keptOf("ls")).length).toBeGreaterThan(whole.length / 2);
  }
});

test("letters beyond ASCII mean in the bundle what they mean in the sources", async () => {
  for (let call = 0; call < 2; call += 1) {
    const { out } = await repository.traffic("add", "Don’t panic", "--json");
    const id = call === 0 ? "dont-panic" : "dont-panic-2";
    expect(JSON.parse(out)).toMatchObject({ tasks: [{ id }] });
  }
  const dist = join(import.meta.dirname, "../../dist");
  const packages = readdirSync(join(dist, "packages"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".cjs"))
    .map((name) => join(dist, "packages", name));
  for (const path of [join(dist, "main.cjs"), ...packages])
    expect([path, isAscii(readFileSync(path))]).toEqual([path, true]);
});

test("what is no command leaves nothing behind", async () => {
  for (const words of [["lss"], ["ls", "--bogus"], ["../../up"]]) {
    expect(await repository.traffic(...words)).toMatchObject({ code: 2 });
  }
  expect(existsSync(code())).toBe(false);
});

test("a cache that cannot be written to is done without", async () => {
  mkdirSync(caches(), { recursive: true });
  writeFileSync(join(caches(), "traffic"), "in the way");
  chmodSync(caches(), 0o555);
  await expectListed();
  chmodSync(caches(), 0o755);
});
