import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hearLine, Lasting } from "../../src/git/lasting.ts";
import { lookUp, readObject } from "../../src/git/reading.ts";
import { commitOf, setRef } from "../../src/git/refs.ts";
import { scratch } from "./scratch.ts";

const reader = (place: string) => {
  const lasting = new Lasting(place, ["cat-file", "--batch-command"]);
  return { lasting, ask: (name: string) => lasting.ask({ input: `info ${name}\n`, hear: hearLine }) };
};

/** Whether a process is still at work; one that nobody has reaped is not. */
const runs = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

/** Waits for what the machine does, never for the time it takes. */
const gone = async (pid: number): Promise<boolean> => {
  while (runs(pid)) await new Promise((resolve) => setImmediate(resolve));
  return true;
};

test("a git that was killed is started again, and nobody who asks has to know", async () => {
  const made = await scratch();
  const place = made.repository.checkout;
  const head = made.run(["rev-parse", "HEAD"]);
  const { lasting, ask } = reader(place);
  expect(await ask("HEAD")).toContain(head);
  const first = lasting.pid ?? 0;
  process.kill(first, "SIGKILL");
  const answers = await Promise.all([ask("HEAD"), ask("HEAD^{tree}"), ask("nothing")]);
  expect(answers.map((answer) => answer.split(" ")[1])).toEqual(["commit", "tree", "missing"]);
  expect(lasting.pid).not.toBe(first);
});

test("a question on which git dies twice fails; those that stand behind it are answered", async () => {
  const { repository } = await scratch();
  const { lasting, ask } = reader(repository.checkout);
  const bad = lasting.ask({ input: "rubbish\n", hear: hearLine });
  const all = await Promise.allSettled([bad, ask("HEAD"), ask("HEAD^{tree}")]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  await expect(bad).rejects.toThrow(/cat-file --batch-command .* unknown command: 'rubbish'/);
});

test("where git cannot be started everyone who waits is told", async () => {
  const { repository } = await scratch();
  const { ask } = reader(join(repository.checkout, "not there"));
  const both = await Promise.allSettled([ask("HEAD"), ask("HEAD")]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("what others have written since is read: commits, refs packed and gone, objects packed", async () => {
  const made = await scratch();
  const place = made.repository.checkout;
  const branch = made.run(["symbolic-ref", "HEAD"]);
  await commitOf(place, branch);
  made.write("a.txt", "anew\n");
  const next = made.commit("next");
  expect(await commitOf(place, branch)).toBe(next);
  made.run(["pack-refs", "--all"]);
  made.run(["gc", "-q", "--prune=now"]);
  expect(await commitOf(place, branch)).toBe(next);
  expect((await readObject(place, `${next}:a.txt`))?.bytes.toString()).toBe("anew\n");
  made.run(["update-ref", "refs/heads/other", next]);
  expect(await commitOf(place, "refs/heads/other")).toBe(next);
  made.run(["branch", "-D", "-q", "other"]);
  expect(await commitOf(place, "refs/heads/other")).toBeUndefined();
});

test("no name can be two questions", async () => {
  const { repository } = await scratch();
  const place = repository.checkout;
  expect(await lookUp(place, "HEAD\ninfo HEAD")).toBeUndefined();
  expect(await readObject(place, "")).toBeUndefined();
  expect((await lookUp(place, "HEAD"))?.type).toBe("commit");
});

test("a large object comes whole, and after it the next", async () => {
  const made = await scratch();
  const place = made.repository.checkout;
  const text = "0123456789abcdef\n".repeat(200_000);
  made.write("large.txt", text);
  const oid = made.run(["hash-object", "-w", "large.txt"]);
  const [large, head] = await Promise.all([readObject(place, oid), lookUp(place, "HEAD")]);
  expect(large?.bytes.toString() === text).toBe(true);
  expect(head?.type).toBe("commit");
});

test("a ref that cannot be written is told, and the next one is written", async () => {
  const made = await scratch();
  const place = made.repository.checkout;
  const head = made.run(["rev-parse", "HEAD"]);
  await setRef(place, "refs/traffic/attempts/a/1", head);
  const torn = setRef(place, "refs/traffic/attempts/a", head);
  const fine = setRef(place, "refs/traffic/attempts/b/1", head);
  await Promise.allSettled([torn, fine]);
  await expect(torn).rejects.toThrow(/refs\/traffic\/attempts\/a/);
  expect(made.run(["for-each-ref", "--format=%(refname)", "refs/traffic"]).split("\n")).toEqual([
    "refs/traffic/attempts/a/1",
    "refs/traffic/attempts/b/1",
  ]);
});

const asking = `
  const { Lasting } = await import(process.argv[1]);
  const lasting = new Lasting(process.argv[2], ["cat-file", "--batch-command"]);
  const hear = (output) => ({ kind: "whole", answer: undefined, length: output.length });
  await lasting.ask({ input: "info HEAD\\n", hear });
  console.log(lasting.pid);
  if (process.argv[3] === "stay") setInterval(() => undefined, 1000);
`;

test.runIf(existsSync("/proc/self/stat"))(
  "it ends with its owner: who leaves, and who is killed",
  async () => {
    const { repository } = await scratch();
    const source = new URL("../../src/git/lasting.ts", import.meta.url).href;
    const ask = (how: string) => ["--input-type=module", "-e", asking, source, repository.checkout, how];
    // It keeps nobody alive who has nothing to wait for.
    expect(await gone(Number(execFileSync(process.execPath, ask("leave"), { encoding: "utf8" })))).toBe(true);
    const owner = spawn(process.execPath, ask("stay"), { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(owner.stdout, "data")) as [Buffer];
    owner.kill("SIGKILL");
    expect(await gone(Number(said.toString()))).toBe(true);
  },
);
