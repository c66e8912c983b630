import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startModel, type Act } from "../world/model.ts";
import { makeRepository, type Repository } from "../world/repository.ts";
import { startResponses } from "../world/responses.ts";

/** `TRAFFIC_REAL_CLIS=1` has the real programs work, where they are on the PATH, against scripted models on loopback. */
const isWanted = (program: string): boolean =>
  process.env["TRAFFIC_REAL_CLIS"] === "1" &&
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

let repository: Repository | undefined;
let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await repository?.traffic("down", "--now");
  await close?.();
  repository?.remove();
});

/** A turn of the model's: it says something and runs a command, or is at its end. */
type Turn = {
  readonly say: string;
  readonly run?: string;
  readonly call?: { readonly server: string; readonly tool: string; readonly input: Record<string, unknown> };
};

type Refusal = { readonly status: number };

/** What the model was last asked, as text. */
let lastAsked = "";

type Worlds = Readonly<
  Record<"claude-code" | "codex", (it: Repository, script: (ran: number) => Turn | Refusal) => Promise<void>>
>;

const asMessages = (turn: Turn | Refusal): Act =>
  "status" in turn
    ? { status: turn.status, type: "authentication_error" }
    : {
        blocks: [
          { text: turn.say },
          ...(turn.run === undefined
            ? []
            : [{ tool: "Bash", input: { command: turn.run, description: "it" } }]),
          ...(turn.call === undefined
            ? []
            : [{ tool: `mcp__${turn.call.server}__${turn.call.tool}`, input: turn.call.input }]),
        ],
      };

const worlds: Worlds = {
  "claude-code": async (it, script) => {
    const model = await startModel(({ messages }) => {
      lastAsked = JSON.stringify(messages);
      const calls = JSON.stringify(messages).split('"type":"tool_use"').length - 1;
      return asMessages(script(calls));
    });
    close = () => model.close();
    Object.assign(it.env, { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "sk-dummy" });
  },
  codex: async (it, script) => {
    const model = await startResponses((ran, asked) => {
      lastAsked = asked;
      const turn = script(ran);
      return "status" in turn ? { status: turn.status, message: "Incorrect API key" } : turn;
    });
    close = () => model.close();
    const home = join(dirname(it.path), ".codex");
    mkdirSync(home);
    writeFileSync(join(home, "config.toml"), `openai_base_url = "${model.url}"\n`);
    Object.assign(it.env, { CODEX_API_KEY: "sk-dummy" });
  },
};

const programs = { "claude-code": "claude", codex: "codex" } as const;

const task = (agent: string): string =>
  `---\ntitle: Say hello\nagent: ${agent}\nverify: ["grep -q hello hello.txt"]\n---\n\nWrite hello.txt.\n`;

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const costsOf = async (it: Repository): Promise<unknown> =>
  (JSON.parse((await it.traffic("costs", "--json")).out) as { total: unknown }).total;

describe.each(["claude-code", "codex"] as const)("%s", (agent) => {
  describe.skipIf(!isWanted(programs[agent]))(`the real ${programs[agent]}`, () => {
    const begin = async (script: (ran: number) => Turn | Refusal): Promise<Repository> => {
      const it = makeRepository({ "tasks/hello.md": task(agent) });
      repository = it;
      await worlds[agent](it, script);
      return it;
    };
    const stream = (it: Repository): string => {
      const path = join(it.path, ".git/traffic/attempts/hello@1", `${agent}.1.jsonl`);
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    };
    const turns: readonly Turn[] = [
      { say: "I will say hello.", run: "echo hello > hello.txt; env" },
      { say: "Said hello." },
    ];

    test("works, lands, is metered, and gives its commands no key", async () => {
      const it = await begin((ran) => turns[Math.min(ran, 1)] as Turn);
      const { code, out } = await it.traffic("run", "--yes");
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 2, exact: true });
      const log = (await it.traffic("logs", "hello")).out;
      expect(log).toContain("I will say hello.");
      expect(log).toContain("--- finished");
      const tools = stream(it)
        .split("\n")
        .filter((line) => /tool_result|command_execution/.test(line));
      expect(tools.join("")).toContain("TRAFFIC_TASK=hello");
      expect(tools.join("")).not.toContain("sk-dummy");
    });

    test("reaches us by tools of ours: what it remarks is kept once", async () => {
      const call = {
        server: "traffic",
        tool: "report_progress",
        input: { text: "Half of it is there.", percent: 50 },
      };
      const it = await begin((ran) =>
        ran === 1 ? { say: "I tell.", call } : (turns[Math.min(ran, 1)] as Turn),
      );
      const { code, out } = await it.traffic("run", "--yes");
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(out.match(/50 %: Half of it is there\./g)).toHaveLength(1);
    });

    test("ended in a tool, nothing of it is left; it goes on with its session", async () => {
      const wait = `echo hello > hello.txt; node -e "setTimeout(() => 0, 61000)"`;
      const it = await begin((ran) => (ran === 0 ? { say: "I wait.", run: wait } : { say: "Said hello." }));
      const running = it.start("run", "--yes");
      const worktrees = join(String(it.env["XDG_CACHE_HOME"]), "traffic");
      const isWaiting = (): boolean =>
        readdirSync(worktrees).some((name) => existsSync(join(worktrees, name, "agent-0", "hello.txt")));
      await until(() => stream(it).includes("61000") && isWaiting());
      expect((await it.traffic("down", "--now")).code).toBe(0);
      await running.ended;
      expect(it.leftovers()).toEqual([]);
      const { code, out } = await it.traffic("run");
      expect({ code, out }).toMatchObject({ code: 0 });
      expect((await it.traffic("logs", "hello")).out).toContain("--- interrupted; run 2 ---");
      expect(await costsOf(it)).toMatchObject({ attempts: 1, turns: 2 });
    });

    test("reaches the host that comes after ours was killed, and loses nothing by it", async () => {
      const temporary = mkdtempSync(join(tmpdir(), "traffic-real-"));
      const wait = `while [ ! -e '${temporary}/go' ]; do sleep 0.1; done; echo hello > hello.txt`;
      const call = { server: "traffic", tool: "ask_human", input: { text: "Which port?" } };
      const script: readonly Turn[] = [
        { say: "I ask.", call },
        { say: "I wait.", run: wait },
        { say: "I tell.", call: { ...call, tool: "report_progress", input: { text: "Half.", percent: 50 } } },
        { say: "Said hello." },
      ];
      const it = await begin((ran) => script[Math.min(ran, 3)] as Turn);
      expect((await it.traffic("up", "--yes")).code).toBe(0);
      await until(() => stream(it).includes("I wait."));
      const file = join(it.path, ".git/traffic/engine.lock.db.holder");
      process.kill((JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid, "SIGKILL");
      expect((await it.traffic("up")).code).toBe(0);
      const port = readFileSync(join(it.path, ".git/traffic/endpoint"), "utf8");
      const answers = () => fetch(`http://127.0.0.1:${port}`).then(Boolean, () => false);
      while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(join(temporary, "go"), "");
      expect((await it.traffic("run")).code).toBe(0);
      const why = JSON.parse((await it.traffic("why", "hello", "--json")).out) as {
        progress?: { text: string };
      };
      expect(why.progress?.text).toBe("Half.");
      expect(it.git("show", "main:results/hello/1.md").match(/Which port\?/g)).toHaveLength(1);
      rmSync(temporary, { recursive: true });
    });

    test("what is said while a tool is at work is heard once, at the edge of its turn, in the same session", async () => {
      const wait = `while [ ! -e "$TMPDIR/go" ]; do sleep 0.1; done; echo hello > hello.txt`;
      const it = await begin((ran) => (ran === 0 ? { say: "I wait.", run: wait } : { say: "Said hello." }));
      const temporary = mkdtempSync(join(dirname(it.path), "tmp-"));
      it.env["TMPDIR"] = temporary;
      const running = it.start("run", "--yes");
      await until(() => stream(it).includes("I wait.") && /tool_use|item.started/.test(stream(it)));
      const said = await it.traffic("say", "hello", "keep it short");
      expect(said.out).toContain(`${agent} is told at its next turn`);
      writeFileSync(join(temporary, "go"), "");
      expect(await running.ended).toMatchObject({ code: 0 });
      expect(lastAsked.split("A person says: keep it short")).toHaveLength(2);
      expect(lastAsked).toContain("I wait.");
      expect(it.git("show", "main:results/hello/1.md")).toContain("text: keep it short");
      expect((await it.traffic("logs", "hello")).out).toContain("--- a person says: keep it short");
    });

    test("a refused sign-in is not tried for minutes", async () => {
      const it = await begin(() => ({ status: 401 }));
      const { code, out } = await it.traffic("run", "--yes");
      expect(code).toBe(1);
      expect(out).toContain("sign-in was refused");
      expect(it.leftovers()).toEqual([]);
    });
  });
});
