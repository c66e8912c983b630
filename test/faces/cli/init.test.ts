import { expect, test } from "vitest";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import type { Initialised, InitRequest, Trial } from "../../../src/faces/doors/house.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const passed: Trial = {
  name: "test",
  run: "npm test",
  because: "package.json",
  outcome: "passed",
  seconds: 2,
};
const failed: Trial = {
  name: "lint",
  run: "npm run lint",
  because: "package.json",
  outcome: "failed",
  seconds: 1,
  why: "exit code 1: bad",
};

const found: Initialised = {
  target: "main",
  commit: "1a2b3c4d",
  checks: [passed, failed],
  written: ["traffic.yaml"],
  kept: [],
  agents: [],
  caps: { taskUsd: 3, dayUsd: 10 },
  lacking: [],
  notices: ["HEAD is detached. Work will land on main."],
  programs: [{ driver: "codex", name: "codex", version: "0.1.2" }],
  config: "target: main\n",
  next: ["traffic add 'What to do'"],
};

const doorsThat = (answer: Initialised | undefined) => {
  const asked: InitRequest[] = [];
  const { doors } = fakeDoors(
    {},
    {
      init: async (request) => {
        asked.push(request);
        if (request.run)
          for (const trial of [passed, failed]) {
            request.onStep({ kind: "begins", name: trial.name, run: trial.run });
            request.onStep({ kind: "ended", trial });
          }
        return answer;
      },
    },
  );
  return { doors, asked };
};

test("init tells each trial once as it ends, then what it comes to and what comes next", async () => {
  const { doors } = doorsThat(found);
  const { code, out } = await runIn({ doors }, "init");
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "Trying out what this repository names, once each, in a clean worktree. Ctrl-C stops; nothing is written then.",
    "passed   test  npm test  2 s",
    "failed   lint  npm run lint  1 s",
    "         exit code 1: bad",
    "note     HEAD is detached. Work will land on main.",
    "written  traffic.yaml",
    "",
    "Work lands on main.",
    "1 check in force: work that passes it lands by itself.",
    "1 check failed before anything was changed, so it is written as a comment. Put in force, it rejects only new failures.",
    "codex 0.1.2 is here: it works on tasks with `agent: codex`.",
    "Paid agents may spend $3.00 on a task and $10.00 in a day (`caps` in traffic.yaml); the first paid run asks.",
    "Next:",
    "  traffic add 'What to do'",
    "",
  ]);
});

test.each([
  [[], { run: true, write: true, commit: false }],
  [["--no-run"], { run: false, write: true, commit: false }],
  [["--dry-run"], { run: false, write: false, commit: false }],
  [["--commit"], { run: true, write: true, commit: true }],
])("init %j asks for %j", async (options, expected) => {
  const { doors, asked } = doorsThat(found);
  const screen = await runIn({ doors }, "init", "--json", ...options);
  expect(asked).toMatchObject([expected]);
  expect(screen.json()).toMatchObject({ schema: "traffic/init@1", target: "main" });
});

const pack = [{ name: "builder", purpose: "Writes code." }];

/** What init makes of its options and of who is there, as the door is told; an offer is taken up. */
const wishOf = async (terminal: Terminal, ...options: readonly string[]) => {
  const { doors, asked } = doorsThat(found);
  let taken: boolean | undefined;
  const offered: Doors = {
    ...doors,
    init: async (request) => {
      if (typeof request.agents === "function")
        taken = await request.agents(pack, new AbortController().signal);
      return doors.init(request);
    },
  };
  const screen = await runIn({ ...terminal, doors: offered }, "init", ...options);
  const request = asked[0] as InitRequest;
  const said = typeof request.agents === "boolean" ? request.agents : "asked";
  return { screen, caps: request.caps, said, taken };
};

test.each([
  [{ isTTY: true, stdin: "\n" }, true],
  [{ isTTY: true, stdin: "y\n" }, true],
  [{ isTTY: true, stdin: "no\n" }, false],
])("who is there is offered agents, and told what each is for: %j", async (terminal, taken) => {
  const wish = await wishOf(terminal);
  expect(wish).toMatchObject({ said: "asked", taken });
  expect(wish.screen.out).toContain("  builder  Writes code.\n");
});

test.each([
  [{}, [], false],
  [{ isTTY: true }, ["--json"], false],
  [{ isTTY: true }, ["--dry-run"], false],
  [{ isTTY: true }, ["--no-agents"], false],
  [{}, ["--agents"], true],
  [{ isTTY: true }, ["--agents", "--json"], true],
] as const)("nobody is asked: %j %j", async (terminal, options, said) =>
  expect(await wishOf(terminal, ...options)).toMatchObject({ said, taken: undefined }),
);

test("Ctrl-C while it is asked is a no", async () => {
  const interrupts = new Set<() => void>();
  const answer = Promise.withResolvers<boolean>();
  const { doors } = fakeDoors(
    {},
    {
      init: async ({ agents, signal }) => {
        if (typeof agents === "function") {
          const asked = agents(pack, signal);
          for (const interrupt of interrupts) interrupt();
          answer.resolve(await asked);
        }
        return undefined;
      },
    },
  );
  const screen = runIn({ doors, isTTY: true, interrupts, silent: true }, "init");
  expect(await answer.promise).toBe(false);
  expect((await screen).code).toBe(130);
});

test("caps are the usual ones unless told otherwise", async () => {
  expect((await wishOf({})).caps).toEqual({});
  expect((await wishOf({}, "--task-usd", "0.5", "--day-usd", "$4")).caps).toEqual({
    taskUsd: 0.5,
    dayUsd: 4,
  });
  for (const wrong of ["lots", "-1", "", "1e9"]) {
    const screen = await runIn({ doors: doorsThat(found).doors }, "init", `--task-usd=${wrong}`);
    expect(screen).toMatchObject({ code: 2, err: expect.stringContaining("Expected US dollars") as string });
  }
});

test("a dry run shows the file that would be written", async () => {
  const { out } = await runIn({ doors: doorsThat(found).doors }, "init", "--dry-run");
  expect(out).toContain("to write traffic.yaml\n");
  expect(out).toContain("traffic.yaml would be:\n  target: main\n");
  expect(out).toContain("Nothing was run and nothing was written.\n");
});

test("stopped, it says that nothing was written", async () => {
  const { code, out } = await runIn({ doors: doorsThat(undefined).doors }, "init");
  expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({
    code: 130,
    last: "Stopped: nothing was written.",
  });
});

test("on a terminal the command that runs is drawn over", async () => {
  const { out } = await runIn({ doors: doorsThat(found).doors, isTTY: true, env: { TERM: "xterm" } }, "init");
  expect(out).toContain("npm test");
});

test("doctor passes --run on, and ends with 1 where anything is wrong", async () => {
  const asked: boolean[] = [];
  const { doors } = fakeDoors(
    {},
    {
      doctor: async ({ run }) => {
        asked.push(run);
        return run ? undefined : [{ level: "error", about: "git lock", message: "old", repair: "rm it" }];
      },
    },
  );
  expect(await runIn({ doors }, "doctor")).toMatchObject({
    code: 1,
    out: expect.stringContaining("-> rm it") as string,
  });
  expect(await runIn({ doors }, "doctor", "--run")).toMatchObject({ code: 130 });
  expect(asked).toEqual([false, true]);
});
