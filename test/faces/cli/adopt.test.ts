import { expect, test } from "vitest";
import type { Lying, Stray, Transcript } from "../../../src/core/stray.ts";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import type { AdoptRequest } from "../../../src/faces/doors/writing.ts";
import { start } from "../../world/state.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

const stray: Stray = {
  branch: "feature/login",
  path: "/home/ada/login",
  head: "1a2b3c4d5e6f",
  ahead: 3,
  behind: 12,
  diff: { files: 5, added: 120, removed: 4 },
  dirty: 2,
  conflicts: ["src/a.ts"],
  subjects: ["c", "b", "a"],
  at: start - 86_400_000,
};

const transcript: Transcript = {
  agent: "claude-code",
  id: "0a1b2c3d-1111",
  cwd: "/home/ada/login",
  branch: "feature/login",
  first: "Rate-limit\u001B[31m the login. Ten a minute.\nUse what is there.",
  last: "Now a test for the 429, please, with every case that you can think of",
  file: "/home/ada/.claude/projects/-home-ada-login/0a1b2c3d-1111.jsonl",
  at: start - 3_600_000,
};

const lying = (set: Partial<Lying> = {}): Lying => ({
  target: "main",
  root: "/home/ada/repo",
  strays: [stray],
  transcripts: [transcript],
  more: 0,
  ...set,
});

/** Doors beside which this lies about, and what they were asked to adopt. */
const world = (set: Partial<Lying> = {}) => {
  const asked: AdoptRequest[] = [];
  const adopt: Doors["adopt"] = async (request) => {
    asked.push(request);
    return {
      id: "rate-limit-the-login",
      file: "tasks/rate-limit-the-login.md",
      text: "---\ntitle: x\n---\n",
      notices: ["It changes test/a.sh."],
    };
  };
  const { doors } = fakeDoors({}, { lookAbout: async () => lying(set), adopt });
  const run = (...argv: readonly string[]) =>
    runIn({ doors, columns: 80, isTTY: true, env: { NO_COLOR: "1", HOME: "/home/ada" } }, "adopt", ...argv);
  return { asked, run };
};

test("the list tells size and state of each, fits the terminal, and changes nothing", async () => {
  const { asked, run } = world({ more: 3 });
  const { out, code } = await run();
  expect(code).toBe(0);
  expect(asked).toEqual([]);
  expect(out).toContain(" 1  feature/login  3 commits, 5 files +120 -4, 2 uncommitted files\n");
  expect(out).toContain("    Rate-limit the login\n");
  expect(out).toContain("    1 h ago; conflicts with main in src/a.ts; 12 behind; in /home/ada/login\n");
  expect(out).toContain("    claude-code, asked last: Now a test for the 429");
  expect(out).toContain("… and 3 more, older\n\nNothing was changed.");
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect(out).not.toContain("\u001B");
});

test("where nothing lies about that is said", async () => {
  const { run } = world({ strays: [], transcripts: [] });
  expect((await run()).out).toMatch(/^Nothing lies about: /);
});

test("one is shown as the task it would become, and how to write it", async () => {
  const { asked, run } = world();
  const { out, code } = await run("1", "--agent", "builtin", "--ready");
  expect(code).toBe(0);
  expect(asked).toMatchObject([{ write: false, finished: false, stray: { branch: "feature/login" } }]);
  expect(out).toContain("note     It changes test/a.sh.\n");
  expect(out).toMatch(
    /Nothing is written yet: traffic adopt feature\/login --ready --agent builtin --yes\n$/,
  );
});

test("told to, it is written with what is known of it", async () => {
  const { asked, run } = world();
  const { out } = await run("feature/login", "--yes");
  expect(out).toContain("rate-limit-the-login  tasks/rate-limit-the-login.md\n");
  const { draft, write } = asked[0] as AdoptRequest;
  expect(write).toBe(true);
  expect(draft.title).toBe("Rate-limit the login");
  expect(draft.keys).toEqual({ status: "draft" });
  expect(draft.body).toContain(
    "from the branch `feature/login` in `~/login`: 3 commits, 5 files, +120 -4, and 2 files that were not committed.",
  );
  expect(draft.body).toContain("> Rate-limit the login. Ten a minute.\n> Use what is there.");
  expect(draft.body).toContain("`~/.claude/projects/-home-ada-login/0a1b2c3d-1111.jsonl`");
  expect(draft.body).not.toContain("\u001B");
});

test.each([
  [["--ready", "--agent", "builtin"], { status: "todo", agent: "builtin" }],
  [["--agent", "builtin"], { status: "draft", agent: "builtin" }],
  [["--as-work"], { status: "todo", agent: "shell", command: "true", max_attempts: 1 }],
])("%j decides who goes on with it", async (options, keys) => {
  const { asked, run } = world();
  await run("login", "--yes", ...options);
  expect(asked[0]?.draft.keys).toEqual(keys);
  expect(asked[0]?.finished).toBe(options.includes("--as-work"));
});

test("a conversation alone becomes a task without any work", async () => {
  const { asked, run } = world({ strays: [] });
  await run("0a1b2c3d", "--yes");
  expect(asked).toMatchObject([{ draft: { title: "Rate-limit the login", keys: { status: "draft" } } }]);
  expect(asked[0]).not.toHaveProperty("stray");
});

test.each([
  [["nothing"], /nothing that lies about is called "nothing"/],
  [["7"], /nothing that lies about is called "7"/],
  [["1", "--ready"], /--ready lets it start, so it needs --agent/],
  [["1", "--as-work", "--agent", "builtin"], /leave --agent out/],
] as const)("%j is refused in one sentence, exit code 2", async (argv, message) => {
  const { asked, run } = world();
  const { code, err, out } = await run(...argv);
  expect({ code, out, asked }).toEqual({ code: 2, out: "", asked: [] });
  expect(err).toMatch(message);
});

test("a conversation alone is no finished work", async () => {
  const { code, err } = await world({ strays: [] }).run("0a1b2c3d", "--as-work");
  expect(code).toBe(2);
  expect(err).toContain("a conversation alone is no finished work");
});

test("as JSON there is a schema for the list and one for the task", async () => {
  const { run } = world();
  expect((await run("--json")).json()).toMatchObject({
    schema: "traffic/lying@1",
    target: "main",
    found: [{ name: "feature/login", stray: { ahead: 3, at: "2026-11-20T12:00:00.000Z" } }],
  });
  expect((await run("1", "--json")).json()).toMatchObject({
    schema: "traffic/adopt@1",
    written: false,
    id: "rate-limit-the-login",
  });
});
