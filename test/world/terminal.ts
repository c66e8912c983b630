import type { State } from "../../src/core/state.ts";
import { LiveState } from "../../src/core/live.ts";
import type { Task } from "../../src/core/task.ts";
import type { Wish } from "../../src/core/input.ts";
import type { Problem } from "../../src/core/problem.ts";
import type { Doors } from "../../src/faces/doors/doors.ts";
import type { Survey } from "../../src/faces/doors/survey.ts";
import type { Draft } from "../../src/faces/doors/writing.ts";
import { runCli } from "../../src/faces/cli/run-cli.ts";
import type { Stage, StageRequest } from "../../src/faces/stage.ts";
import type { World } from "../../src/faces/cli/world.ts";
import type { Clock } from "../../src/engine/ports/clock.ts";
import { listingOf } from "../../src/views/listing.ts";
import { VirtualClock } from "./clock.ts";
import { start } from "./state.ts";

/** What a face asked of its doors. */
export type Asked = {
  readonly wishes: Wish[];
  readonly edits: { readonly task: string; readonly keys: Readonly<Record<string, unknown>> }[];
  readonly drafts: Draft[];
  readonly opened: string[];
};

/** Doors onto a state given, that remember what was asked. */
export const fakeDoors = (
  given: { readonly state?: State; readonly problems?: readonly Problem[]; readonly now?: number },
  set: Partial<Doors> = {},
): { readonly doors: Doors; readonly asked: Asked } => {
  const asked: Asked = { wishes: [], edits: [], drafts: [], opened: [] };
  const { state = new LiveState(), problems = [], now = start } = given;
  const survey: Survey = {
    tipOf: () => undefined,
    state,
    problems,
    now,
    engine: { running: false },
    root: "/nowhere",
    /** Anew each time: tests change the state between two questions. */
    get listing() {
      return listingOf(state, problems, now);
    },
  };
  const doors: Doors = {
    survey: async () => survey,
    learned: async () => survey,
    ahead: async () => ({ milestones: [] }),
    foresee: async () => ({ state, now, past: new Map(), roadmaps: [] }),
    feed: async (past) => ({
      ...survey,
      roadmaps: [],
      recent: [],
      ...(past === undefined ? {} : { past: "at" in past ? past.at : survey.now }),
      look: async () => ({ events: [], touched: [], changed: false }),
      whenWritten: () => () => {},
      logFile: (attempt, of) => `/nowhere/${attempt}/${of}.log`,
      close: () => {},
    }),
    events: async () => [],
    happened: async () => [],
    metersAt: async () => new Map(),
    commitTime: async () => undefined,
    wish: async (wish) => {
      asked.wishes.push(wish);
      return { kind: "done" };
    },
    take: async (task) => ({
      kind: "taken",
      task,
      attempt: 1,
      slot: 0,
      path: "/w/agent-0",
      base: "ba5e",
      from: "4ead4ead4ead",
      by: "Ada",
      canGoOn: true,
    }),
    openShell: async ({ path }) => void asked.opened.push(path),
    taskFiles: async () => new Map([...survey.state.tasks].map(([id, { file }]) => [id, file])),
    readTask: async (file) => [...survey.state.tasks.values()].find((task) => task.file === file) as Task,
    edit: async (task, keys) => void asked.edits.push({ task: task.id, keys }),
    add: async (draft) => {
      asked.drafts.push(draft);
      const id = draft.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
      return { id, file: `tasks/${id}.md` };
    },
    openIssue: async () => ({ url: "https://github.test/octo/garden/issues/1", isNew: true }),
    import: async () => ({ files: [], kept: [], left: [], notices: [] }),
    lookAbout: async () => ({ target: "main", root: "/nowhere", strays: [], transcripts: [], more: 0 }),
    adopt: async ({ draft }) => {
      asked.drafts.push(draft);
      return { id: "adopted", file: "tasks/adopted.md", text: "", notices: [] };
    },
    openEditor: async (file) => void asked.opened.push(file),
    openPage: async (url) => void asked.opened.push(url),
    run: async () => "quiet",
    up: async () => ({ pid: 4711, already: false }),
    down: async () => ({ stopped: true }),
    signsIn: () => Promise.resolve(false),
    payers: async (drivers) =>
      drivers.map((driver) => ({
        kind: "key",
        driver,
        from: "ANTHROPIC_API_KEY",
        ends: "cdef",
        at: "api.example",
      })),
    logs: async () => [],
    diff: async () => "diff --git a/a b/a\n+one\n",
    actions: async () => [],
    path: async () => "/w/agent-0",
    judge: async () => ({
      commit: "1a2b3c4d5e6f",
      base: "ba5e",
      tree: "74ee",
      tasks: ["login"],
      checks: [],
      judgesChanged: [],
      verdict: "proved",
      log: "/w/log",
    }),
    verify: async () => ({ commit: "1a2b3c4d5e6f", checks: [], log: "/w/log" }),
    audit: async () => [],
    doctor: async () => [],
    clean: async () => [],
    init: async () => ({
      target: "main",
      checks: [],
      written: ["traffic.yaml"],
      kept: ["tasks/say-hello.md"],
      agents: [],
      caps: { taskUsd: 3, dayUsd: 10 },
      lacking: [],
      notices: [],
      programs: [],
      config: "target: main\n",
      next: ["traffic add 'What to do'"],
    }),
    ...set,
  };
  return { doors, asked };
};

export type Terminal = {
  readonly doors?: Doors;
  readonly stage?: (request: StageRequest) => Stage;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whoever is there types nothing at all. */
  readonly silent?: boolean;
  readonly clock?: Clock;
  readonly interrupts?: Set<() => void>;
  /** The control room; closed at once where missing. */
  readonly room?: World["room"];
};

export type Screen = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** How often the doors were opened. */
  readonly opened: number;
  /** The only JSON document of the output. */
  readonly json: () => Record<string, unknown>;
};

/** Runs one command line against doors that are given, and catches what it prints. */
export const runIn = async (terminal: Terminal, ...argv: readonly string[]): Promise<Screen> => {
  const printed = { out: "", err: "" };
  let opened = 0;
  const { isTTY = false, columns = 80, rows = 24, interrupts = new Set<() => void>() } = terminal;
  const output = (name: "out" | "err"): World["stdout"] => ({
    write: (text) => void (printed[name] += text),
    isTTY,
    columns,
    rows,
  });
  const world: World = {
    doors: async () => {
      opened += 1;
      return terminal.doors ?? fakeDoors({}).doors;
    },
    room: terminal.room ?? (async () => {}),
    demo: async (request) => {
      if (terminal.stage === undefined) throw new Error("no stage was given");
      return terminal.stage(request);
    },
    stdout: output("out"),
    stderr: output("err"),
    stdin: Object.assign(
      (async function* lines() {
        if (terminal.silent === true) await new Promise(() => undefined);
        yield terminal.stdin ?? "";
      })(),
      { isTTY },
    ),
    env: terminal.env ?? {},
    clock: terminal.clock ?? new VirtualClock(start),
    version: "1.2.3",
    onInterrupt: (call) => {
      interrupts.add(call);
      return () => void interrupts.delete(call);
    },
  };
  const code = await runCli(argv, world);
  const json = (): Record<string, unknown> => JSON.parse(printed.out) as Record<string, unknown>;
  return { code, ...printed, opened, json };
};
