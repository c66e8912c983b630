import { afterEach, expect, test } from "vitest";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;

afterEach(() => repository?.remove());

type Summary = { schema: string; done: string[]; failed: string[]; waiting: string[] };

const summaryOf = (out: string): Summary => JSON.parse(out.trim().split("\n").at(-1) ?? "") as Summary;

test("a task that never passes its checks fails, is recorded on the target, and what needs it never runs", async () => {
  repository = makeRepository({
    "tasks/bad.md": shellTask("echo no > a.txt", { verify: '["grep -q yes a.txt"]', max_attempts: "2" }),
    "tasks/child.md": shellTask("true", { depends_on: "[bad]", verify: '["true"]' }),
    "tasks/good.md": shellTask("echo yes > b.txt", { verify: '["grep -q yes b.txt"]' }),
  });
  const { code, out } = await repository.traffic("run", "--json");
  expect(code).toBe(1);
  expect(summaryOf(out)).toMatchObject({ done: ["good"], failed: ["bad"], waiting: ["child"] });
  expect(repository.read("tasks/bad.md")).toContain("status: failed");
  expect(repository.git("ls-tree", "-r", "--name-only", "main", "results/bad").trim().split("\n")).toEqual([
    "results/bad/1.md",
    "results/bad/2.md",
  ]);
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(repository.git("ls-files", "a.txt")).toBe("");
});

test("two tasks that change the same line: the second is redone from the new target", async () => {
  const change = (word: string): string => `sleep 0.5; echo "$(cat line.txt) ${word}" > line.txt`;
  repository = makeRepository({
    "line.txt": "start\n",
    "tasks/one.md": shellTask(change("one"), { verify: '["grep -q one line.txt"]' }),
    "tasks/two.md": shellTask(change("two"), { verify: '["grep -q two line.txt"]' }),
  });
  const { code, out } = await repository.traffic("run", "--json");
  expect(code).toBe(0);
  expect(out).toContain('"conflict"');
  expect(repository.read("line.txt").trim().split(" ").sort()).toEqual(["one", "start", "two"]);
});

test("work without any check waits for a person, and lands when approved", async () => {
  repository = makeRepository({ "tasks/free.md": shellTask("echo x > x.txt") });
  const { code, out } = await repository.traffic("run", "--json");
  expect(code).toBe(1);
  expect(summaryOf(out)).toMatchObject({ done: [], failed: [], waiting: ["free"] });
  expect((await repository.traffic("approve", "free", "--note", "looks right")).code).toBe(0);
  const again = await repository.traffic("run", "--json");
  expect(again.code).toBe(0);
  expect(repository.read("x.txt")).toBe("x\n");
});

test("a person's unsaved work is left alone while everything around it lands", async () => {
  repository = makeRepository({
    "mine.txt": "committed\n",
    "tasks/other.md": shellTask("echo o > other.txt", { verify: '["test -f other.txt"]' }),
  });
  repository.write({ "mine.txt": "unsaved\n", "new.txt": "untracked\n", "staged.txt": "staged\n" });
  repository.git("add", "staged.txt");
  const before = repository.git("status", "--porcelain");
  expect((await repository.traffic("run")).code).toBe(0);
  expect(repository.git("status", "--porcelain")).toBe(before);
  expect(repository.read("mine.txt")).toBe("unsaved\n");
  expect(repository.read("other.txt")).toBe("o\n");
});

test("hold looks at the one file it changes: the first of two with the same id; one that cannot be read is told", async () => {
  repository = makeRepository({
    "tasks/b/twin.md": "---\ntitle: Second\n---\n",
    "tasks/a/twin.md": "---\ntitle: First\n---\n",
    "tasks/odd.md": "---\ntitle: Odd\nstatus: soonish\n---\n",
  });
  const held = await repository.traffic("hold", "tw", "--json");
  expect(JSON.parse(held.out)).toMatchObject({
    tasks: [{ id: "twin", file: "tasks/a/twin.md", changed: true }],
  });
  expect(repository.read("tasks/a/twin.md")).toBe("---\ntitle: First\nhold: true\n---\n");
  expect(repository.read("tasks/b/twin.md")).toBe("---\ntitle: Second\n---\n");
  const odd = await repository.traffic("hold", "odd");
  expect(odd).toMatchObject({
    code: 2,
    err: expect.stringContaining("tasks/odd.md:3 status cannot be read: soonish."),
  });
});

test("a held task waits until it is released, and its file keeps all else that it says", async () => {
  repository = makeRepository({
    "tasks/later.md": shellTask("echo x > x.txt", { verify: '["test -f x.txt"] # must pass' }),
  });
  expect((await repository.traffic("hold", "later")).code).toBe(0);
  const held = await repository.traffic("run", "--json");
  expect(summaryOf(held.out)).toMatchObject({ done: [], waiting: ["later"] });
  expect((await repository.traffic("release", "later")).code).toBe(0);
  expect(repository.read("tasks/later.md")).toContain('verify: ["test -f x.txt"] # must pass');
  expect((await repository.traffic("run")).code).toBe(0);
  expect(repository.read("x.txt")).toBe("x\n");
});

test("a damaged journal is put aside by the next run, and no command stumbles over it", async () => {
  repository = makeRepository({ "tasks/a.md": shellTask("echo x > x.txt", { verify: '["test -f x.txt"]' }) });
  expect((await repository.traffic("run")).code).toBe(0);
  for (const end of ["", "-wal", "-shm"])
    repository.write({ [`.git/traffic/journal.db${end}`]: "not a database" });
  expect((await repository.traffic("ls", "--all")).code).toBe(0);
  expect((await repository.traffic("doctor")).out).toContain("damaged");
  const again = await repository.traffic("run");
  expect({ code: again.code, out: again.out }).toMatchObject({
    code: 0,
    out: expect.stringContaining("put aside") as unknown,
  });
  expect(repository.git("log", "--format=%s", "--first-parent").trim().split("\n")).toEqual([
    "A task",
    "Begin",
  ]);
});

test("with no branch to land on, every command says what to mend", async () => {
  repository = makeRepository({ "tasks/a.md": shellTask("true") });
  repository.git("checkout", "-q", "--detach");
  for (const command of ["run", "audit", "clean"]) {
    const { code, err } = await repository.traffic(command);
    expect({ command, code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("HEAD is detached") as unknown,
    });
  }
});
