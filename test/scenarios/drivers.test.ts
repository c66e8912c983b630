import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../world/paid.ts";
import { makeReplayed, scriptedTask, type Replayed } from "../world/replayed.ts";

let repository: Replayed | undefined;

afterEach(async () => {
  await repository?.traffic("down", "--now");
  repository?.remove();
});

const begin = (files: Readonly<Record<string, string>>): Replayed => {
  repository = makeReplayed(files);
  return repository;
};

type Cost = { usd: number; notional: number; turns: number; exact: boolean; attempts: number };

const costsOf = async (of: Replayed): Promise<Cost> =>
  (JSON.parse((await of.traffic("costs", "--json")).out) as { total: Cost }).total;

const stateOf = ({ path }: Replayed): string => join(path, ".git", "traffic");
const attemptOf = (of: Replayed): string => join(stateOf(of), "attempts", "hello@1");

const streamOf = (of: Replayed): string =>
  readdirSync(attemptOf(of))
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .map((name) => readFileSync(join(attemptOf(of), name), "utf8"))
    .join("");

const hasStream = (of: Replayed, text: string): boolean =>
  existsSync(attemptOf(of)) && streamOf(of).includes(text);

const holderOf = (of: Replayed, name: string): number => {
  const file = join(stateOf(of), `${name}.lock.db.holder`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid : 0;
};

const isAlive = (pid: number): boolean => {
  try {
    return pid > 0 && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

const kill = async (pid: number): Promise<void> => {
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
  await until(() => !isAlive(pid));
};

const hello = [
  { say: "I will say hello." },
  { run: "echo hello > hello.txt; env | sort" },
  { say: "Said hello." },
];

/** What differs from one agent to the other. */
const agents = {
  "claude-code": {
    account: "claude-code: key …1234 from ANTHROPIC_API_KEY",
    source: "its agent's own word",
    model: "claude-haiku-5-5",
    dearest: "opus",
    usd: 0.015,
    command: "> Bash echo hello",
    last: "result",
    key: "ANTHROPIC_API_KEY",
    other: "CODEX_API_KEY",
    rules: ["Be kind.", false],
    refused: "claude-401-retrying",
    first: 2,
    install: "npm install --global @anthropic-ai/claude-code",
  },
  codex: {
    account: "codex: key …5678 from CODEX_API_KEY",
    source: "list prices of",
    model: "gpt-6-luna",
    dearest: "gpt-6-astra",
    usd: 0.000_84,
    command: "> shell echo hello",
    last: "turn.completed",
    key: "CODEX_API_KEY",
    other: "ANTHROPIC_API_KEY",
    rules: ["Be kind.", true],
    refused: "codex-401",
    first: 3,
    install: "npm install --global @openai/codex",
  },
} as const;

describe.each(["claude-code", "codex"] as const)("%s", (agent) => {
  const its = agents[agent];

  test("it is agreed to, works, lands, and is read, metered and accounted for", async () => {
    const it = begin({
      "AGENTS.md": "Be brief.\n",
      "CLAUDE.md": "Be kind.\n",
      "traffic.yaml": "env: { agent: [OTHER_SECRET, GITHUB_TOKEN] }\n",
      "tasks/hello.md": scriptedTask(agent, hello),
    });
    const refused = await it.traffic("run");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.out).toContain(its.account);
    expect(it.started()).toEqual([]);
    expect(await it.traffic("run", "--yes")).toMatchObject({ code: 0 });

    const result = it.git("show", "main:results/hello/1.md");
    expect(result).toContain("Said hello.");
    expect(result).toContain(its.source);
    expect(result).toContain(`model: ${its.model}`);
    expect((await it.traffic("audit")).code).toBe(0);
    expect(await costsOf(it)).toMatchObject({ turns: 3, exact: true, usd: its.usd });

    const log = (await it.traffic("logs", "hello")).out;
    expect(log).toContain("I will say hello.\n");
    expect(log).toContain(its.command);
    expect(log).toContain("--- finished\n");
    const raw = (await it.traffic("logs", "hello", "--raw")).out.trim().split("\n");
    expect(raw.map((line) => (JSON.parse(line) as { type: string }).type)).toContain(its.last);

    const [start] = it.started();
    expect(start?.prompt).toContain("Write hello.txt.");
    expect(start?.prompt).not.toContain("Be brief.");
    const [rules, isTold] = its.rules;
    expect(start?.prompt.includes(rules)).toBe(isTold);
    const names = Object.keys(start?.env ?? {});
    expect(names).toContain(its.key);
    expect(names).not.toContain(its.other);
    expect(names).toContain("OTHER_SECRET");
    for (const name of ["GITHUB_TOKEN", "SSH_AUTH_SOCK"]) expect(names).not.toContain(name);
  });

  test.each(["engine", "host", "both"])(
    "kill -9 of the %s while it works: it is adopted, no line is lost or counted twice",
    async (victim) => {
      const script = [{ say: "One." }, { until: "go" }, { run: "echo hello > hello.txt" }, { say: "Two." }];
      const it = begin({ "tasks/hello.md": scriptedTask(agent, script) });
      let running = it.start("run", "--yes");
      await until(() => hasStream(it, "sleep 0.05"));
      if (victim !== "engine") await kill(holderOf(it, "host"));
      if (victim !== "host") {
        await kill(Number(running.child.pid));
        await running.ended;
      }
      // What it goes on to say while nobody listens is heard by whoever comes.
      if (victim === "both") {
        writeFileSync(join(it.home, "go"), "");
        await until(() => hasStream(it, `"${its.last}"`));
      }
      if (victim !== "host") running = it.start("run");
      writeFileSync(join(it.home, "go"), "");
      expect(await running.ended).toMatchObject({ code: 0 });
      expect(it.started()).toHaveLength(1);
      expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 4, exact: true });
      const log = (await it.traffic("logs", "hello")).out;
      for (const line of ["One.", "Two.", "--- finished"])
        expect(log.split("\n").filter((one) => one === line)).toEqual([line]);
      expect(it.leftovers()).toEqual([]);
    },
  );

  test("ended with everything of ours in the middle, it goes on with its session, on the files as it left them", async () => {
    const script = [{ run: "echo hello > hello.txt" }, { until: "go" }, { say: "Done." }];
    const it = begin({ "tasks/hello.md": scriptedTask(agent, script) });
    const running = it.start("run", "--yes");
    await until(() => hasStream(it, "sleep 0.05"));
    expect((await it.traffic("down", "--now")).code).toBe(0);
    await running.ended;
    expect(it.leftovers()).toEqual([]);
    writeFileSync(join(it.home, "go"), "");
    expect(await it.traffic("run")).toMatchObject({ code: 0 });
    const [first, second] = it.started();
    expect(it.started()).toHaveLength(2);
    expect(second?.session).toBe(first?.session);
    expect(second?.prompt).toContain("You were interrupted");
    expect(it.git("show", "main:hello.txt")).toBe("hello\n");
    const { turns, attempts, exact } = await costsOf(it);
    // The tool that was cut off is asked for again; nothing else is.
    expect({ turns, attempts, exact }).toEqual({ turns: 4, attempts: 1, exact: true });
    expect((await it.traffic("logs", "hello")).out).toContain("--- interrupted; run 2 ---");
  });

  test("a refused sign-in ends it at its first try, and a person is asked", async () => {
    // It would try again and again; after its first try it waits until somebody ends it.
    const script = [{ replay: its.refused, lines: its.first }, { hang: true }];
    const it = begin({ "tasks/hello.md": scriptedTask(agent, script) });
    const { code, out } = await it.traffic("run", "--yes");
    expect(code).toBe(1);
    expect(out).toContain("sign-in was refused");
    expect(await costsOf(it)).toMatchObject({ usd: 0 });
    expect(it.leftovers()).toEqual([]);
  });

  test("turns and dollars are held to by us, and the work is kept", async () => {
    // It never ends by itself; what it does in the pause until it is heard is over its limit too.
    const turns = (length: number): object[] => [
      ...Array.from({ length }, () => ({ run: "test -s hello.txt || echo hello > hello.txt" })),
      { hang: true },
    ];
    const files = {
      "tasks/hello.md": scriptedTask(agent, turns(4), "max_attempts: 1\n"),
      "traffic.yaml": "turns: 3\n",
    };
    const it = begin(files);
    expect((await it.traffic("run", "--yes")).out).toContain("3 turns");
    expect((await costsOf(it)).turns).toBe(4);
    expect(it.git("show", "refs/traffic/attempts/hello/1:hello.txt")).toBe("hello\n");
    it.write({
      "tasks/dear.md": scriptedTask(agent, turns(30), `budget: { usd: 0.02 }\nmodel: ${its.dearest}\n`),
      "traffic.yaml": "turns: 30\n",
    });
    expect((await it.traffic("run", "--yes")).out).toContain("of the $0.0200 it may use");
    expect(it.leftovers()).toEqual([]);
  });

  test("without its program a person is told how to install it", async () => {
    const it = begin({ "tasks/hello.md": scriptedTask(agent, hello) });
    it.env["PATH"] = (it.env["PATH"] ?? "").split(":").slice(1).join(":");
    const { out } = await it.traffic("run", "--yes");
    expect(out).toContain(
      `there is no \`${its.install.includes("claude") ? "claude" : "codex"}\` on the PATH where the fleet runs`,
    );
    expect(out).toContain(its.install);
    expect(out).not.toContain("hello@1");
  });
});

test("what it was refused outweighs that it says all is well", async () => {
  const it = begin({
    "tasks/hello.md": scriptedTask("claude-code", [{ replay: "claude-permission-denied" }]),
  });
  const { code, out } = await it.traffic("run", "--yes");
  expect(code).toBe(1);
  expect(out).toContain("It was refused Write (/repo/wt/hello.txt)");
});

test("a subscription's dollars are shown, and charged to nobody", async () => {
  const it = begin({
    "tasks/hello.md": scriptedTask("claude-code", hello),
    "traffic.yaml": "caps: { task_usd: 0.02, day_usd: 0.02 }\n",
  });
  delete it.env["ANTHROPIC_API_KEY"];
  const asked = await it.traffic("run");
  expect(asked.out).toContain("claude-code: whoever is signed in with claude");
  expect((await it.traffic("run", "--yes")).code).toBe(0);
  expect(await costsOf(it)).toMatchObject({ usd: 0, notional: 0.015 });
  expect(it.git("show", "main:results/hello/1.md")).toContain("notional: true");
});

test("a limit of the account makes the task wait until it is over", async () => {
  const it = begin({
    "tasks/hello.md": scriptedTask("claude-code", [{ replay: "claude-oauth-5h-limit-rejected" }]),
  });
  const running = it.start("up", "--yes");
  await running.ended;
  await until(() => hasStream(it, "5-hour limit"));
  await until(() => it.started().length === 1 && existsSync(join(attemptOf(it), "output.log")));
  const why = async (): Promise<string> => (await it.traffic("why", "hello")).out;
  await until(async () => (await why()).includes("5-hour limit"));
  expect(it.started()).toHaveLength(1);
});
