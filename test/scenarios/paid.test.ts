import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { act, holderOf, isAlive, makePaid, paidTask, turnsOf, until, type Paid } from "../world/paid.ts";
import type { Act, Heard, Model } from "../world/model.ts";
import type { Repository } from "../world/repository.ts";

let paid: Paid | undefined;
let model: Model | undefined;

afterEach(() => paid?.close());

const hello: readonly Act[] = [
  act("write", { file_path: "hello.txt", content: "hello\n" }),
  act("bash", { command: "grep -q hello hello.txt; echo ran >> log.txt; env" }),
  act("report_work", { summary: "Said hello.", changed: ["hello.txt", "no.txt"], checked: ["npm test"] }),
  { blocks: [{ text: "Done." }] },
];

const helloAt = (at: number): Act => hello[Math.min(at, hello.length - 1)] as Act;

/** A repository whose paid work is asked of a model on loopback. */
const begin = async (
  files: Readonly<Record<string, string>>,
  script: (heard: Heard, at: number) => Act | Promise<Act>,
): Promise<Repository> => {
  paid = await makePaid(files, script);
  ({ model } = paid);
  return paid.repository;
};

type Costs = { total: { usd: number; turns: number; exact: boolean; attempts: number } };

const costsOf = async (of: Repository): Promise<Costs["total"]> =>
  (JSON.parse((await of.traffic("costs", "--json")).out) as Costs).total;

test("nobody agreed: nothing starts; agreed once, it works, lands, is metered and held against its word", async () => {
  const files = {
    "AGENTS.md": "Be brief.\n",
    "tasks/hello.md": paidTask(),
    "traffic.yaml": "env: { agent: [NPM_CONFIG_COLOR, GITHUB_TOKEN] }\n",
  };
  const it = await begin(files, (heard) => helloAt(turnsOf(heard)));
  const refused = await it.traffic("run");
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.out).toContain("key …1234 from ANTHROPIC_API_KEY");
  expect(refused.out).toContain("At most   $3.00 today");
  expect(model?.heard).toEqual([]);
  expect(await it.traffic("run", "--yes")).toMatchObject({ code: 0 });
  const result = it.git("show", "main:results/hello/1.md");
  expect(result).toContain("model: claude-haiku-5-5");
  expect(result).toContain("it says that it changed no.txt, which is as it was");
  expect(result).toContain("it says that it ran `npm test`, which it did not");
  expect((await it.traffic("audit")).code).toBe(0);
  expect(await costsOf(it)).toEqual(expect.objectContaining({ turns: 4, usd: 0.001152, exact: true }));
  expect(JSON.stringify(model?.heard[0]?.system)).toContain("Be brief.");
  const environment = JSON.stringify(model?.heard[2]?.messages.at(-1));
  expect(environment).toContain("TRAFFIC_TASK=hello");
  expect(environment).toContain("NPM_CONFIG_COLOR=named");
  expect(environment).not.toMatch(/secret|ANTHROPIC|SSH_AUTH_SOCK|GIT_/);
  it.write({ "tasks/more.md": paidTask() });
  expect((await it.traffic("run")).out).not.toContain("paid model");
});

test("without a key nothing of it begins, and the rest is done; with one the next run goes on", async () => {
  const files = {
    "tasks/hello.md": paidTask(),
    "tasks/own.md": '---\ntitle: Own\ncommand: echo own > own\nverify: ["test -f own"]\n---\n',
  };
  const it = await begin(files, (heard) => helloAt(turnsOf(heard)));
  const key = it.env["ANTHROPIC_API_KEY"];
  delete it.env["ANTHROPIC_API_KEY"];
  const { code, out } = await it.traffic("run", "--yes");
  expect(code).toBe(1);
  expect(out).toContain("1 of 2 done, 1 waiting");
  expect(out).toContain(
    "ANTHROPIC_API_KEY is not set where the fleet runs\n      -> export ANTHROPIC_API_KEY=…",
  );
  expect(out).not.toContain("hello@1");
  expect(model?.heard).toEqual([]);
  Object.assign(it.env, { ANTHROPIC_API_KEY: key });
  expect(await it.traffic("run", "--yes")).toMatchObject({ code: 0 });
});

test("rejected work is done again by the next model, which is told what went wrong", async () => {
  const it = await begin({ "tasks/hello.md": paidTask() }, (heard) => {
    const wrong = act("write", { file_path: "hello.txt", content: "goodbye\n" });
    if (heard.model === "claude-haiku-5-5") return turnsOf(heard) === 0 ? wrong : helloAt(3);
    return helloAt(turnsOf(heard));
  });
  expect((await it.traffic("run", "--yes")).code).toBe(0);
  const second = model?.heard.find((heard) => heard.model === "claude-sonnet-5-5");
  expect(JSON.stringify(second?.messages[0])).toContain("## Attempt 1 (builtin, claude-haiku-5-5): rejected");
  expect(it.git("show", "main:results/hello/2.md")).toContain("model: claude-sonnet-5-5");
});

test("a budget that is used up asks a person, and what was spent stays within it", async () => {
  const files = { "tasks/hello.md": paidTask("budget: { usd: 0.2 }\nmodel: opus\n") };
  const it = await begin(files, () => act("bash", { command: "true" }));
  const { code, out } = await it.traffic("run", "--yes");
  expect(code).toBe(1);
  expect(out).toContain("-> raise `budget: { usd: … }` in tasks/hello.md, then traffic retry hello");
  const { usd, turns } = await costsOf(it);
  expect(usd).toBeLessThanOrEqual(0.2);
  expect(turns).toBeGreaterThan(1);
});

test("the day's cap lets no more begin, and why says what holds it", async () => {
  const it = await begin(
    {
      "traffic.yaml": "caps: { day_usd: 0.02 }\nturns: 5\nslots: { agents: 4 }\n",
      "tasks/first.md": paidTask("max_attempts: 1\npriority: P0\n"),
      "tasks/second.md": paidTask(),
    },
    () => act("bash", { command: "true" }),
  );
  expect((await it.traffic("run", "--yes")).code).toBe(1);
  expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 5 });
  const why = (await it.traffic("why", "second")).out;
  expect(why).toContain("it wants $0.0200, and today's cap of $0.0200 has no room ($0.0014 spent");
  expect(why).toContain("until midnight");
});

test("a cap that is lowered while an agent works holds from its next turn on, also after kill -9; raised, its task goes on", async () => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const it = await begin({ "tasks/hello.md": paidTask() }, async (heard, at) => {
    if (at === 1) {
      asked.resolve();
      await released.promise;
    }
    return helloAt(turnsOf(heard));
  });
  const running = it.start("run", "--yes");
  await asked.promise;
  running.child.kill("SIGKILL");
  await running.ended;
  it.write({ "traffic.yaml": "caps: { day_usd: 0.001 }\n" });
  const next = it.start("run");
  await until(() =>
    existsSync(join(it.path, ".git", "traffic", "attempts", "hello@1", "model", "notice.json")),
  );
  expect((await it.traffic("why", "hello")).out).toContain("It may use at most $0.0010 in all");
  released.resolve();
  const { code, out } = await next.ended;
  expect([code, out]).toEqual([
    1,
    expect.stringContaining("from its next turn on: today's cap is $0.0010 now"),
  ]);
  expect(model?.heard).toHaveLength(2);
  const why = (await it.traffic("why", "hello")).out;
  expect(why).toContain("today's cap of $0.0010 has no room ($0.0006 spent");
  expect(why).toContain("until midnight");
  it.write({ "traffic.yaml": "caps: { day_usd: 5 }\n" });
  expect(await it.traffic("run")).toMatchObject({ code: 0 });
  expect(await costsOf(it)).toMatchObject({ attempts: 2, exact: true });
});

test("interrupted by a person, it stops at once, and the next run goes on with the same attempt", async () => {
  const first = Promise.withResolvers<void>();
  const it = await begin({ "tasks/hello.md": paidTask() }, async (heard, at) => {
    if (at === 1) {
      first.resolve();
      await new Promise(() => undefined);
    }
    return helloAt(turnsOf(heard));
  });
  const running = it.start("run", "--yes");
  await first.promise;
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect(it.leftovers()).toEqual([]);
  expect(await it.traffic("run")).toMatchObject({ code: 0 });
  expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 4, exact: false });
  expect(model?.heard).toHaveLength(5);
});

type Victim = "worker" | "host" | "engine";

/** A tool that is at work until it may end. */
const [reachedIn, waiting] = ['"$HOME/reached"', 'while [ ! -e "$HOME/go" ]; do sleep 0.05; done'];

const victims: readonly (readonly [Victim, "in a turn" | "in a tool"])[] = [
  ["worker", "in a turn"],
  ["worker", "in a tool"],
  ["host", "in a turn"],
  ["host", "in a tool"],
  ["engine", "in a turn"],
  ["engine", "in a tool"],
];

test.each(victims)(
  "kill -9 of the %s %s: it goes on, and nothing is done or paid twice",
  async (victim, where) => {
    let reached = false;
    const released = Promise.withResolvers<void>();
    const it = await begin({ "tasks/hello.md": paidTask() }, async (heard, at) => {
      const turn = turnsOf(heard);
      if (turn === 1 && where === "in a tool")
        return act("bash", { command: `echo ran >> log.txt; touch ${reachedIn}; ${waiting}` });
      if (where === "in a turn" && at === 1) {
        reached = true;
        await released.promise;
      }
      return helloAt(turn);
    });
    const home = String(it.env["HOME"]);
    const inTool = (): boolean => existsSync(join(home, "reached"));
    let running = it.start("run", "--yes");
    await until(() => reached || inTool());
    const pid = victim === "engine" ? Number(running.child.pid) : holderOf(it, victim);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    await until(() => !isAlive(pid));
    released.resolve();
    writeFileSync(join(home, "go"), "");
    if (victim === "engine") {
      await running.ended;
      running = it.start("run");
    }
    expect(await running.ended).toMatchObject({ code: 0 });
    const log = it.git("show", "main:log.txt");
    expect(log).toBe("ran\n");
    const cuts = victim === "worker" && where === "in a turn" ? 1 : 0;
    expect(model?.heard).toHaveLength(4 + cuts);
    expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 4, exact: cuts === 0 });
    expect(it.leftovers()).toEqual([]);
  },
);

test("down --now ends everything, however little it wants to end", async () => {
  const ignoring = "trap '' TERM INT; sleep 60 & while :; do sleep 1; done";
  const files = {
    "tasks/hello.md": paidTask(),
    "tasks/shell.md": `---\ntitle: Stay\nagent: shell\ncommand: ${JSON.stringify(ignoring)}\n---\n`,
  };
  const it = await begin(files, () => act("bash", { command: ignoring }));
  expect((await it.traffic("up", "--yes")).code).toBe(0);
  await until(() => (model?.heard.length ?? 0) > 0 && it.leftovers().length >= 4);
  const pids = ["engine", "host", "worker"].map((name) => holderOf(it, name));
  expect((await it.traffic("down", "--now")).code).toBe(0);
  expect(it.leftovers()).toEqual([]);
  expect(pids.filter(isAlive)).toEqual([]);
});
