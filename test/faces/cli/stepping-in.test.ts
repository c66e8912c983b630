import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import type { Taking } from "../../../src/faces/doors/stepping-in.ts";
import { begunUndo, grow, toDone, toReview, toTaken, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const login = makeTask("login");
const child = makeTask("child", { dependsOn: ["login"], status: "done" });

const fleet = (set: Partial<Doors> = {}) =>
  fakeDoors({ state: grow(login, child).fold(...toWorking(login)).state }, set);

test.each([
  ["say", ["login", "hello"]],
  ["take", ["login"]],
  ["give", ["login"]],
  ["undo", ["login"]],
] as const)("%s --json is one document of its schema", async (name, args) => {
  const screen = await runIn({ doors: fleet().doors }, name, ...args, "--json");
  expect(screen).toMatchObject({ code: 0, err: "" });
  expect(screen.json()["schema"]).toBe(`traffic/${name}@1`);
  expect(screen.out).not.toMatch(/"[a-z]+[A-Z]\w*":/);
});

test("say passes the words on, or standard input, and tells when they are heard", async () => {
  const { doors, asked } = fleet();
  const spoken = await runIn({ doors }, "say", "log", "keep", "it", "short");
  expect(spoken.out).toBe(
    "login  said: shell cannot listen while it works: its next attempt is told when it begins\n",
  );
  await runIn({ doors, stdin: " two\nlines \n" }, "say", "login", "-");
  expect(asked.wishes).toEqual([
    { kind: "say", task: "login", text: "keep it short" },
    { kind: "say", task: "login", text: "two\nlines" },
  ]);
  expect(await runIn({ doors, stdin: "\n" }, "say", "login", "-")).toMatchObject({ code: 2 });
});

test("what is refused is said, with exit code 1", async () => {
  const refused = { kind: "refused", why: "login is landing this very moment" } as const;
  const { doors } = fleet({ wish: async () => refused, take: async () => refused });
  for (const argv of [
    ["say", "login", "x"],
    ["take", "login"],
    ["give", "login"],
    ["undo", "login"],
  ]) {
    const screen = await runIn({ doors }, ...argv);
    expect(screen).toMatchObject({ code: 1, out: `refused  ${refused.why}\n` });
  }
});

test("take prints the path where no terminal is, and what it waits for apart from it", async () => {
  const taken = fleet().doors;
  const waiting: Doors = {
    ...taken,
    take: async (task, told) => {
      told.onWait("builtin finishes its turn");
      return taken.take(task, told);
    },
  };
  expect(await runIn({ doors: waiting }, "take", "login")).toMatchObject({
    code: 0,
    out: "/w/agent-0\n",
    err: "login: builtin finishes its turn\n",
  });
});

test("take at a terminal shows the last of the log, opens a shell, and says what to do next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "traffic-take-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "output.log");
  await writeFile(path, `${Array.from({ length: 50 }, (_, at) => `line ${at}`).join("\n")}\n`);
  const { doors, asked } = fleet({ logs: async () => [{ task: "login", attempt: 1, kind: "agent", path }] });
  const terminal: Terminal = { doors, isTTY: true, env: { NO_COLOR: "1" } };
  const { out, code } = await runIn(terminal, "take", "login");
  expect([code, asked.opened]).toEqual([0, ["/w/agent-0"]]);
  expect(out).toMatch(/line 30\n(.*\n)*line 49\n/);
  expect(out).not.toContain("line 29");
  expect(out).toContain("login@1 is yours, at 4ead4ea in /w/agent-0");
  expect(out).toMatch(/login@1 is still yours:\n.*traffic give login/);
  expect(out).toContain("traffic give login --to-agent");
  const own: Taking = {
    ...(await doors.take("login", { signal: AbortSignal.abort(), onWait: () => {} })),
  };
  const shell = { ...doors, take: async () => ({ ...own, canGoOn: false }) as Taking };
  expect((await runIn({ ...terminal, doors: shell }, "take", "login")).out).not.toContain("--to-agent");
});

test("take that has to wait longer says what for, and how to ask again", async () => {
  const why = "Ada waits for a free worktree";
  const { doors } = fleet({ take: async () => ({ kind: "waits", why }) });
  const { out, code } = await runIn({ doors }, "take", "login");
  expect([out, code]).toEqual([`login  asked for: ${why}\nAsk again with traffic take login.\n`, 1]);
});

test("give names the task of the shell it is called in, where none is named", async () => {
  const { doors, asked } = fleet();
  const env = { TRAFFIC_TASK: "login" };
  const { out } = await runIn({ doors, env }, "give", "--note", "mended");
  expect(out).toContain(
    "login  given back: it is checked and lands as any work; traffic run goes on from here",
  );
  await runIn({ doors }, "give", "login", "--to-agent");
  expect(asked.wishes).toEqual([
    { kind: "give", task: "login", to: "checks", note: "mended" },
    { kind: "give", task: "login", to: "agent" },
  ]);
  expect(await runIn({ doors }, "give")).toMatchObject({ code: 2 });
});

const done = () => grow(login, child).fold(...toDone(login)).state;

test("undo names what has been built on it, and asks before it goes on", async () => {
  const { doors, asked } = fakeDoors({ state: done() });
  const refused = await runIn({ doors }, "undo", "login");
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("1 landed task depends on login: child. Undo those first, or add --yes");
  const no = await runIn({ doors, isTTY: true, stdin: "n\n", env: { NO_COLOR: "1" } }, "undo", "login");
  expect([no.code, asked.wishes]).toEqual([2, []]);
  await runIn({ doors, isTTY: true, stdin: "y\n" }, "undo", "login", "--why", "too slow");
  await runIn({ doors }, "undo", "login", "--yes");
  expect(asked.wishes).toEqual([
    { kind: "undo", task: "login", anyway: true, why: "too slow" },
    { kind: "undo", task: "login", anyway: true },
  ]);
});

test("with an engine running, undo tells what came of it", async () => {
  const grown = grow(login).fold(...toDone(login));
  const landing = [
    begunUndo(login),
    { kind: "attempt.worked", key: "login@2", head: "r" },
    {
      kind: "attempt.failed",
      key: "login@2",
      failure: { kind: "conflict", why: "in the way: a.txt" },
      rest: { kind: "free" },
    },
    { kind: "attempt.ended", key: "login@2" },
  ] as const;
  const { doors } = fakeDoors({ state: grown.state });
  const running: Doors = {
    ...doors,
    survey: async () => ({ ...(await doors.survey()), engine: { running: true, pid: 1 } }),
    wish: async () => {
      grown.fold(...landing);
      return { kind: "done" };
    },
  };
  const { out, code } = await runIn({ doors: running }, "undo", "login");
  expect([out, code]).toEqual(["login  not undone: in the way: a.txt\n", 1]);
});

test("what is taken, and what is undone, names what answers", async () => {
  const { state } = grow(login).fold(...toTaken(login));
  const { doors } = fakeDoors({ state });
  expect((await runIn({ doors }, "status")).out).toMatch(
    /login {2}Ada has it in \/w\/agent-0\n\s+-> traffic give login/,
  );
  expect((await runIn({ doors }, "why", "login")).out).toMatch(/^login {2}taken: Ada has had it/);
});

test("status and why tell what has piled up", async () => {
  const grown = grow(login, makeTask("next")).fold(...toReview(login));
  const { config } = grown.state.fleet;
  grown.fold({ kind: "config.changed", config: { ...config, maxInReview: 1 } });
  const { doors } = fakeDoors({ state: grown.state });
  expect((await runIn({ doors }, "status")).out).toContain(
    "full     nothing new starts: 1 attempt waits for your review, and max_in_review is 1",
  );
  expect((await runIn({ doors }, "why", "next")).out).toMatch(/wait review +1 attempt waits for your review/);
});
