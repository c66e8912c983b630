import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startModel, type Act, type Model } from "../world/model.ts";
import { until } from "../world/paid.ts";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;
let model: Model | undefined;

afterEach(async () => {
  await repository?.traffic("down", "--now");
  await model?.close();
  repository?.remove();
});

type Report = {
  landed: { task: string; commit: string; seconds: number }[];
  failed: { task: string; kind: string }[];
  retried: Record<string, number>;
  waiting: { task?: string; unblocks: number; answer: string }[];
  stopped: { kind: string; from: string; until: string }[];
};

const reportOf = async (of: Repository, ...argv: readonly string[]): Promise<Report> => {
  const { out, code } = await of.traffic("report", "--json", ...argv);
  expect(code).toBe(0);
  return JSON.parse(out) as Report;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("after a night the report says what landed, failed, waits for whom, and since a commit only what came after", async () => {
  repository = makeRepository({
    "tasks/good.md": shellTask("echo g > good.txt", { verify: '["test -f good.txt"]' }),
    "tasks/bad.md": shellTask("true", { verify: '["false"]', max_attempts: "2" }),
    "tasks/mine.md": shellTask("echo m > mine.txt"),
    "tasks/behind.md": shellTask("echo b > b.txt", { depends_on: "[mine]" }),
  });
  expect((await repository.traffic("run")).code).toBe(1);
  const report = await reportOf(repository);
  expect(report).toMatchObject({
    landed: [
      {
        task: "good",
        commit: repository.git("log", "-1", "--first-parent", "--format=%H", "main", "--", "good.txt").trim(),
      },
    ],
    failed: [{ task: "bad", kind: "rejected" }],
    retried: { rejected: 1 },
    waiting: [{ task: "mine", unblocks: 1, answer: expect.stringMatching(/^traffic diff mine, then/) }],
  });
  const { out } = await repository.traffic("report", "--md");
  expect(out).toContain("## Landed: 1");
  await pause(1100);
  repository.git("commit", "-q", "--allow-empty", "-m", "Good morning");
  expect(await reportOf(repository, "--since", "HEAD")).toMatchObject({ landed: [], failed: [] });
  expect((await repository.traffic("report", "--since", "soon")).code).toBe(2);
});

test("a run that was stopped for longer than its limits ends nothing, and tells the gap", async () => {
  const wait = 'touch "$HOME/began"; while [ ! -e "$HOME/go" ]; do sleep 0.1; done; echo s > slow.txt';
  repository = makeRepository({
    "tasks/slow.md": shellTask(wait, { verify: '["test -f slow.txt"]', budget: "{ minutes: 0.2 }" }),
  });
  const repo = repository;
  const home = String(repo.env["HOME"]);
  const { child, ended } = repo.start("run");
  await until(() => existsSync(join(home, "began")));
  process.kill(-Number(child.pid), "SIGSTOP");
  await pause(12_500);
  writeFileSync(join(home, "go"), "");
  process.kill(-Number(child.pid), "SIGCONT");
  const { code, out } = await ended;
  expect(out).toMatch(
    /clock {2}TrafficControl was stopped for (?:1[2-9]|[2-9]\d) s; no time limit counts that/,
  );
  expect(code).toBe(0);
  expect(repo.read("slow.txt")).toBe("s\n");
  const { landed, stopped } = await reportOf(repo);
  expect(stopped).toMatchObject([{ kind: "stopped" }]);
  expect(landed[0]?.seconds).toBeLessThan(12);
});

/** Something in a worktree of the person's own, uncommitted, beside a conversation with another agent about it. */
const leaveWork = (repo: Repository): string => {
  const path = join(repo.path, "..", "beside");
  repo.git("worktree", "add", "-q", "-b", "agent/limit", path);
  writeFileSync(join(path, "limit.txt"), "10\n");
  const folder = join(String(repo.env["HOME"]), ".claude", "projects", path.replaceAll(/[^a-zA-Z0-9]/g, "-"));
  mkdirSync(folder, { recursive: true });
  const message = { role: "user", content: "Limit the login. Ten a minute." };
  const line = { type: "user", cwd: path, sessionId: "0a1b2c3d", gitBranch: "agent/limit", message };
  writeFileSync(join(folder, "0a1b2c3d.jsonl"), `${JSON.stringify(line)}\n`);
  delete repo.env["CLAUDE_CONFIG_DIR"];
  return path;
};

test("finished work in a worktree is adopted, verified and landed, and the worktree stays as it is", async () => {
  repository = makeRepository({
    "traffic.yaml": 'target: main\nchecks: ["test ! -f limit.txt || grep -q 10 limit.txt"]\n',
  });
  const repo = repository;
  const path = leaveWork(repo);
  const status = (): string => repo.git("-C", path, "status", "--porcelain=v2", "--branch");
  const before = status();
  const { out } = await repo.traffic("adopt");
  expect(out).toContain("agent/limit  1 uncommitted file\n");
  expect(out).toContain("Limit the login\n");
  expect(existsSync(join(repo.path, "tasks"))).toBe(false);
  expect((await repo.traffic("adopt", "agent/limit", "--as-work")).out).toContain("Nothing is written yet");
  expect(repo.git("for-each-ref", "refs/traffic")).toBe("");
  expect((await repo.traffic("adopt", "agent/limit", "--as-work", "--yes")).code).toBe(0);
  expect(repo.read("tasks/limit-the-login.md")).toContain("> Limit the login. Ten a minute.");
  expect((await repo.traffic("run")).code).toBe(0);
  expect(repo.git("show", "main:limit.txt")).toBe("10\n");
  expect(status()).toBe(before);
  expect(readFileSync(join(path, "limit.txt"), "utf8")).toBe("10\n");
  expect((await repo.traffic("audit")).code).toBe(0);
  expect((await repo.traffic("adopt")).out).toContain("adopted as limit-the-login");
  expect((await repo.traffic("adopt", "agent/limit", "--yes")).code).toBe(2);
});

test("finished work that the checks reject does not land", async () => {
  repository = makeRepository({ "traffic.yaml": 'target: main\nchecks: ["test ! -f limit.txt"]\n' });
  leaveWork(repository);
  await repository.traffic("adopt", "agent/limit", "--as-work", "--yes");
  expect((await repository.traffic("run")).code).toBe(1);
  expect(repository.git("ls-tree", "--name-only", "main", "limit.txt")).toBe("");
  expect(await reportOf(repository)).toMatchObject({
    failed: [{ task: "limit-the-login", kind: "rejected" }],
  });
});

/** A branch and the target that both changed one file. */
const clash = (repo: Repository): void => {
  repo.git("switch", "-qc", "feature");
  repo.write({ "a.txt": "mine\n" });
  repo.commit("Mine");
  repo.git("switch", "-q", "main");
  repo.write({ "a.txt": "theirs\n" });
  repo.commit("Theirs");
};

test("on a conflict the agent is told both sides, brings the work in, and it lands with both in its history", async () => {
  const acts: readonly Act[] = [
    {
      blocks: [
        {
          tool: "bash",
          input: {
            command:
              "git merge -q feature >merge.log 2>&1; rm -f merge.log; printf 'mine\\ntheirs\\n' > a.txt; git add -A; git commit -qm Both",
          },
        },
      ],
    },
    { blocks: [{ text: "Done." }] },
  ];
  model = await startModel(({ messages }) => acts[messages.length > 1 ? 1 : 0] as Act);
  repository = makeRepository({
    "a.txt": "a\n",
    "traffic.yaml": 'target: main\nchecks: ["grep -q mine a.txt"]\n',
  });
  const repo = repository;
  Object.assign(repo.env, { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "sk-ant-test-1234" });
  // Agents get the person's home, and with it who they are to git, but no variable of git's.
  copyFileSync(String(repo.env["GIT_CONFIG_GLOBAL"]), join(String(repo.env["HOME"]), ".gitconfig"));
  clash(repo);
  expect((await repo.traffic("adopt", "feature", "--as-work")).err).toContain("both changed a.txt");
  expect((await repo.traffic("adopt", "feature", "--agent", "builtin", "--ready", "--yes")).code).toBe(0);
  const ran = await repo.traffic("run", "--yes");
  const prompt = JSON.stringify(model.heard[0]?.messages[0]);
  expect(prompt).toContain("changed the same places, in a.txt");
  expect(ran).toMatchObject({ code: 0 });
  expect(repo.git("show", "main:a.txt")).toBe("mine\ntheirs\n");
  expect(repo.git("branch", "--merged", "main", "--list", "feature").trim()).toBe("feature");
});

test("a command cannot resolve a conflict: the task waits for a person, who is told where", async () => {
  repository = makeRepository({ "a.txt": "a\n" });
  const repo = repository;
  clash(repo);
  await repo.traffic("adopt", "feature", "--yes");
  repo.write({
    "tasks/mine.md": repo.read("tasks/mine.md").replace("status: draft", 'status: todo\ncommand: "true"'),
  });
  expect((await repo.traffic("run")).code).toBe(1);
  const { out } = await repo.traffic("why", "mine");
  expect(out).toContain("main changed the same places: a.txt");
});
