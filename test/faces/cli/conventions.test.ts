import { expect, test } from "vitest";
import { catalogue } from "../../../src/faces/cli/catalogue.ts";
import { UsageError } from "../../../src/faces/doors/usage-error.ts";
import { grow } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

const names = catalogue.map(({ name }) => name);
const fleet = (): ReturnType<typeof fakeDoors> =>
  fakeDoors({
    state: grow(makeTask("login-form"), makeTask("login"), makeTask("logout"), makeTask("a b")).state,
  });

test.each(names)("traffic %s --help has an example and opens nothing", async (name) => {
  const screen = await runIn({}, name, "--help");
  expect(screen).toMatchObject({ code: 0, opened: 0, err: "" });
  expect(screen.out).toMatch(/Examples:\n\s+(\$ )?.*traffic/);
  expect((await runIn({}, "help", name)).out).toBe(screen.out);
});

test("help names every command and the exit codes", async () => {
  const { out, code, opened } = await runIn({}, "--help");
  expect({ code, opened }).toEqual({ code: 0, opened: 0 });
  for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(out).toMatch(/Exit codes:\n\s+0\s+all done\n\s+1 .*\n\s+2 /);
});

test.each([["--version"], ["-V"]])("%s prints the version alone and opens nothing", async (flag) =>
  expect(await runIn({}, flag)).toMatchObject({ code: 0, out: "1.2.3\n", err: "", opened: 0 }),
);

test.each([
  [["lss"], /unknown command 'lss' \(Did you mean ls\?\)/],
  [[], /name a command/],
  [["help", "nonsense"], /unknown command 'nonsense'/],
  [["ls", "--nope"], /unknown option '--nope'; traffic ls --help names them all\n$/],
  [["ls", "--lable"], /unknown option '--lable'\s+\(Did you mean --label\?\)\n$/],
  [["ls", "stray"], /too many arguments/],
  [["nonsense"], /unknown command 'nonsense'; traffic --help names them all\n$/],
  [["why"], /missing required argument 'task'; traffic why --help tells how\n$/],
  [["why", ""], /id is missing/],
  [["why", "--", "--"], /no task is called "--"/],
  [["why", "log"], /"log" could be login, login-form, logout: write more of it/],
  [["why", "logim"], /no task is called "logim": did you mean login\?/],
  [["why", "\x1b[31mx"], /no task is called/],
  [["retry", "login", "nonsense"], /no task is called "nonsense"/],
  [["ls", "--phase", "sleeping"], /Allowed choices are/],
  [["add"], /missing required argument 'title'/],
  [["add", " "], /needs a title/],
  [["add", "-", "--body", "-"], /titles or the body, not both/],
  [["add", "x", "--priority", "P9"], /P0 \(most urgent\) to P4/],
  [["add", "x", "--due", "2026-02-30"], /2026-12-01/],
  [["add", "x", "--depends-on", "nowhere"], /no task is called "nowhere"/],
  [["reject", "login"], /required option '--note <text>'/],
  [["reject", "login", "--note", " "], /--note is empty/],
  [["logs", "login"], /has written no such log/],
  [["diff", "login", "--attempt", "0"], /number of an attempt/],
] as const)("traffic %j is refused in one clear sentence, exit code 2", async (argv, message) => {
  const { doors, asked } = fleet();
  const screen = await runIn({ doors }, ...argv);
  expect(screen.code).toBe(2);
  expect(screen.out).toBe("");
  expect(screen.err.trimEnd().split("\n").at(-1)).toMatch(/^traffic: /);
  expect(screen.err).toMatch(message);
  expect(screen.err).not.toContain("\x1b");
  expect(screen.err).not.toMatch(/\bat .*\.ts:\d+/);
  expect(asked).toEqual({ wishes: [], edits: [], drafts: [], opened: [] });
});

test("under --json an error is JSON, with the same exit code", async () => {
  for (const argv of [
    ["why", "nonsense", "--json"],
    ["--json", "lss"],
    ["ls", "--json", "--nope"],
  ]) {
    const screen = await runIn({ doors: fleet().doors }, ...argv);
    expect(screen.code).toBe(2);
    expect(screen.json()).toMatchObject({ schema: "traffic/error@1", exit_code: 2 });
  }
});

test.each([
  ["login", "login"],
  ["login-", "login-form"],
  ["logo", "logout"],
  ["a", "a b"],
  ["tasks/login.md", "login"],
  ["./tasks/logout.md", "logout"],
  ["../../tasks/login.md", "login"],
  ["/somewhere/else/tasks/logout.md", "logout"],
])("%s means the task %s", async (given, id) => {
  const { doors } = fleet();
  expect((await runIn({ doors }, "show", given, "--json")).json()).toMatchObject({ task: { id } });
});

test("a door that refuses is told without a stack; a fault of ours keeps it", async () => {
  const failing = (fault: Error): ReturnType<typeof fakeDoors> =>
    fakeDoors({}, { survey: () => Promise.reject(fault) });
  const usage = await runIn({ doors: failing(new UsageError("this is no git repository")).doors }, "ls");
  expect(usage).toMatchObject({ code: 2, err: "traffic: this is no git repository\n" });
  for (const [code, told] of [
    ["EACCES", /^traffic: \/r\/x: you have no right to that: .* \(EACCES, open\)\n$/],
    ["ENOSPC", /^traffic: \/r\/x: the disk is full: /],
  ] as const) {
    const error = Object.assign(new Error("?"), { code, syscall: "open", path: "/r/x" });
    const refused = await runIn({ doors: failing(error).doors }, "ls");
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(told) as string });
  }
  const gone = Object.assign(new Error("?"), { code: "ENOENT", syscall: "uv_cwd" });
  expect(await runIn({ doors: failing(gone).doors }, "ls")).toMatchObject({
    code: 2,
    err: "traffic: the folder that you stand in is gone: change to one that is there\n",
  });
  const fault = await runIn({ doors: failing(new TypeError("boom")).doors }, "ls");
  expect(fault.code).toBe(70);
  expect(fault.err).toMatch(/boom\n\s+at /);
});

test("colour only on a terminal, and not with NO_COLOR or on a dumb one", async () => {
  const { doors } = fleet();
  const coloured = async (terminal: object): Promise<boolean> =>
    (await runIn({ doors, ...terminal }, "ls")).out.includes("\x1b[");
  expect(await coloured({ isTTY: true })).toBe(true);
  expect(await coloured({ isTTY: false })).toBe(false);
  expect(await coloured({ isTTY: true, env: { NO_COLOR: "1" } })).toBe(false);
  expect(await coloured({ isTTY: true, env: { NO_COLOR: "" } })).toBe(true);
  expect(await coloured({ isTTY: true, env: { TERM: "dumb" } })).toBe(false);
});
