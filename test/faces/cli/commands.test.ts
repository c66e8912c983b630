import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Answer } from "../../../src/faces/doors/stepping-in.ts";
import { widthOf } from "../../../src/faces/cli/text/width.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import { grow, Grown, toDone, toReview, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

const tasks = [
  makeTask("login", { labels: ["security"], milestone: "core#m1", dependsOn: ["store"] }),
  makeTask("store", { priority: 0 }),
  makeTask("idea", { status: "draft" }),
  makeTask("lost", { dependsOn: ["nowhere"] }),
];
const grown = grow(...tasks).fold(...toDone(tasks[1] as (typeof tasks)[1]));
const fleet = (set: Parameters<typeof fakeDoors>[1] = {}): ReturnType<typeof fakeDoors> =>
  fakeDoors({ state: grown.state, now: grown.now }, set);

const ids = (json: Record<string, unknown>): unknown[] =>
  (json["tasks"] as { id: string }[]).map(({ id }) => id).sort();

/** The same beside an engine that runs. */
const withEngine = ({ doors, asked }: ReturnType<typeof fakeDoors>): ReturnType<typeof fakeDoors> => {
  const survey = async () => ({ ...(await doors.survey()), engine: { running: true, pid: 1 } as const });
  return { doors: { ...doors, survey }, asked };
};

test("ls --json holds every task and every problem", async () => {
  const json = (await runIn({ doors: fleet().doors }, "ls", "--json")).json();
  expect(json["schema"]).toBe("traffic/tasks@1");
  expect(ids(json)).toEqual(["idea", "login", "lost", "store"]);
  expect(json["tasks"]).toContainEqual(
    expect.objectContaining({
      id: "store",
      file: "tasks/store.md",
      status: "done",
      phase: "done",
      priority: 0,
      depends_on: [],
    }),
  );
  expect(json["problems"]).toEqual([
    expect.objectContaining({ file: "tasks/lost.md", line: 1, code: "unknown_dependency" }),
  ]);
});

test("ls shows what is open, says what it leaves out, and filters", async () => {
  const { doors } = fleet();
  const { out, code } = await runIn({ doors }, "ls");
  expect(code).toBe(0);
  expect(out).not.toMatch(/^P0 +store/m);
  expect(out).toMatch(/1 done: traffic ls --all/);
  expect((await runIn({ doors }, "ls", "--all")).out).toMatch(/^P0 +store +done/m);
  const filtered = async (...argv: string[]): Promise<unknown[]> =>
    ids((await runIn({ doors }, "ls", "--json", ...argv)).json());
  expect(await filtered("--label", "security")).toEqual(["login"]);
  expect(await filtered("--milestone", "core#m1")).toEqual(["login"]);
  expect(await filtered("--phase", "draft", "--phase", "done")).toEqual(["idea", "store"]);
  expect(await filtered("--phase", "review")).toEqual([]);
});

test("ls fits the terminal at any width, whatever titles hold", async () => {
  const evil = makeTask("evil", { title: "登录 🚀 \x1b[2J\x07 and\nmore ".repeat(8) });
  const { doors } = withEngine(fakeDoors({ state: grow(evil, ...tasks.slice(0, 3)).state }));
  for (const columns of [1, 7, 20, 40, 80, 200]) {
    const { out } = await runIn({ doors, isTTY: true, columns, env: { NO_COLOR: "1" } }, "ls", "--all");
    expect(out).not.toContain("\x1b");
    for (const line of out.trimEnd().split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  }
});

test("no task yet: every list says how to write one", async () => {
  for (const argv of [["ls"], ["status"], ["plan"], ["run"]]) {
    const { out, code } = await runIn({ doors: fakeDoors({}).doors }, ...argv);
    expect(code).toBe(0);
    expect(out).toContain("traffic add");
  }
});

const envelopes = [
  ["show", ["login"], "task"],
  ["why", ["login"], "why"],
  ["plan", [], "plan"],
  ["up", [], "up"],
  ["down", [], "down"],
  ["status", [], "status"],
  ["ui", [], "status"],
  ["diff", ["login"], "diff"],
  ["path", ["login"], "path"],
  ["retry", ["login"], "retry"],
  ["cancel", ["login"], "cancel"],
  ["approve", ["login"], "approve"],
  ["reject", ["login", "--note", "no"], "reject"],
  ["hold", ["login"], "hold"],
  ["release", ["login"], "release"],
  ["pause", [], "pause"],
  ["resume", [], "resume"],
  ["verify", [], "verify"],
  ["audit", [], "audit"],
  ["doctor", [], "doctor"],
  ["clean", [], "clean"],
  ["init", [], "init"],
  ["add", ["x"], "added"],
] as const;

test.each(envelopes)(
  "%s --json is one document of its schema, with keys in snake_case",
  async (name, args, schema) => {
    const screen = await runIn({ doors: fleet().doors }, name, ...args, "--json");
    expect(screen).toMatchObject({ code: 0, err: "" });
    expect(screen.json()["schema"]).toBe(`traffic/${schema}@1`);
    expect(screen.out).not.toMatch(/"[a-z]+[A-Z]\w*":/);
    const people = await runIn({ doors: fleet().doors }, name, ...args);
    expect(people.out.trim()).not.toBe("");
  },
);

test("why tells the turn, the gates and the past", async () => {
  const { out } = await runIn({ doors: fleet().doors }, "why", "lost");
  expect(out).toMatch(/lost {2}broken: it depends on nowhere, which does not exist/);
  expect(out).toMatch(/wait dependencies +nowhere is unknown/);
  expect(out).toMatch(/Your turn: mend tasks\/lost\.md/);
  expect(out).not.toContain("Its turn");
  const ready = await runIn({ doors: fleet().doors }, "why", "login");
  expect(ready.out).toMatch(/Its turn comes by .*, or sooner.*priority P\d/);
});

test("why and show tell what is wrong with a task's file: what it said before counts", async () => {
  const problem = {
    code: "not_yaml",
    file: "tasks/a.md",
    line: 5,
    message: "is no YAML",
    example: "title: A",
  };
  const other = { ...problem, file: "tasks/b.md" };
  const { state } = grow(makeTask("a", { hold: true }), makeTask("b"));
  const { doors } = fakeDoors({ state, problems: [problem, other] });
  const { out } = await runIn({ doors }, "why", "a");
  expect(out).toMatch(
    /held by its file[\s\S]*1 problem:\n! tasks\/a\.md:5 {2}is no YAML[\s\S]*counts as it was before/,
  );
  expect((await runIn({ doors }, "show", "a")).out).toContain("! tasks/a.md:5  is no YAML");
  expect((await runIn({ doors }, "why", "a", "--json")).json()["problems"]).toEqual([problem]);
});

test("show prints the file's text below the facts", async () => {
  const root = await mkdtemp(join(tmpdir(), "traffic-show-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, "login.md"), "---\r\ntitle: x\r\n---\r\nDo it \x1b[31mwell\r\n");
  const state = grow(makeTask("login", { file: "login.md" })).state;
  const base = fakeDoors({ state }).doors;
  const doors = { ...base, survey: async () => ({ ...(await base.survey()), root }) };
  expect((await runIn({ doors }, "show", "login")).out).toMatch(/phase +ready[\s\S]*\nDo it well\n/);
  expect((await runIn({ doors }, "show", "login", "--json")).json()).toMatchObject({
    task: { id: "login", body: "Do it \x1b[31mwell\r\n" },
  });
});

test("wishes are made for every task named, once each", async () => {
  const { doors, asked } = fleet();
  await runIn({ doors }, "retry", "login", "lost", "tasks/login.md");
  await runIn({ doors }, "approve", "login", "--note", "fine");
  await runIn({ doors }, "reject", "lost", "--note", "no");
  await runIn({ doors }, "pause");
  expect(asked.wishes).toEqual([
    { kind: "retry", task: "login" },
    { kind: "retry", task: "lost" },
    { kind: "approve", task: "login", note: "fine" },
    { kind: "reject", task: "lost", note: "no" },
    { kind: "pause" },
  ]);
});

test("what is granted while no engine runs says what goes on from there", async () => {
  const next = "No engine runs: traffic run goes on from here.";
  const stopped = (await runIn({ doors: fleet().doors }, "approve", "login")).out;
  expect(stopped).toBe(`login  approved\n${next}\n`);
  expect((await runIn({ doors: fleet().doors }, "resume")).out).toContain(next);
  for (const argv of [["cancel", "login"], ["pause"]])
    expect((await runIn({ doors: fleet().doors }, ...argv)).out).not.toContain(next);
  const running = withEngine(fleet());
  expect((await runIn({ doors: running.doors }, "approve", "login")).out).toBe("login  approved\n");
});

test("status calls nothing in motion while no engine runs", async () => {
  const at = grow(tasks[1] as (typeof tasks)[1]).fold(...toWorking(tasks[1] as (typeof tasks)[1]));
  const { doors } = fakeDoors({ state: at.state, now: at.now });
  expect((await runIn({ doors }, "status")).out).toMatch(/^Goes on with the next traffic run\n {2}store@1/m);
  const running = withEngine(fakeDoors({ state: at.state, now: at.now }));
  expect((await runIn({ doors: running.doors }, "status")).out).toMatch(/^In motion\n {2}store@1/m);
});

test("what mends several problems alike is told once, below them; status counts them", async () => {
  const nobody = (id: string) => makeTask(id, { agent: "nobody" });
  const { command: _, ...idle } = makeTask("idle");
  const { doors } = fakeDoors({ state: grow(nobody("a"), idle, nobody("b")).state });
  const { out } = await runIn({ doors }, "ls");
  expect(out).toMatch(
    /3 problems:\n! tasks\/a\.md:1 .*\n! tasks\/b\.md:1 .*\n {4}found: agent: nobody\n {4}expected: .*\n {4}example: .*\n! tasks\/idle\.md:1 /,
  );
  expect((await runIn({ doors }, "status")).out).toMatch(/^files +3 problems: traffic ls/m);
});

test("up beside an engine that lacks a key which is here says so", async () => {
  const why = "ANTHROPIC_API_KEY is not set";
  const { command: _, ...paid } = makeTask("paid", { agent: "builtin" });
  const { state } = grow(paid).fold({
    kind: "payers.changed",
    unpaid: [{ driver: "builtin", why, repair: "" }],
  });
  const already = (set: Parameters<typeof fakeDoors>[1] = {}) =>
    runIn(
      { doors: fakeDoors({ state }, { up: async () => ({ pid: 7, already: true }), ...set }).doors },
      "up",
    );
  expect((await already()).out).toMatch(
    /^Was running already, process 7\..*\nbuiltin could work from this shell, /,
  );
  const payers = async () => [{ kind: "nobody", driver: "builtin", why, repair: "" } as const];
  expect((await already({ payers })).out).not.toContain("could work");
});

test("ls says that no engine runs, where one would do something", async () => {
  const next = "No engine runs: traffic run goes on from here.";
  expect((await runIn({ doors: fleet().doors }, "ls")).out).toContain(next);
  expect((await runIn({ doors: fleet().doors }, "ls", "--phase", "draft")).out).not.toContain(next);
  const running = withEngine(fleet());
  expect((await runIn({ doors: running.doors }, "ls")).out).not.toContain(next);
});

test("ui without a terminal says how it stands, once, and what follows it", async () => {
  const { out, code, err } = await runIn({ doors: fleet().doors }, "ui");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^There is no terminal here .* traffic ui --plain follows it[\s\S]*4 tasks: /);
});

test("what was refused is said, exit code 1; what is queued is not called done", async () => {
  const answering = (answer: Answer): ReturnType<typeof fakeDoors> => fleet({ wish: async () => answer });
  const refused = await runIn(
    { doors: answering({ kind: "refused", why: "login is done" }).doors },
    "retry",
    "login",
  );
  expect(refused.code).toBe(1);
  expect(refused.out).toContain("login is done");
  const queued = await runIn({ doors: answering({ kind: "queued" }).doors }, "retry", "login");
  expect(queued.code).toBe(0);
  expect(queued.out).toMatch(/asked for.*next traffic run/);
});

test("hold and release edit the file, and only where it says otherwise", async () => {
  const { doors, asked } = fakeDoors({ state: grow(makeTask("a"), makeTask("b", { hold: true })).state });
  expect((await runIn({ doors }, "hold", "a", "b")).out).toMatch(/a {2}held[\s\S]*b {2}was held already/);
  await runIn({ doors }, "release", "b");
  expect(asked.edits).toEqual([
    { task: "a", keys: { hold: true } },
    { task: "b", keys: { hold: false } },
  ]);
});

test("tasks that wait for the same are told in one line", async () => {
  const unpaid = [{ driver: "builtin", why: "no key", repair: "set it" }] as const;
  const tasks = ["a", "b", "c"].map((id) => makeTask(id, { agent: "builtin" }));
  const { state } = grow(...tasks).fold({ kind: "payers.changed", unpaid });
  const { doors } = fakeDoors({ state });
  const why = "no key where the fleet runs";
  expect((await runIn({ doors }, "plan")).out).toContain(`  a, b, c  person: ${why}  -> set it\n`);
  expect((await runIn({ doors }, "status")).out).toContain(`  a, b, c  ${why}\n      -> set it\n`);
});

test("a hold says what it does not stop", async () => {
  const { doors } = fakeDoors({ state: grow(makeTask("a"), makeTask("b", { hold: true })).state });
  const hint = "An attempt that is in motion goes on: traffic cancel stops it.";
  expect((await runIn({ doors }, "hold", "a")).out).toContain(hint);
  expect((await runIn({ doors }, "hold", "b")).out).not.toContain(hint);
  expect((await runIn({ doors }, "release", "b")).out).not.toContain(hint);
});

test("pr says where to look whether GitHub can be reached", async () => {
  const { doors } = fakeDoors({ state: grow(makeTask("a")).state });
  expect((await runIn({ doors }, "pr", "a")).out).toContain("traffic doctor --github");
});

test("what is done is neither held nor handed over: it is said, and nothing is written", async () => {
  const task = makeTask("a", { status: "done" });
  const { doors, asked } = fakeDoors({ state: grow(task).state });
  for (const argv of [["hold"], ["release"], ["pr"]]) {
    const { code, out } = await runIn({ doors }, ...argv, "a");
    expect([code, out]).toEqual([1, expect.stringContaining("a is done") as string]);
  }
  expect(asked.edits).toEqual([]);
});

test("add says at once where nobody is called so", async () => {
  const { doors } = fakeDoors({ state: grow(makeTask("a")).state });
  expect((await runIn({ doors }, "add", "x", "--agent", "zzz")).out).toContain("no team is called zzz");
  expect((await runIn({ doors }, "add", "x", "--agent", "codex")).out).toContain("next: traffic plan");
  expect((await runIn({ doors }, "add", "x")).out).toContain(
    "next: traffic why x, which tells who would work on it; to say so yourself, write `agent: builtin`, or a command, into tasks/x.md",
  );
});

test("route says what keeps everybody from working on it", async () => {
  const unpaid = [{ driver: "builtin", why: "no key", repair: "set it" }] as const;
  const { state } = grow(makeTask("a")).fold({ kind: "payers.changed", unpaid });
  const { out } = await runIn({ doors: fakeDoors({ state }).doors }, "route", "Fix the crash");
  expect(out).toContain("It cannot begin: no key where the fleet runs\n  -> set it\nNext: builtin with");
});

test("add writes what it is told, in the words of the file format", async () => {
  const { doors, asked } = fleet();
  const argv = ["add", "Log", "in", "--depends-on", "sto,lost", "--priority", "high", "--due", "2026-12-01"];
  const more = [
    "--touches",
    "src/**",
    "--verify",
    "test a, b",
    "--label",
    "x",
    "--label",
    "y",
    "--body",
    "More.",
  ];
  const { code, out } = await runIn({ doors }, ...argv, ...more, "--agent", "bob", "--milestone", "core#m1");
  expect(code).toBe(0);
  expect(out).toContain("tasks/log-in.md");
  expect(asked.drafts).toEqual([
    {
      title: "Log in",
      body: "More.",
      keys: {
        priority: "P1",
        depends_on: ["store", "lost"],
        agent: "bob",
        verify: ["test a, b"],
        touches: ["src/**"],
        labels: ["x", "y"],
        due: "2026-12-01",
        milestone: "core#m1",
      },
    },
  ]);
});

test("add - takes one title from each line, in whatever list they stand", async () => {
  const { doors, asked } = fleet();
  const stdin = "- [ ] One\r\n\n* Two \n3. Three\n  Four \x1b[31mred\n";
  const { out } = await runIn({ doors, stdin }, "add", "-", "--command", "true");
  expect(asked.drafts.map(({ title }) => title)).toEqual(["One", "Two", "Three", "Four red"]);
  expect(out).toContain("4 tasks written");
  expect((await runIn({ doors, stdin: "\n" }, "add", "-")).code).toBe(2);
  await runIn({ doors, stdin: "First.\n\nThen this.\n" }, "add", "Five", "--body", "-");
  expect(asked.drafts.at(-1)).toMatchObject({ title: "Five", body: "First.\n\nThen this." });
  expect((await runIn({ doors, stdin }, "add", "-", "--edit")).code).toBe(2);
});

test("retry --agent --model writes a person's word into the file first, and names nobody who does not exist", async () => {
  const { doors, asked } = fleet();
  const { code } = await runIn({ doors }, "retry", "login", "--agent", "builtin", "--model", "opus");
  expect(code).toBe(0);
  expect(asked.edits).toEqual([{ task: "login", keys: { agent: "builtin", model: "opus" } }]);
  expect(asked.wishes).toEqual([{ kind: "retry", task: "login" }]);
  const { err } = await runIn({ doors }, "retry", "login", "--agent", "nobody");
  expect(err).toContain("no agent and no team is called nobody");
  expect((await runIn({ doors }, "retry", "login", "--model", " ")).err).toContain("--model is empty");
  expect(asked.edits.length + asked.wishes.length).toBe(2);
});

test("add --edit opens the new file; without agent or command it says how to see who works on it", async () => {
  const { doors, asked } = fleet();
  const { out } = await runIn({ doors }, "add", "New", "thing", "--edit");
  expect(asked.opened).toEqual(["tasks/new-thing.md"]);
  expect(out).toContain("next: traffic why new-thing");
});

test("what changes one file reads no other, however the task is named", async () => {
  const { doors, asked } = fleet({ survey: () => Promise.reject(new Error("read")) });
  for (const name of ["login", "tasks/login.md", "./tasks/login.md", "logi"]) {
    expect((await runIn({ doors }, "add", "x", "--depends-on", name)).code).toBe(0);
    expect((await runIn({ doors }, "hold", name)).code).toBe(0);
  }
  expect(asked.drafts.map(({ keys }) => keys)).toEqual(
    Array.from({ length: 4 }, () => ({ depends_on: ["login"] })),
  );
  expect(asked.edits.map(({ task }) => task)).toEqual(Array(4).fill("login"));
  expect(await runIn({ doors }, "hold", "nobody")).toMatchObject({ code: 2 });
});

test("clean removes only with --yes", async () => {
  const asked: boolean[] = [];
  const leftover = { kind: "worktree", name: "agent-3", because: "unused and clean" } as const;
  const { doors } = fleet({ clean: async (remove) => (asked.push(remove), [leftover]) });
  expect((await runIn({ doors }, "clean")).out).toMatch(/Nothing is removed yet: traffic clean --yes/);
  expect((await runIn({ doors }, "clean", "--yes")).out).toContain("1 leftover removed");
  const beside = withEngine(fleet({ clean: async () => [leftover] }));
  expect((await runIn(beside, "clean")).out).toContain("yet: traffic down, then traffic clean --yes");
  expect(asked).toEqual([false, true]);
});

test("audit, doctor and verify exit with 1 when something is wrong", async () => {
  const check = {
    name: "test",
    command: "npm test",
    outcome: "failed",
    exit: 1,
    seconds: 2,
    digest: "d",
  } as const;
  const { doors } = fleet({
    audit: async () => [{ task: "login", checked: ["tree"], wrong: ["the tree differs"], slipped: [] }],
    doctor: async () => [{ level: "error", about: "git", message: "too old", repair: "install a newer one" }],
    verify: async () => ({ commit: "1a2b3c4d5", checks: [check], log: "/l" }),
  });
  expect(await runIn({ doors }, "audit", "login")).toMatchObject({
    code: 1,
    out: expect.stringContaining("the tree differs") as string,
  });
  expect(await runIn({ doors }, "doctor")).toMatchObject({
    code: 1,
    out: expect.stringContaining("install a newer one") as string,
  });
  expect(await runIn({ doors }, "verify")).toMatchObject({ code: 1 });
});

test("an attempt may be named as events name it", async () => {
  const asked: unknown[] = [];
  const { doors } = fleet({ diff: async (...given) => (asked.push(given), "") });
  await runIn({ doors }, "diff", "log@2");
  await runIn({ doors }, "diff", "login@2", "--attempt", "1");
  await runIn({ doors }, "diff", "login");
  expect(asked).toEqual([
    ["login", 2],
    ["login", 1],
    ["login", undefined],
  ]);
});

test("path prints the path alone; without a worktree it says why", async () => {
  expect((await runIn({ doors: fleet().doors }, "path", "login")).out).toBe("/w/agent-0\n");
  const none = fleet({ path: async () => undefined });
  expect(await runIn({ doors: none.doors }, "path", "login")).toMatchObject({ code: 2, out: "" });
});

test("status shows who works, and what waits with what answers", async () => {
  const [a, b] = [makeTask("a"), makeTask("b")];
  const { state, now } = grow(a, b).fold(...toWorking(a), ...toReview(b));
  const { out } = await runIn({ doors: fakeDoors({ state, now }).doors }, "status");
  expect(out).toMatch(/2 tasks: 1 working, 1 review/);
  expect(out).toMatch(/a@1 +working +shell began/);
  expect(out).toContain("traffic approve b");
  expect(out).toContain("not running: traffic run");
  expect(out).toContain("main, last seen by a run at 1234567");
});

test("what is read from another place than the files here says so", async () => {
  const { doors } = fakeDoors({ state: grow(makeTask("a")).state });
  const found = await doors.survey();
  const survey = async () => ({ ...found, readFrom: "trunk", listing: found.listing });
  for (const verb of ["ls", "plan", "status", "run"]) {
    const told =
      "read from the last commit of trunk, and of the files here only those that are not committed count";
    expect((await runIn({ doors: { ...doors, survey } }, verb)).out).toContain(told);
    expect((await runIn({ doors }, verb)).out).not.toContain(told);
  }
  for (const verb of ["ls", "plan", "status"]) {
    const json = (await runIn({ doors: { ...doors, survey } }, verb, "--json")).json();
    expect(json).toMatchObject({ read_from: "trunk" });
  }
});

test("status names the target before the first run, where the settings do", async () => {
  const { state } = new Grown().fold({
    kind: "config.changed",
    config: { ...defaultConfig, target: "trunk" },
  });
  const { doors } = fakeDoors({ state });
  const found = { ...(await doors.survey()), tipOf: (name: string) => `${name}fedcba`.slice(0, 9) };
  const { out } = await runIn({ doors: { ...doors, survey: async () => found } }, "status");
  expect(out).toContain("trunk at trunkfe");
  expect((await runIn({ doors }, "status")).out).toContain("not known before the first run");
});

test("status without an engine says where the target stands now", async () => {
  const { doors } = fakeDoors({ state: grow(makeTask("a")).state });
  const found = { ...(await doors.survey()), tipOf: () => "fedcba9876543210" };
  const now = { ...doors, survey: async () => found };
  expect((await runIn({ doors: now }, "status")).out).toContain("main at fedcba9");
  const json = (await runIn({ doors: now }, "status", "--json")).json();
  expect(json).toMatchObject({ target: { tip: "fedcba9876543210" } });
  const running = { ...now, survey: async () => ({ ...found, engine: { running: true, pid: 7 } as const }) };
  expect((await runIn({ doors: running }, "status")).out).toContain("main at 1234567");
});
