import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { phaseIn } from "../world/journalled.ts";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";
import { holderOf, until } from "../world/paid.ts";

let repository: Repository | undefined;

afterEach(async () => {
  await repository?.traffic("down", "--now");
  repository?.remove();
});

const begin = (files: Readonly<Record<string, string>>): Repository => {
  repository = makeRepository(files);
  return repository;
};

const json = async (of: Repository, ...args: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await of.traffic(...args, "--json")).out) as Record<string, unknown>;

const phaseOf = async (of: Repository, task: string): Promise<unknown> =>
  ((await json(of, "show", task))["task"] as { phase: string } | undefined)?.phase;

const pathOf = async (of: Repository, task: string): Promise<string> =>
  (await json(of, "take", task))["path"] as string;

/** Writes what it is told into a file. */
const listening = 'cat "${TRAFFIC_BRIEF:-/dev/null}" > told.txt; echo "$TRAFFIC_ATTEMPT" >> told.txt';

test("what is said and why work was rejected reaches the next attempt, and stands in the results", async () => {
  const it = begin({ "tasks/a.md": shellTask(listening) });
  expect((await it.traffic("run")).code).toBe(1);
  expect((await it.traffic("say", "a", "keep", "it", "short")).out).toBe(
    "a  said: its next attempt is told when it begins\n",
  );
  await it.traffic("reject", "a", "--note", "no tests");
  await it.traffic("run");
  await it.traffic("approve", "a", "--note", "good enough");
  expect((await it.traffic("run")).code).toBe(0);
  const told = it.read("told.txt");
  expect(told).toMatch(/^# What people say\n\nkeep it short\n/);
  expect(told).toContain("Ada <ada@example.invalid> rejected it: no tests");
  expect(told).toMatch(/\na@2\n$/);
  const result = it.read("results/a/2.md");
  expect(result).toMatch(
    /messages:\n {2}- \{ at: .*, by: "Ada <ada@example\.invalid>", text: keep it short \}/,
  );
  expect(result).toContain('approved: { by: "Ada <ada@example.invalid>", note: good enough }');
  expect((await it.traffic("show", "a")).out).toMatch(/Ada: keep it short {2}told to attempt 2/);
  expect((await it.traffic("say", "a", "too late")).out).toContain("a is done: nobody works on it any more");
});

test("work in review is taken, changed by hand, given back, judged and landed like any other", async () => {
  const it = begin({ "tasks/a.md": shellTask("echo a > a.txt", { touches: '["a.txt"]' }) });
  await it.traffic("run");
  const path = await pathOf(it, "a");
  expect(await it.traffic("path", "a")).toMatchObject({ code: 0, out: `${path}\n` });
  expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("a\n");
  const away = await it.traffic("run", "--json");
  expect(JSON.parse(away.out.trim().split("\n").at(-1) ?? "")).toMatchObject({ waiting: ["a"] });
  writeFileSync(join(path, "a.txt"), "a, by hand\n");
  writeFileSync(join(path, "more.txt"), "more\n");
  expect((await it.traffic("diff", "a")).out).toMatch(/\+a, by hand\n[^]*\+more\n/);
  expect((await it.traffic("give", "a", "--to-agent")).out).toContain("cannot go on from the middle");
  expect((await it.traffic("give", "a", "--note", "by hand")).code).toBe(0);
  await it.traffic("run");
  await it.traffic("approve", "a");
  expect((await it.traffic("run")).code).toBe(0);
  expect(it.read("a.txt")).toBe("a, by hand\n");
  const result = it.read("results/a/1.md");
  expect(result).toMatch(
    /visits:\n {2}- \{ by: "Ada .*", since: .*, until: .*, files: \[a\.txt, more\.txt\], note: by hand \}/,
  );
  expect(result).toContain("Attempt 1 by shell and Ada <ada@example.invalid> is done");
  expect(it.git("log", "-1", "--format=%an %s", "main^2")).toBe("Ada by hand\n");
  expect((await it.traffic("audit")).code).toBe(0);
  expect(it.git("status", "--porcelain")).toBe("");
});

test("an agent at work is ended before its worktree is a person's; cancelled, what they left is kept", async () => {
  const stubborn = `echo half > half.txt; touch "$HOME/begun"; trap '' INT TERM; while :; do sleep 1; done`;
  const it = begin({
    "tasks/a.md": shellTask(stubborn, { verify: '["true"]' }),
    "traffic.yaml": "slots: { agents: 1 }\n",
  });
  await it.traffic("up");
  await until(() => existsSync(join(String(it.env["HOME"]), "begun")));
  const path = await pathOf(it, "a");
  expect(it.leftovers()).toEqual([]);
  expect(readFileSync(join(path, "half.txt"), "utf8")).toBe("half\n");
  writeFileSync(join(path, "mine.txt"), "mine\n");
  expect((await it.traffic("take", "a")).out).toBe(`${path}\n`);
  it.write({ "tasks/b.md": shellTask("true") });
  await until(() => phaseIn(it, "b") === "ready");
  expect((await it.traffic("why", "b")).out).toContain("1 of 1 agent slot taken: a@1 (Ada)");
  expect((await it.traffic("retry", "a")).out).toContain("a is taken: there is nothing to retry");
  expect((await it.traffic("cancel", "a")).code).toBe(0);
  await until(() => it.git("log", "--format=%B", "main").includes("Traffic-Record: a"));
  expect(it.git("show", "refs/traffic/rescue/a/1:mine.txt")).toBe("mine\n");
  expect(it.git("show", "refs/traffic/attempts/a/1:half.txt")).toBe("half\n");
});

test("an engine that is killed while somebody has the worktree changes nothing for them", async () => {
  const it = begin({ "tasks/a.md": shellTask("sleep 60", { verify: '["grep -q hand a.txt"]' }) });
  await it.traffic("up");
  await until(() => phaseIn(it, "a") === "working");
  const path = await pathOf(it, "a");
  writeFileSync(join(path, "a.txt"), "by hand\n");
  process.kill(holderOf(it, "engine"), "SIGKILL");
  expect((await it.traffic("run")).code).toBe(1);
  expect(await phaseOf(it, "a")).toBe("taken");
  expect((await it.traffic("give", "a")).code).toBe(0);
  expect((await it.traffic("run")).code).toBe(0);
  expect(it.read("a.txt")).toBe("by hand\n");
});

test("no more than a person wants wait for review, and why and status say what holds the rest", async () => {
  const it = begin({
    "tasks/a.md": shellTask("echo a > a.txt"),
    "tasks/b.md": shellTask("echo b > b.txt"),
    "tasks/c.md": shellTask("echo c > c.txt"),
    "traffic.yaml": "max_in_review: 1\nslots: { agents: 1 }\n",
  });
  expect((await it.traffic("run")).code).toBe(1);
  const phases = async (): Promise<unknown[]> =>
    Promise.all(["a", "b", "c"].map((task) => phaseOf(it, task)));
  // The second had begun when the first came to its review.
  expect(await phases()).toEqual(["review", "review", "ready"]);
  expect((await it.traffic("why", "c")).out).toMatch(
    /wait review +2 attempts wait for your review, and max_in_review is 1/,
  );
  expect((await it.traffic("status")).out).toContain("nothing new starts: 2 attempts wait for your review");
  await it.traffic("approve", "a", "b");
  await it.traffic("run");
  expect(await phases()).toEqual(["done", "done", "review"]);
});

const landing = (text: string, keys: Record<string, string> = {}): string =>
  shellTask(`echo ${text} > ${text}.txt`, { verify: `["test -f ${text}.txt"]`, ...keys });

test("a landing is taken back by a proved commit; it runs again only when a person says so, in any clone", async () => {
  const it = begin({
    "tasks/a.md": landing("a"),
    "tasks/b.md": landing("b"),
    "traffic.yaml": "checks: [test ! -f broken]\n",
  });
  expect((await it.traffic("run")).code).toBe(0);
  expect((await it.traffic("undo", "a", "--why", "too slow")).out).toBe(
    "a  is being undone: the next traffic run does it\n",
  );
  const { code, out } = await it.traffic("run");
  expect(code).toBe(1);
  expect(out).toContain("Ada <ada@example.invalid> took its landing back (too slow)");
  expect(existsSync(join(it.path, "a.txt"))).toBe(false);
  expect((await it.traffic("diff", "a")).out).toContain("deleted file");
  expect(it.read("b.txt")).toBe("b\n");
  expect(it.read("tasks/a.md")).toContain("status: todo");
  const result = it.read("results/a/2.md");
  for (const part of [
    "outcome: undone",
    'undoes: { attempt: 1, by: "Ada <ada@example.invalid>", why: too slow }',
    "outcome: passed",
  ])
    expect(result).toContain(part);
  expect(it.git("log", "-1", "--format=%(trailers)", "main")).toBe(
    "Traffic-Undo: a\nTraffic-Attempt: a@2\n\n",
  );
  expect((await it.traffic("audit")).out).toMatch(/whole {3}a .*\nwhole {3}b /);
  // A journal that is lost, as in another clone: the target alone tells.
  rmSync(join(it.path, ".git", "traffic"), { recursive: true });
  expect((await it.traffic("run")).out).toContain("its landing was taken back on main (attempt 2 says why)");
  expect(await phaseOf(it, "a")).toBe("person");
  await it.traffic("retry", "a");
  expect((await it.traffic("run")).code).toBe(0);
  expect(it.read("a.txt")).toBe("a\n");
  expect((await it.traffic("audit")).code).toBe(0);
  expect(it.git("status", "--porcelain")).toBe("");
});

test("an undo that meets later work or breaks a check changes nothing, and says which files or checks", async () => {
  const it = begin({
    "tasks/a.md": landing("a"),
    "tasks/b.md": shellTask("echo b >> a.txt", { depends_on: "[a]", verify: '["grep -q b a.txt"]' }),
    "tasks/c.md": landing("c"),
    "traffic.yaml": "checks: [test ! -f b.txt || test -f c.txt]\n",
  });
  expect((await it.traffic("run")).code).toBe(0);
  const refused = await it.traffic("undo", "a");
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toContain("1 landed task depends on a: b");
  const tip = it.git("rev-parse", "main");
  await it.traffic("undo", "a", "--yes");
  expect((await it.traffic("run")).out).toContain("not undone: What came to main since is in the way: a.txt");
  it.write({ "b.txt": "needs c\n" });
  it.commit("b.txt needs c.txt");
  await it.traffic("undo", "c");
  expect((await it.traffic("run")).out).toContain("not undone: Rejected by 1 of 1 checks");
  expect(it.git("rev-parse", "main~1")).toBe(tip);
  expect([await phaseOf(it, "a"), await phaseOf(it, "c")]).toEqual(["done", "done"]);
  expect((await it.traffic("why", "c")).out).toMatch(/2 {2}undo, .*: rejected/);
  expect((await it.traffic("audit")).code).toBe(0);
});

test("with an engine running, undo waits for what comes of it; killed on the way, it comes to the same", async () => {
  const it = begin({ "tasks/a.md": landing("a"), "traffic.yaml": "checks: [sleep 1]\n" });
  await it.traffic("run");
  await it.traffic("up");
  const undoing = it.start("undo", "a", "--json");
  await until(() => phaseIn(it, "a") === "verifying");
  const { engine } = (await json(it, "status")) as { engine: { pid: number } };
  process.kill(engine.pid, "SIGKILL");
  await it.traffic("up");
  const { out } = await undoing.ended;
  expect(JSON.parse(out)).toMatchObject({ kind: "undone", task: "a" });
  expect(it.git("log", "--format=%s", "--first-parent", "-1", "main")).toBe("Undo: A task\n");
  expect(it.git("status", "--porcelain")).toBe("");
});

test.skipIf(!existsSync("/usr/bin/script"))(
  "at a terminal a shell opens in the worktree, and the task need not be named there",
  async () => {
    const it = begin({ "tasks/a.md": shellTask("echo a > a.txt") });
    await it.traffic("run");
    const shell = join(it.path, "..", "shell.sh");
    const bin = join(import.meta.dirname, "../../bin/traffic.cjs");
    writeFileSync(
      shell,
      `#!/bin/sh\necho "at $PWD for $TRAFFIC_ATTEMPT"\necho hand > hand.txt\n"${process.execPath}" "${bin}" give --note done\n`,
      { mode: 0o755 },
    );
    const taken = spawnSync(
      "/usr/bin/script",
      ["-qec", `SHELL="${shell}" "${process.execPath}" "${bin}" take a`, "/dev/null"],
      {
        cwd: it.path,
        env: { ...it.env, SHELL: "/bin/sh", TERM: "xterm" },
        encoding: "utf8",
      },
    );
    expect(taken.stdout).toMatch(/is yours, at [0-9a-f]{7} in \S+agent-0/);
    expect(taken.stdout).toMatch(/at \S+agent-0 for a@1/);
    expect(taken.stdout).toContain("a  given back");
    await it.traffic("run");
    expect(await it.traffic("diff", "a")).toMatchObject({ out: expect.stringContaining("+hand") as string });
  },
);
