import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;

afterEach(() => repository?.remove());

/** A result as a landing commit brings it; `verify --ci` reads off it whose work a change is. */
const result = (task: string, more = ""): string =>
  `---\ntask: ${task}\nattempt: 1\ntitle: T\nagent: shell\noutcome: done\nstarted: 2026-11-21T00:00:00.000Z\nended: 2026-11-21T00:00:01.000Z\nchecks: []\njudges_changed: []\n${more}cost: { usd: 0, source: none }\nprevious: null\n---\n`;

const base = {
  "traffic.yaml": 'checks: [sh check.sh]\njudge: [check.sh, ".github/**"]\n',
  "check.sh": "test ! -f bad\n",
  "tasks/greet.md": shellTask("true", {
    verify: '["test -f greet.txt"]',
    touches: "[check.sh]",
    status: "todo",
  }),
  "tasks/plain.md": shellTask("true"),
};

/** The checkout that CI makes of a change: a merge of the base and the change. */
const checkOut = (
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Repository => {
  repository = makeRepository({ ...base, ...more });
  repository.git("checkout", "-qb", "change");
  repository.write(files);
  repository.commit("Change");
  repository.git("checkout", "-q", "--detach", "main");
  repository.git("merge", "-q", "--no-ff", "-m", "Merge", "change");
  return repository;
};

type Judged = {
  verdict: string;
  why?: string;
  tasks: string[];
  checks: { name: string; outcome: string }[];
  judges_changed: string[];
};

const judged = async (repo: Repository): Promise<{ code: number | null; found: Judged }> => {
  const file = join(repo.path, "..", "evidence.json");
  const { code, out } = await repo.traffic("verify", "--ci", "--json", "--evidence", file);
  const found = JSON.parse(out) as Judged;
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(found);
  return { code, found };
};

const work = { "results/greet/1.md": result("greet"), "greet.txt": "hi\n" };

test("what people change is judged by the repository's own checks, as the base has them", async () => {
  expect(await judged(checkOut({ "a.txt": "a\n", "check.sh": "exit 0\n" }))).toMatchObject({
    code: 0,
    found: { verdict: "proved", tasks: [] },
  });
  repository?.remove();
  const red = await judged(checkOut({ bad: "x\n", "traffic.yaml": "checks: [true]\n" }));
  expect(red).toMatchObject({
    code: 1,
    found: { verdict: "rejected", checks: [{ name: "sh check.sh", outcome: "failed" }] },
  });
});

test("work of ours is judged by its task's checks too, and brings its record along", async () => {
  const done = base["tasks/greet.md"].replace("status: todo", "status: done");
  const { code, found } = await judged(checkOut({ ...work, "tasks/greet.md": done }));
  expect({ code, found }).toMatchObject({ code: 0, found: { verdict: "proved", tasks: ["greet"] } });
  expect(found.checks.map(({ name }) => name)).toEqual(["sh check.sh", "test -f greet.txt"]);
});

test.each([
  ["a judging file it has no leave for", { "traffic.yaml": "checks: [true]\n" }, "traffic.yaml"],
  [
    "a workflow",
    { ".github/workflows/verify.yml": "on: push\n", "test/a.test.js": "x\n" },
    ".github/workflows/verify.yml",
  ],
  ["another task's file", { "tasks/plain.md": shellTask("false") }, "tasks/plain.md"],
  [
    "its own task's file, but for the status",
    { "tasks/greet.md": shellTask("true", { verify: "[true]" }) },
    "tasks/greet.md",
  ],
])("work of ours that changes %s is rejected unseen", async (_, files, path) => {
  const repo = checkOut({ ...work, ...files }, { ".github/workflows/verify.yml": "on: pull_request\n" });
  const { code, found } = await judged(repo);
  expect({ code, found }).toMatchObject({ code: 1, found: { verdict: "rejected", checks: [] } });
  expect(found.why).toContain(path);
});

test("with leave of its task, as the base has it, what judges may be changed, and that is said", async () => {
  const { code, found } = await judged(checkOut({ ...work, "check.sh": "test ! -f worse\n" }));
  expect({ code, found }).toMatchObject({
    code: 0,
    found: { verdict: "proved", judges_changed: ["check.sh"] },
  });
});

test("what nothing proves fails, unless a person approved it", async () => {
  const none = { "traffic.yaml": "minutes: 5\n" };
  const mine = { "results/plain/1.md": result("plain"), "a.txt": "a\n" };
  expect(await judged(checkOut(mine, none))).toMatchObject({ code: 1, found: { verdict: "unproved" } });
  repository?.remove();
  const approved = { ...mine, "results/plain/1.md": result("plain", "approved: { note: fine }\n") };
  expect(await judged(checkOut(approved, none))).toMatchObject({
    code: 0,
    found: { verdict: "not_rejected" },
  });
});

test("a task that was never pushed demands nothing here, and is still held to the protocol", async () => {
  const none = { "traffic.yaml": "minutes: 5\n" };
  const mine = { "results/unpushed/1.md": result("unpushed"), "a.txt": "a\n" };
  expect(await judged(checkOut(mine, none))).toMatchObject({ code: 0, found: { verdict: "not_rejected" } });
  repository?.remove();
  const bold = { ...mine, "traffic.yaml": "checks: []\n" };
  expect(await judged(checkOut(bold, none))).toMatchObject({ code: 1, found: { verdict: "rejected" } });
});

test("what is taken back goes with what its task demanded, tests and all, and nothing else gives way", async () => {
  const landed = { ...work, "check.sh": "test ! -f worse\n" };
  const repo = makeRepository({
    ...base,
    ...landed,
    "tasks/greet.md": base["tasks/greet.md"].replace("status: todo", "status: done"),
  });
  repository = repo;
  const undone = result("greet", "undoes: { attempt: 1 }\n").replace("outcome: done", "outcome: undone");
  repo.git("checkout", "-qb", "change");
  repo.git("rm", "-q", "greet.txt");
  repo.write({ ...base, "results/greet/2.md": undone });
  repo.commit("Undo");
  expect(await judged(repo)).toMatchObject({
    code: 0,
    found: { verdict: "proved", checks: [{ name: "sh check.sh", outcome: "passed" }] },
  });
  repo.write({ "tasks/plain.md": shellTask("false") });
  repo.git("add", "-A");
  repo.git("commit", "-q", "--amend", "--no-edit");
  const { code, found } = await judged(repo);
  expect({ code, why: found.why }).toMatchObject({
    code: 1,
    why: expect.stringContaining("plain.md") as string,
  });
});

test("a check that the base fails too rejects nothing", async () => {
  const repo = checkOut({ "a.txt": "a\n" }, { bad: "x\n" });
  expect(await judged(repo)).toMatchObject({ code: 0, found: { checks: [{ outcome: "red_on_base" }] } });
});

test("the base is told by a merge group's event or by name; without one it says what to do", async () => {
  const repo = checkOut({ "a.txt": "a\n" });
  const [first = ""] = repo.git("rev-list", "--max-parents=0", "HEAD").trim().split("\n");
  repo.write({ "../event.json": JSON.stringify({ merge_group: { base_sha: first } }) });
  repo.env["GITHUB_EVENT_PATH"] = join(repo.path, "..", "event.json");
  expect((await repo.traffic("verify", "--ci", "--json")).out).toContain(`"base":"${first}"`);
  delete repo.env["GITHUB_EVENT_PATH"];
  expect((await repo.traffic("verify", "--ci", "--base", "main", "--json")).out).toContain(
    `"base":"${first}"`,
  );
  expect(await repo.traffic("verify", "--ci", "--base", "nowhere")).toMatchObject({
    code: 2,
    err: expect.stringContaining("fetch-depth: 0"),
  });
  repo.git("checkout", "-q", first);
  expect(await repo.traffic("verify", "--ci")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--base"),
  });
  expect(await repo.traffic("verify", "--base", "main")).toMatchObject({ code: 2 });
});
