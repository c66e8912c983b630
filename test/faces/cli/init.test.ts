import { expect, test } from "vitest";
import type { Initialised, InitRequest, Trial } from "../../../src/faces/doors.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";

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
  lacking: [],
  notices: ["HEAD is detached. Work will land on main."],
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
