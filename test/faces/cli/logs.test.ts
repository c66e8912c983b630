import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Stamped } from "../../../src/core/event.ts";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import type { Log } from "../../../src/faces/doors/evidence.ts";
import { grow, toWorking } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn } from "../../world/terminal.ts";
import type { Clock } from "../../../src/engine/ports/clock.ts";

const task = makeTask("login");
const { state } = grow(task).fold(...toWorking(task));

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "traffic-logs-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
};

const doorsWith = async (set: Partial<Doors> = {}): Promise<{ doors: Doors; logs: Log[] }> => {
  const path = await folder();
  const logs = (["agent", "checks"] as const).map((kind): Log => ({
    task: "login",
    attempt: 1,
    kind,
    path: join(path, `${kind}.log`),
  }));
  for (const { kind, path } of logs) await writeFile(path, `${kind} 登录\n`);
  return { doors: fakeDoors({ state }, { logs: async () => logs, ...set }).doors, logs };
};

test("logs come as they were written; --checks shows only those", async () => {
  const { doors } = await doorsWith();
  expect((await runIn({ doors }, "logs", "login")).out).toBe("agent 登录\nchecks 登录\n");
  expect((await runIn({ doors }, "logs", "login", "--checks")).out).toBe("checks 登录\n");
  expect((await runIn({ doors, isTTY: true }, "logs", "login")).out).toContain("login@1 agent");
});

test("where nothing was written that is said, beside what is for programs", async () => {
  const { doors, logs } = await doorsWith();
  for (const { path } of logs) await writeFile(path, "");
  expect(await runIn({ doors }, "logs", "login")).toMatchObject({
    code: 0,
    out: "",
    err: "nothing was written: traffic why login tells what came of it\n",
  });
});

test("logs --json names where each piece comes from", async () => {
  const { doors } = await doorsWith();
  const { out } = await runIn({ doors }, "logs", "login", "--json");
  const pieces = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(pieces).toMatchObject([
    { schema: "traffic/log@1", task: "login", attempt: 1, kind: "agent", text: "agent 登录\n" },
    { schema: "traffic/log@1", kind: "checks" },
  ]);
});

test("logs --actions tells each tool with what it was given and answered; programs get all of it", async () => {
  const action = { tool: "write", subject: "a.txt", said: "so be it", ok: false, output: "no\n" };
  const input = `path: a.txt\ncontent:\n${"  line\n".repeat(20)}`;
  const { doors } = await doorsWith({ actions: async () => [{ ...action, input }] });
  const { out } = await runIn({ doors }, "logs", "login", "--actions");
  expect(out).toMatch(/so be it\n {2}1 write a\.txt {2}failed\n {5}path: a\.txt/);
  expect(out).toContain("… 10 more\n     no\n");
  const json = JSON.parse((await runIn({ doors }, "logs", "login", "--actions", "--json")).out) as object;
  expect(json).toMatchObject({ schema: "traffic/actions@1", attempt: 1, actions: [{ input }] });
  const none = await runIn({ doors: (await doorsWith()).doors }, "logs", "login", "--actions");
  expect(none).toMatchObject({
    code: 2,
    err: expect.stringContaining("told of no single actions") as string,
  });
});

/** Time that passes at once. */
const hasty: Clock = {
  now: () => 0,
  wake: (_, call) => {
    const due = setImmediate(call);
    return () => clearImmediate(due);
  },
};

test("logs -f prints what is added until the attempt is over", async () => {
  const ended: Stamped = { seq: state.seq + 1, at: 0, event: { kind: "attempt.ended", key: "login@1" } };
  let looks = 0;
  const { doors, logs } = await doorsWith({
    events: async () => {
      looks += 1;
      if (looks < 4) await appendFile(logs[0]?.path ?? "", `line ${looks}\n`);
      return looks < 4 ? [] : [ended];
    },
  });
  const { out, code } = await runIn({ doors, clock: hasty }, "logs", "login", "-f");
  expect(code).toBe(0);
  for (const line of ["agent 登录", "line 1", "line 2", "line 3"]) expect(out.split(line)).toHaveLength(2);
});

test("Ctrl-C ends the following", async () => {
  const interrupts = new Set<() => void>();
  const { doors } = await doorsWith({
    events: async () => {
      for (const call of interrupts) call();
      return [];
    },
  });
  expect((await runIn({ doors, clock: hasty, interrupts }, "logs", "login", "-f")).code).toBe(130);
  expect(interrupts.size).toBe(0);
});
