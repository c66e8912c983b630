import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../world/paid.ts";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;

afterEach(async () => {
  await repository?.traffic("down");
  repository?.remove();
});

type Row = { id: string; status: string; phase: string };

const phases = async (repo: Repository): Promise<Record<string, string>> => {
  const { out } = await repo.traffic("ls", "--json");
  const { tasks } = JSON.parse(out) as { tasks: Row[] };
  return Object.fromEntries(tasks.map(({ id, phase }) => [id, phase]));
};

test("a failed task that is mended and retried lands, with the earlier results beside the last", async () => {
  repository = makeRepository({
    "tasks/mend.md": shellTask("echo no > a.txt", { verify: '["grep -q yes a.txt"]', max_attempts: "1" }),
  });
  expect((await repository.traffic("run")).code).toBe(1);
  expect(repository.read("tasks/mend.md")).toContain("status: failed");
  repository.write({ "tasks/mend.md": repository.read("tasks/mend.md").replace("echo no", "echo yes") });
  repository.commit("Mend the task");
  expect((await repository.traffic("retry", "mend")).code).toBe(0);
  expect((await repository.traffic("run")).code).toBe(0);
  expect(repository.read("tasks/mend.md")).toContain("status: done");
  expect(repository.git("ls-tree", "-r", "--name-only", "main", "results/").trim().split("\n")).toEqual([
    "results/mend/1.md",
    "results/mend/2.md",
  ]);
  expect((await repository.traffic("audit")).code).toBe(0);
});

test("a landing that is reverted makes its task wait for a person and never run again by itself", async () => {
  repository = makeRepository({
    "tasks/one.md": shellTask("echo 1 > one.txt", { verify: '["test -f one.txt"]' }),
  });
  expect((await repository.traffic("run")).code).toBe(0);
  repository.git("revert", "--no-edit", "-m", "1", "HEAD");
  const { code, out } = await repository.traffic("run", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out.trim().split("\n").at(-1) ?? "")).toMatchObject({ done: [], waiting: ["one"] });
  expect(existsSync(join(repository.path, "one.txt"))).toBe(false);
  expect((await repository.traffic("retry", "one")).code).toBe(0);
  expect((await repository.traffic("run")).code).toBe(0);
  expect(repository.read("one.txt")).toBe("1\n");
});

test("a cancelled task's processes are gone, down to the last grandchild, and its record is on the target", async () => {
  const stubborn =
    "trap '' INT TERM; (setsid sh -c \"trap '' INT TERM; while :; do sleep 1; done\") & while :; do sleep 1; done";
  repository = makeRepository({ "tasks/stubborn.md": shellTask(stubborn, { verify: '["true"]' }) });
  const repo = repository;
  expect(await repo.traffic("up")).toMatchObject({ code: 0, err: "" });
  await until(() => repo.leftovers().length >= 3);
  expect(await repo.traffic("cancel", "stubborn")).toMatchObject({ code: 0, err: "" });
  await until(() => repo.git("log", "--format=%B", "main").includes("Traffic-Record: stubborn"));
  expect(repo.leftovers()).toEqual([]);
  expect(await repo.traffic("down")).toMatchObject({ code: 0, err: "" });
  expect(repo.read("tasks/stubborn.md")).toContain("status: cancelled");
});

test("what a background engine was working on when it was told to leave is taken up again, as the same attempt", async () => {
  repository = makeRepository({
    "tasks/slow.md": shellTask('[ -e "$HOME/go" ] || sleep 600; echo $TRAFFIC_ATTEMPT > slow.txt', {
      verify: '["test -f slow.txt"]',
    }),
  });
  const repo = repository;
  await repo.traffic("up");
  await until(async () => (await phases(repo))["slow"] === "working");
  expect((await repo.traffic("down")).code).toBe(0);
  expect(repo.leftovers()).toEqual([]);
  writeFileSync(join(String(repo.env["HOME"]), "go"), "");
  expect((await repo.traffic("run")).code).toBe(0);
  expect(repo.read("slow.txt")).toBe("slow@1\n");
});

test("a task file that was never committed is worked on, lands without it, and shows its end in place", async () => {
  repository = makeRepository();
  repository.write({ "tasks/mine.md": shellTask("echo m > m.txt", { verify: '["test -f m.txt"]' }) });
  expect((await repository.traffic("run")).code).toBe(0);
  expect(repository.read("m.txt")).toBe("m\n");
  expect(repository.read("tasks/mine.md")).toContain("status: done");
  expect(repository.git("status", "--porcelain")).toBe("?? tasks/\n");
});

test("while the person is on another branch, tasks are those of the target and those not committed, and work lands there", async () => {
  repository = makeRepository({
    "tasks/away.md": shellTask("echo a > away.txt", { verify: '["test -f away.txt"]' }),
    "traffic.yaml": "target: main\n",
  });
  repository.git("switch", "-qc", "elsewhere");
  repository.write({ "tasks/here.md": shellTask("echo h > here.txt", { verify: '["true"]' }) });
  repository.commit("A task of another branch");
  repository.write({ "tasks/mine.md": shellTask("echo m > mine.txt", { verify: '["true"]' }) });
  expect((await repository.traffic("ls")).out).toMatch(/^P2 +away [\s\S]*^P2 +mine /m);
  const { code, out } = await repository.traffic("run");
  expect([code, out]).toEqual([0, expect.stringContaining("read from the last commit of main") as string]);
  const landed = repository.git("ls-tree", "--name-only", "main", "away.txt", "here.txt", "mine.txt");
  expect(landed).toBe("away.txt\nmine.txt\n");
  expect(repository.git("branch", "--show-current")).toBe("elsewhere\n");
  expect(repository.git("status", "--porcelain")).toBe("?? tasks/mine.md\n");
  repository.git("branch", "-m", "main", "trunk");
  const blind = await repository.traffic("run");
  expect(blind).toMatchObject({ code: 2, err: expect.stringContaining("main does not exist") as string });
});

test("a broken configuration refuses the run with the line and an example; nonsense is exit code 2", async () => {
  repository = makeRepository({
    "traffic.yaml": "slots: many\nminutes: -1\n",
    "tasks/a.md": shellTask("true"),
  });
  const { code, err } = await repository.traffic("run");
  expect(code).toBe(2);
  expect(err).toMatch(/^traffic: traffic\.yaml:1 .*\n {9}traffic\.yaml:2 /m);
  expect((await repository.traffic("run", "--nonsense")).code).toBe(2);
  expect((await repository.traffic("why", "nobody")).code).toBe(2);
});
