import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { phaseIn } from "../world/journalled.ts";
import type { Act, Heard } from "../world/model.ts";
import { act, holderOf, isAlive, makePaid, paidTask, turnsOf, until, type Paid } from "../world/paid.ts";
import { shellTask, type Repository } from "../world/repository.ts";

let paid: Paid | undefined;

afterEach(() => paid?.close());

const begin = async (script: (heard: Heard, at: number) => Act | Promise<Act>): Promise<Paid> => {
  paid = await makePaid({ "tasks/hello.md": paidTask() }, script);
  return paid;
};

const steps: readonly Act[] = [
  act("write", { file_path: "hello.txt", content: "hello\n" }),
  act("bash", { command: "echo ran >> log.txt; sleep 0.3" }),
  act("report_work", { summary: "Said hello.", changed: ["hello.txt"], checked: [] }),
  { blocks: [{ text: "Done." }] },
];

const stepAt = (at: number): Act => steps[Math.min(at, steps.length - 1)] as Act;

/** A gate that a script waits at until a test opens it. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

const timesSaid = ({ messages }: Heard, text: string): number =>
  JSON.stringify(messages).split(text).length - 1;

const usage = async (of: Repository): Promise<unknown> => {
  const { out } = await of.traffic("costs", "--json");
  return (JSON.parse(out) as { total: unknown }).total;
};

type Victim = "nobody" | "worker" | "host" | "engine";

/** Kills one of the processes, and starts the engine again where it was that. */
const strike = async (of: Repository, victim: Victim): Promise<void> => {
  if (victim === "nobody") return;
  const pid = holderOf(of, victim);
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
  await until(() => !isAlive(pid));
  if (victim === "engine") expect((await of.traffic("up")).code).toBe(0);
};

test.each<Victim>(["nobody", "worker", "host", "engine"])(
  "what is said in the middle of a turn is heard once at the next, also with %s killed",
  async (victim) => {
    const asked = gate();
    const answer = gate();
    const { repository: it, model } = await begin(async (heard, at) => {
      if (at === 1) {
        asked.open();
        await answer.opened;
      }
      return stepAt(turnsOf(heard));
    });
    expect((await it.traffic("up", "--yes")).code).toBe(0);
    await asked.opened;
    const said = await it.traffic("say", "hello", "keep it short");
    expect(said.out).toBe("hello  said: builtin is told at its next turn\n");
    await strike(it, victim);
    answer.open();
    await until(() => phaseIn(it, "hello") === "done");
    const last = model.heard.at(-1);
    expect(last && timesSaid(last, "A person says: keep it short")).toBe(1);
    expect(model.heard.slice(0, 2).map((heard) => timesSaid(heard, "keep it short"))).toEqual([0, 0]);
    expect(it.git("show", "main:log.txt")).toBe("ran\n");
    expect(it.git("show", "main:results/hello/1.md")).toMatch(/messages:\n {2}- \{ .*text: keep it short \}/);
    expect((await it.traffic("show", "hello")).out).toMatch(/Ada: keep it short {2}told to attempt 1/);
  },
);

test.each<Victim>(["nobody", "worker", "host", "engine"])(
  "taken in the middle of a turn, it ends the turn that is paid for; given back, it goes on and knows what changed; with %s killed",
  async (victim) => {
    const asked = gate();
    const answer = gate();
    const { repository: it, model } = await begin(async (heard, at) => {
      if (at === 1) {
        asked.open();
        await answer.opened;
      }
      return stepAt(turnsOf(heard));
    });
    await it.traffic("up", "--yes");
    await asked.opened;
    const taking = it.start("take", "hello");
    await until(() => phaseIn(it, "hello") === "halting");
    await strike(it, victim);
    answer.open();
    const { out, code } = await taking.ended;
    expect(code).toBe(0);
    const path = out.trim();
    const cuts = victim === "worker" ? 1 : 0;
    expect(model.heard).toHaveLength(2);
    expect(readFileSync(join(path, "hello.txt"), "utf8")).toBe("hello\n");
    expect(existsSync(join(path, "log.txt"))).toBe(cuts === 0);
    writeFileSync(join(path, "hello.txt"), "hello, by hand\n");
    writeFileSync(join(path, "mine.txt"), "mine\n");
    expect((await it.traffic("give", "hello", "--to-agent", "--note", "mind the greeting")).code).toBe(0);
    await until(() => phaseIn(it, "hello") === "done");
    const next = JSON.stringify(model.heard[2]?.messages.at(-1));
    for (const part of ["changed these files: hello.txt, mine.txt", "mind the greeting", path])
      expect(next).toContain(part);
    const last = model.heard.at(-1);
    expect(last && timesSaid(last, "I have worked in your worktree")).toBe(1);
    expect(it.git("show", "main:hello.txt")).toBe("hello, by hand\n");
    expect(it.git("show", "main:log.txt")).toBe("ran\n");
    expect(it.git("show", "main:mine.txt")).toBe("mine\n");
    expect(it.git("show", "main:results/hello/1.md")).toMatch(
      /visits:\n {2}- \{ by: "Ada .*files: \[hello\.txt, mine\.txt\]/,
    );
    expect(await usage(it)).toMatchObject({ turns: 4, exact: cuts === 0, attempts: 1 });
    expect((await it.traffic("audit")).code).toBe(0);
    expect(it.leftovers()).toEqual([]);
  },
);

test("work in review goes back to its agent, which goes on from its transcript", async () => {
  paid = await makePaid({ "tasks/hello.md": paidTask().replace(/^verify.*\n/m, "") }, (heard) => {
    const isTold = timesSaid(heard, "greet Ada") > 0;
    if (isTold && turnsOf(heard) === 4) return act("bash", { command: "echo 'hello, Ada' > hello.txt" });
    return stepAt(turnsOf(heard));
  });
  const { repository: it, model } = paid;
  await it.traffic("run", "--yes");
  expect(phaseIn(it, "hello")).toBe("review");
  expect((await it.traffic("take", "hello")).code).toBe(0);
  expect((await it.traffic("give", "hello", "--to-agent", "--note", "greet Ada")).code).toBe(0);
  await it.traffic("run");
  await it.traffic("approve", "hello");
  expect((await it.traffic("run")).code).toBe(0);
  expect(it.git("show", "main:hello.txt")).toBe("hello, Ada\n");
  const { role, content } = model.heard[4]?.messages.at(-1) ?? {};
  expect(role).toBe("user");
  expect(JSON.stringify(content)).toContain("changed nothing");
  expect(await usage(it)).toMatchObject({ turns: 6, exact: true, attempts: 1 });
});

test("in another worktree than before, its agent goes on there", async () => {
  paid = await makePaid(
    { "tasks/hello.md": paidTask().replace(/^verify.*\n/m, ""), "traffic.yaml": "slots: { agents: 2 }\n" },
    (heard) => {
      const isTold = timesSaid(heard, "greet Ada") > 0;
      if (isTold && turnsOf(heard) === 4)
        return act("bash", { command: "pwd; echo 'hello, Ada' > hello.txt" });
      return stepAt(turnsOf(heard));
    },
  );
  const { repository: it, model } = paid;
  await it.traffic("up", "--yes");
  await until(() => phaseIn(it, "hello") === "review");
  it.write({ "tasks/busy.md": shellTask("sleep 60") });
  await until(() => it.leftovers().length > 0);
  const path = (await it.traffic("take", "hello")).out.trim();
  expect(path).toMatch(/agent-1$/);
  expect(readFileSync(join(path, "hello.txt"), "utf8")).toBe("hello\n");
  await it.traffic("give", "hello", "--to-agent", "--note", "greet Ada");
  await until(() => phaseIn(it, "hello") === "review" && model.heard.length === 6);
  expect(JSON.stringify(model.heard[5]?.messages.at(-1))).toContain(path);
  expect((await it.traffic("diff", "hello")).out).toContain("+hello, Ada");
});

test("without an engine a take ends what an engine that was killed has left at work", async () => {
  const asked = gate();
  const answer = gate();
  const { repository: it, model } = await begin(async (heard, at) => {
    if (at === 1) {
      asked.open();
      await answer.opened;
    }
    return stepAt(turnsOf(heard));
  });
  await it.traffic("up", "--yes");
  await asked.opened;
  process.kill(holderOf(it, "engine"), "SIGKILL");
  await until(() => !isAlive(holderOf(it, "host")));
  const taking = it.start("take", "hello");
  await until(() =>
    readdirSync(join(it.path, ".git/traffic/attempts/hello@1/model")).includes("notice.json"),
  );
  answer.open();
  const { code, out } = await taking.ended;
  expect(code).toBe(0);
  expect(readFileSync(join(out.trim(), "log.txt"), "utf8")).toBe("ran\n");
  expect(model.heard).toHaveLength(2);
  expect((await it.traffic("give", "hello")).code).toBe(0);
  expect((await it.traffic("run")).code).toBe(0);
  expect(it.git("log", "-1", "--format=%s", "main^2")).toBe("Say hello\n");
});
