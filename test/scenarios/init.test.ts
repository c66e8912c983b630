import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/store/config.ts";
import { makeRepository, shellTask, type Ended, type Repository } from "../world/repository.ts";

const has = (tool: string): boolean => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;

let repository: Repository;
afterEach(() => repository.remove());

type Found = {
  readonly checks: readonly { readonly name: string; readonly outcome: string; readonly why?: string }[];
  readonly setup?: { readonly outcome: string; readonly why?: string; readonly repair?: string };
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly lacking: readonly string[];
  readonly notices: readonly string[];
  readonly target: string;
};

const jsonOf = ({ out }: Ended): Found => JSON.parse(out) as Found;

const init = async (...options: readonly string[]): Promise<Found> => {
  const ended = await repository.traffic("init", "--json", ...options);
  expect(ended).toMatchObject({ code: 0, err: "" });
  return jsonOf(ended);
};

const inForce = (): string[] =>
  (parseConfig(repository.read("traffic.yaml")).value?.checks ?? []).map(({ run }) => run);

const outcomes = ({ checks }: Found): Record<string, string> =>
  Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));

const manifest = (scripts: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({ name: "thing", version: "1.0.0", scripts, ...more });

describe("real tools", () => {
  test("npm: what passed is in force, what failed is a comment with its reason", async () => {
    const lock = {
      name: "thing",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "thing", version: "1.0.0", dependencies: { dep: "file:dep" } },
        dep: { version: "1.0.0" },
        "node_modules/dep": { resolved: "dep", link: true },
      },
    };
    repository = makeRepository({
      ".gitignore": "node_modules\n",
      "package.json": manifest(
        {
          test: "node --test",
          lint: "node -e \"require('dep')\"",
          typecheck: "echo 'a.ts(1,1): error TS1: bad'; exit 2",
        },
        { dependencies: { dep: "file:dep" } },
      ),
      "package-lock.json": JSON.stringify(lock),
      "dep/package.json": '{"name":"dep","version":"1.0.0","main":"i.js"}',
      "dep/i.js": "",
      "a.test.js": "require('node:test').test('a', () => {});\n",
    });
    const found = await init();
    expect(found.setup?.outcome).toBe("passed");
    expect(outcomes(found)).toEqual({ lint: "passed", typecheck: "failed", test: "passed" });
    expect(inForce()).toEqual(["npm run lint", "npm test"]);
    expect(repository.read("traffic.yaml")).toMatch(
      /^#\s+- \{ name: typecheck.*exit code 2: a\.ts\(1,1\): error TS1: bad$/m,
    );
    expect(found.written).toEqual(["traffic.yaml", "tasks/say-hello.md"]);
    expect(repository.git("worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  test.runIf(has("python3"))("Python: unittest runs without any setup", async () => {
    repository = makeRepository({
      "thing.py": "def one(): return 1\n",
      "tests/__init__.py": "",
      "tests/test_thing.py":
        "import unittest\nfrom thing import one\nclass T(unittest.TestCase):\n    def test_one(self): self.assertEqual(one(), 1)\n",
    });
    expect(outcomes(await init())).toEqual({ unittest: "passed" });
  });

  test.runIf(has("python3"))("Python: services side by side, each tested from its own folder", async () => {
    const test = (name: string): string =>
      `import unittest\nfrom ${name} import one\nclass T(unittest.TestCase):\n    def test_one(self): self.assertEqual(one(), 1)\n`;
    repository = makeRepository({
      "services/a/first.py": "def one(): return 1\n",
      "services/a/tests/test_first.py": test("first"),
      "services/b/second.py": "def one(): return 2\n",
      "services/b/test_second.py": test("second"),
    });
    delete repository.env["PYTHONDONTWRITEBYTECODE"];
    const found = await init();
    expect(outcomes(found)).toEqual({ "services/a: unittest": "passed", "services/b: unittest": "failed" });
    expect(found.notices.join("\n")).toContain("services/a/__pycache__");
  });

  test.runIf(has("cargo"))("Rust: a crate without dependencies", async () => {
    repository = makeRepository({
      ".gitignore": "target\n",
      "Cargo.toml": '[package]\nname = "thing"\nversion = "0.1.0"\nedition = "2021"\n',
      "src/lib.rs": "#[test]\nfn one() {\n    assert_eq!(1, 1);\n}\n",
    });
    const env = { RUSTUP_HOME: process.env["RUSTUP_HOME"] ?? join(process.env["HOME"] ?? "", ".rustup") };
    Object.assign(repository.env, env);
    expect(outcomes(await init())).toMatchObject({ "cargo test": "passed" });
  });

  test.runIf(has("make"))("make", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\nlint:\n\t@echo bad >&2; false\n" });
    const found = await init();
    expect(outcomes(found)).toEqual({ "make lint": "failed", "make test": "passed" });
    expect(inForce()).toEqual(["make test"]);
  });
});

test("from nothing to a landed task by what init says comes next", async () => {
  repository = makeRepository({ Makefile: "test:\n\t@true\n" });
  const { out } = await repository.traffic("init");
  const [commit = ""] = /^ {2}git add .*$/m.exec(out) ?? [];
  execFileSync("sh", ["-c", commit], { cwd: repository.path, env: repository.env });
  expect(out).toContain("traffic release say-hello, then: traffic run");
  expect(await repository.traffic("release", "say-hello")).toMatchObject({ code: 0 });
  expect(await repository.traffic("run")).toMatchObject({ code: 0 });
  expect(repository.git("show", "main:hello.txt")).toBe("hello\n");
  expect(repository.git("show", "main:results/say-hello/1.md")).toContain("make test");
});

test("what works only in the folder where setup was done is found to fail", async () => {
  repository = makeRepository({
    ".gitignore": "node_modules\n",
    "package.json": manifest(
      {
        postinstall: "mkdir -p node_modules && pwd > node_modules/where",
        test: 'test "$(cat node_modules/where)" = "$(pwd)"',
      },
      { dependencies: { dep: "file:dep" } },
    ),
    "dep/package.json": '{"name":"dep","version":"1.0.0"}',
  });
  expect(outcomes(await init())).toEqual({ test: "failed" });
});

describe("what init leaves alone", () => {
  test("a second init changes nothing and says what is missing", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    repository.write({ "traffic.yaml": "target: main\n" });
    const found = await init();
    expect(found).toMatchObject({ kept: ["traffic.yaml"], written: ["tasks/say-hello.md"] });
    expect(found.lacking).toEqual(["checks: - { name: make test, run: make test }"]);
    expect(repository.read("traffic.yaml")).toBe("target: main\n");
    expect(await init()).toMatchObject({ kept: ["traffic.yaml"], written: [] });
  });

  test("--dry-run runs and writes nothing; --no-run writes what was found without running it", async () => {
    repository = makeRepository({ Makefile: "test:\n\techo ran > ../../ran; touch $(CURDIR)/ran\n" });
    await init("--dry-run");
    expect(repository.git("status", "--porcelain")).toBe("");
    await init("--no-run");
    expect(inForce()).toEqual(["make test"]);
    expect(repository.read("traffic.yaml")).toContain("Not tried yet");
    expect(existsSync(join(repository.path, "ran"))).toBe(false);
  });

  test("--commit commits its own files; what the person staged stays staged", async () => {
    repository = makeRepository({ "a.txt": "a\n" });
    repository.write({ "a.txt": "b\n", "new.txt": "" });
    repository.git("add", "a.txt");
    await init("--commit");
    expect(repository.git("show", "--name-only", "--format=%s").trim().split("\n")).toEqual([
      "Set up TrafficControl",
      "",
      "tasks/write-a-smoke-check.md",
      "traffic.yaml",
    ]);
    expect(repository.git("status", "--porcelain")).toBe("M  a.txt\n?? new.txt\n");
  });
});

describe("nasty repositories", () => {
  test("uncommitted changes: the last commit is what counts", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    repository.write({ Makefile: "test:\n\t@false\n" });
    const found = await init();
    expect(outcomes(found)).toEqual({ "make test": "passed" });
    expect(found.notices[0]).toContain("1 file here is not committed");
  });

  test("no commit at all: the files are looked at, nothing is run; other commands say what to do", async () => {
    repository = makeRepository({});
    rmSync(join(repository.path, ".git"), { recursive: true });
    repository.git("init", "-q");
    repository.write({ Makefile: "test:\n\t@true\n" });
    expect((await repository.traffic("ls")).err).toContain("has no commit yet");
    expect((await repository.traffic("doctor")).out).toContain("git commit -m 'Begin'");
    const found = await init("--commit");
    expect(found.notices[0]).toContain("Nothing was ever committed");
    expect(inForce()).toEqual(["make test"]);
    expect(repository.git("ls-files").trim().split("\n")).toEqual(["tasks/say-hello.md", "traffic.yaml"]);
  });

  test("a detached HEAD: work lands on the branch that is plainly meant", async () => {
    repository = makeRepository();
    repository.git("branch", "other");
    repository.git("checkout", "-q", "--detach");
    const found = await init();
    expect(found).toMatchObject({ target: "main", notices: ["HEAD is detached. Work will land on main."] });
  });

  test("a bare repository is refused with what to do", async () => {
    repository = makeRepository();
    execFileSync("git", ["clone", "-q", "--bare", ".", "../bare.git"], {
      cwd: repository.path,
      env: repository.env,
    });
    repository.git("config", "core.bare", "true");
    const { code, err } = await repository.traffic("init");
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("run this in a clone") as string,
    });
  });

  test("no place for worktrees: refused with what to do", async () => {
    repository = makeRepository();
    Object.assign(repository.env, { XDG_CACHE_HOME: "/dev/null" });
    const { code, err } = await repository.traffic("init");
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("set XDG_CACHE_HOME") as string,
    });
  });

  test("a commit that cannot be checked out is told, and nothing is written", async () => {
    repository = makeRepository({
      Makefile: "test:\n\t@true\n",
      ".gitattributes": "*.bin filter=gone\n",
      "a.bin": "",
    });
    repository.git("config", "filter.gone.smudge", "false");
    repository.git("config", "filter.gone.required", "true");
    const { code, err } = await repository.traffic("init");
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("--no-run") as string });
    expect(existsSync(join(repository.path, "traffic.yaml"))).toBe(false);
  });

  test("inside a linked worktree it sets the main checkout's repository up", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    repository.git("worktree", "add", "-q", "linked", "-b", "side");
    const out = execFileSync(
      process.execPath,
      [join(import.meta.dirname, "../../bin/traffic.cjs"), "init", "--json"],
      {
        cwd: join(repository.path, "linked"),
        env: repository.env,
        encoding: "utf8",
      },
    );
    expect(JSON.parse(out)).toMatchObject({
      target: "main",
      written: ["traffic.yaml", "tasks/say-hello.md"],
    });
    expect(existsSync(join(repository.path, "traffic.yaml"))).toBe(true);
  });

  test("inside a submodule it is the submodule's own", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    repository.git("clone", "-q", ".", "../inner");
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner", "sub");
    const out = execFileSync(
      process.execPath,
      [join(import.meta.dirname, "../../bin/traffic.cjs"), "init", "--json"],
      {
        cwd: join(repository.path, "sub"),
        env: repository.env,
        encoding: "utf8",
      },
    );
    expect(JSON.parse(out)).toMatchObject({ checks: [{ name: "make test", outcome: "passed" }] });
    expect(existsSync(join(repository.path, "sub/traffic.yaml"))).toBe(true);
    expect(existsSync(join(repository.path, "traffic.yaml"))).toBe(false);
  });

  test("tasks/ is something else, and results/ is ignored: others are set, and used", async () => {
    repository = makeRepository({ "tasks/main.yml": "- hosts: all\n", ".gitignore": "results/\n" });
    const found = await init();
    expect(found.written).toEqual(["traffic.yaml", ".traffic/tasks/write-a-smoke-check.md"]);
    expect(parseConfig(repository.read("traffic.yaml")).value?.folders).toMatchObject({
      tasks: ".traffic/tasks",
      results: "traffic-results",
      agents: "agents",
    });
    expect((await repository.traffic("ls")).out).toContain("write-a-smoke-check");
    repository.write({
      ".traffic/tasks/one.md": shellTask("echo 1 > one.txt", { verify: "[test -f one.txt]" }),
    });
    repository.commit("A task");
    expect(await repository.traffic("run")).toMatchObject({ code: 0 });
    expect(repository.git("ls-files").split("\n")).toEqual(
      expect.arrayContaining(["one.txt", "traffic-results/one/1.md"]),
    );
  });

  test("a file called tasks, an ignored traffic.yaml", async () => {
    repository = makeRepository({ tasks: "buy milk\n", ".gitignore": "*.yaml\n" });
    const found = await init();
    expect(found.written).toContain(".traffic/tasks/write-a-smoke-check.md");
    expect(found.notices.join("\n")).toContain("traffic.yaml is ignored");
    expect(repository.read("tasks")).toBe("buy milk\n");
  });

  test("no network: setup is recorded with its repair, what needs it is not run, the rest is", async () => {
    repository = makeRepository({
      ".gitignore": "node_modules\n",
      ".npmrc": "registry=http://127.0.0.1:9/\nfetch-retries=0\n",
      "package.json": manifest({ test: "node --test" }, { dependencies: { "left-pad": "1.3.0" } }),
      "package-lock.json": JSON.stringify({
        name: "thing",
        version: "1.0.0",
        lockfileVersion: 3,
        packages: {
          "": { name: "thing", version: "1.0.0", dependencies: { "left-pad": "1.3.0" } },
          "node_modules/left-pad": { version: "1.3.0", resolved: "http://127.0.0.1:9/left-pad-1.3.0.tgz" },
        },
      }),
      Makefile: "lint:\n\t@true\n",
    });
    const found = await init();
    expect(found.setup).toMatchObject({
      outcome: "failed",
      why: expect.stringContaining("no network?") as string,
    });
    expect(outcomes(found)).toEqual({ "make lint": "passed", test: "not_run" });
    expect(inForce()).toEqual(["make lint"]);
    expect(parseConfig(repository.read("traffic.yaml")).value?.setup).toBeUndefined();
  });

  test("Windows line ends, names with blanks and a folder of ten thousand files", async () => {
    repository = makeRepository({
      Makefile: "test: \r\n\t@true\r\n",
      "web ui/package.json": manifest({ test: "node -e 0" }).replaceAll(",", ",\r\n"),
    });
    const many = Array.from({ length: 10_000 }, (_, n) => [`many/${n % 100}/file-${n}.txt`, ""] as const);
    repository.write(Object.fromEntries(many));
    repository.commit("Many");
    const found = await init("--no-run");
    expect(Object.keys(outcomes(found))).toEqual(
      ["make test", "web ui: test"].sort((a, b) => b.localeCompare(a)),
    );
  });

  test.runIf(has("make"))(
    "what people run by hand is tried where the ecosystem's own cannot be",
    async () => {
      const Makefile = "test:\n\t@true\nlint:\n\t@true\n";
      repository = makeRepository({ Makefile, "mix.exs": "", "test/a_test.exs": "" });
      const rest = (process.env["PATH"] ?? "")
        .split(":")
        .filter((folder) => !existsSync(join(folder, "mix")));
      Object.assign(repository.env, { PATH: rest.join(":") });
      const found = await init();
      expect(outcomes(found)).toEqual({
        "make lint": "passed",
        "mix test": "not_run",
        "make test": "passed",
      });
      expect(inForce()).toEqual(["make lint", "make test"]);
    },
  );

  test("a tool that is not installed is named with its repair", async () => {
    repository = makeRepository({
      "package.json": manifest({ test: "x" }, { packageManager: "pnpm@9.0.0", dependencies: { a: "1" } }),
    });
    const path = join(repository.path, "../bin");
    mkdirSync(path);
    const rest = (process.env["PATH"] ?? "").split(":").filter((folder) => !existsSync(join(folder, "pnpm")));
    Object.assign(repository.env, { PATH: rest.join(":") });
    const found = await init();
    expect(found.setup).toMatchObject({
      outcome: "not_run",
      why: "pnpm is not installed here",
      repair: "npm install -g pnpm",
    });
    expect(inForce()).toEqual([]);
  });

  test("Ctrl-C ends what is tried, writes nothing and leaves nothing running", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@touch started; sleep 300\n" });
    const running = repository.start("init");
    await expect.poll(() => repository.leftovers().length).toBeGreaterThan(0);
    running.child.kill("SIGINT");
    const { code, out } = await running.ended;
    expect({ code, out }).toMatchObject({
      code: 130,
      out: expect.stringContaining("nothing was written") as string,
    });
    expect(existsSync(join(repository.path, "traffic.yaml"))).toBe(false);
    expect(repository.leftovers()).toEqual([]);
  });
});

describe("agents and money", () => {
  const agentFiles = (): string[] =>
    repository.git("status", "--porcelain", "-uall").match(/agents\/\S+/g) ?? [];

  test("the pack is written, can be used by its names, and costs what the caps say", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    const found = await init("--agents", "--task-usd", "0.5");
    expect(agentFiles()).toEqual(["agents/builder.md", "agents/fixer.md", "agents/tester.md"]);
    expect(found.written).toContain("agents/builder.md");
    const { value } = parseConfig(repository.read("traffic.yaml"));
    expect(value).toMatchObject({
      caps: { taskUsd: 0.5, dayUsd: 10 },
      teams: { makers: ["builder", "fixer"] },
    });
    await repository.traffic("add", "Mend it", "--agent", "makers");
    const why = (await repository.traffic("why", "mend-it")).out;
    expect(why).toContain("builder with claude-haiku-5-5 (its turn)");
    expect(why).toContain("then fixer with claude-opus-5-5");
    expect((await repository.traffic("ls", "--json")).out).toContain('"problems":[]');
    Object.assign(repository.env, { ANTHROPIC_API_KEY: "sk-ant-1234" });
    expect((await repository.traffic("run")).out).toContain("At most   $0.50 today");
  });

  test("without being asked for it writes no agents, and names caps all the same", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    const { written } = await init();
    expect(written).toEqual(["traffic.yaml", "tasks/say-hello.md"]);
    expect(repository.read("traffic.yaml")).toMatch(/^caps: \{ task_usd: 3, day_usd: 10 \}$/m);
  });

  test("nothing is written over: a file of the same name stays, a name that is taken is left out", async () => {
    repository = makeRepository({
      "agents/builder.md": "---\nname: builder\n---\nMine.\n",
      ".claude/agents/check.md": "---\nname: tester\ndescription: d\n---\nTheirs.\n",
    });
    const found = await init("--agents");
    expect(found.kept).toEqual(["agents/builder.md"]);
    expect(agentFiles()).toEqual(["agents/fixer.md"]);
    expect(repository.read("agents/builder.md")).toContain("Mine.");
    expect((await repository.traffic("ls", "--json")).out).toContain('"problems":[]');
  });

  test("run again with other caps it changes nothing, and says what to write", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    await init();
    const before = repository.read("traffic.yaml");
    const { lacking, kept } = await init("--day-usd", "5", "--agents");
    expect(lacking).toEqual(["caps: { task_usd: 3, day_usd: 5 }", "teams: { makers: [builder, fixer] }"]);
    expect(kept).toEqual(["traffic.yaml"]);
    expect(repository.read("traffic.yaml")).toBe(before);
  });

  test("where agents/ is something else they go where agents are read", async () => {
    repository = makeRepository({ "agents/sales.csv": "a,b\n" });
    const { written } = await init("--agents");
    expect(written).toContain(".traffic/agents/builder.md");
    await repository.traffic("add", "Mend it", "--agent", "makers");
    expect((await repository.traffic("why", "mend-it")).out).toContain("builder with claude-haiku-5-5");
  });

  test("the first task of a repository without tests is for an agent that is there", async () => {
    repository = makeRepository({ "main.py": "print(1)\n" });
    await init();
    const file = "tasks/write-a-smoke-check.md";
    repository.write({ [file]: repository.read(file).replace("status: draft", "status: todo") });
    Object.assign(repository.env, { ANTHROPIC_API_KEY: "sk-ant-1234" });
    expect((await repository.traffic("run")).out).toContain("Agent     builtin: claude-haiku-5-5");
  });
});

describe("doctor", () => {
  const doctor = async (...options: readonly string[]) => {
    const { out } = await repository.traffic("doctor", "--json", ...options);
    const { findings } = JSON.parse(out) as {
      findings: { level: string; about: string; message: string; repair?: string }[];
    };
    return findings;
  };

  test("names a lock that a dead git left, a check that cannot run, a folder that is gone, and never touches them", async () => {
    repository = makeRepository({
      "traffic.yaml":
        "checks: [no-such-program --x, { run: make, dir: gone }]\nsetup: { run: 'true', inputs: [lost.json], outputs: [built] }\n",
    });
    const lock = join(repository.path, ".git/index.lock");
    writeFileSync(lock, "");
    utimesSync(lock, 1_600_000_000, 1_600_000_000);
    const bad = (await doctor()).filter(({ level }) => level !== "ok");
    expect(bad.map(({ about }) => about)).toEqual([
      "git lock",
      "setup",
      "setup",
      "check no-such-program --x",
      "check make",
    ]);
    expect(bad.every(({ repair }) => repair !== undefined)).toBe(true);
    expect(readFileSync(lock, "utf8")).toBe("");
  });

  test("names what only shows when files are seen together: agents and milestones that nobody wrote", async () => {
    repository = makeRepository({ "traffic.yaml": "target: main\n" });
    await repository.traffic("add", "Nobody's", "--agent", "nobody-here");
    const wrong = (await doctor()).find(({ about }) => about.startsWith("tasks/nobodys.md"));
    expect(wrong).toMatchObject({
      level: "error",
      message: expect.stringContaining("nobody-here") as string,
    });
    repository.write({ "roadmaps/core.md": "# Core\n\n## M1 first\n" });
    const odd = "no roadmap has a milestone core#m2, so it stands by itself; there are core#m1";
    const add = async (milestone: string) =>
      (await repository.traffic("add", "Late", "--command", "true", "--milestone", milestone)).out;
    expect(await add("core#m1")).not.toContain("no roadmap");
    expect(await add("core#m2")).toContain(`${odd}\n`);
    const milestone = (await doctor()).find(({ about }) => about === "milestone");
    expect(milestone).toMatchObject({
      level: "warning",
      message: odd,
      repair: expect.stringContaining("tasks/late-2.md") as string,
    });
  });

  test("paid work without a key is a warning, with it an account, and no matter where there is none", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@true\n" });
    const models = async () => (await doctor()).find(({ about }) => about === "models");
    delete repository.env["ANTHROPIC_API_KEY"];
    await init("--commit");
    expect(await models()).toBeUndefined();
    await repository.traffic("add", "Mend it", "--agent", "builtin");
    expect(await models()).toMatchObject({
      level: "warning",
      repair: expect.stringContaining("export") as string,
    });
    Object.assign(repository.env, { ANTHROPIC_API_KEY: "sk-ant-1234" });
    expect(await models()).toMatchObject({
      level: "ok",
      message: expect.stringContaining("…1234") as string,
    });
  });

  test("--run tries setup and checks again and tells the times before", async () => {
    repository = makeRepository({ Makefile: "test:\n\t@sleep 0.2\nlint:\n\t@true\n" });
    await init("--commit");
    const found = await doctor("--run");
    expect(found.find(({ about }) => about === "check make test")?.message).toMatch(
      /^passed in .* \(.* before\)$/,
    );
    repository.write({ Makefile: "test:\n\t@false\nlint:\n\t@true\n" });
    repository.commit("Break it");
    const after = await doctor("--run");
    expect(after.find(({ about }) => about === "check make test")).toMatchObject({ level: "warning" });
  });

  test("LFS without its program, and submodules that are not here", async () => {
    repository = makeRepository({
      ".gitattributes": "*.bin filter=lfs diff=lfs\n",
      ".gitmodules": '[submodule "s"]\n\tpath = s\n\turl = ../s\n',
    });
    repository.git(
      "update-index",
      "--add",
      "--cacheinfo",
      `160000,${repository.git("rev-parse", "HEAD").trim()},s`,
    );
    repository.git("commit", "-qm", "A submodule");
    const found = await doctor();
    expect(found.find(({ about }) => about === "submodules")?.repair).toContain(
      "git submodule update --init",
    );
    expect(found.find(({ about }) => about === "LFS")).toBeDefined();
  });
});
