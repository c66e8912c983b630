import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { random } from "../src/core/random.ts";
import { aimOf } from "./aims.ts";
import { type Bench, quantile } from "./figure.ts";

const options = {
  tasks: { type: "string", default: "10000" },
  /** How often each command is measured, in turn with all others. */
  reps: { type: "string", default: "10" },
  /** Another seed makes other tasks. */
  seed: { type: "string", default: "1" },
  /** 300 tasks and 2 rounds: a look whether it runs. */
  short: { type: "boolean", default: false },
} as const;

const program = new URL("../bin/traffic.cjs", import.meta.url).pathname;

const idOf = (n: number): string => `task-${String(n).padStart(6, "0")}`;

/** A project under way: a third is done, the rest waits for what was written not long before it, nobody touches anything twice. */
const textOf = (n: number, count: number, chance: () => number): string => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const parents = Array.from({ length: Math.min(n, Math.floor(chance() * 3.2)) }, () =>
    idOf(Math.max(0, n - 1 - Math.floor(chance() * 200))),
  );
  const front = [
    `title: ${pick(["Add", "Fix", "Refactor", "Document"])} the ${pick(["login", "search", "audit log", "build"])} ${n}`,
    `status: ${n < count * 0.3 ? "done" : "todo"}`,
    `priority: P${Math.floor(chance() * 4)}`,
    `labels: [${pick(["api", "db", "ui"])}, ${pick(["docs", "perf"])}]`,
    `depends_on: [${[...new Set(parents)].join(", ")}]`,
    `touches: [src/module${n % 500}/part${n}.ts]`,
    `command: ./scripts/do.sh ${n}`,
  ];
  return `---\n${front.join("\n")}\n---\n\n${"Say what is to be done, and why. ".repeat(15 + (n % 20))}\n`;
};

const run = (root: string, command: readonly string[]): void => {
  const [name = "", ...args] = command;
  const { status, stderr } = spawnSync(name, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
};

const traffic = (root: string, ...words: readonly string[]): void =>
  run(root, [process.execPath, program, ...words]);

const makeRepository = (count: number, seed: number): string => {
  const root = mkdtempSync(join(tmpdir(), "traffic-bench-"));
  const chance = random(seed);
  mkdirSync(join(root, "tasks"));
  for (let n = 0; n < count; n += 1)
    writeFileSync(join(root, "tasks", `${idOf(n)}.md`), textOf(n, count, chance));
  const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "gc.auto=0"];
  for (const words of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-q", "-m", "tasks"],
  ])
    run(root, ["git", ...who, ...words]);
  return root;
};

/** The task that is held and released: one that is not done. */
const editedOf = (count: number): string => idOf(count - 1);

type Ground = {
  readonly root: string;
  readonly count: number;
  /** How long an engine is given to take in what was changed by hand, in milliseconds. */
  readonly calm: number;
};

/** Takes back what was added, and makes all files look as if they had been left alone for a while. */
const settle = ({ root, count, calm }: Ground): void => {
  const past = Date.now() / 1000 - 60;
  const folder = join(root, "tasks");
  for (const name of readdirSync(folder)) if (name.startsWith("another")) rmSync(join(folder, name));
  for (const path of [join(folder, `${editedOf(count)}.md`), folder]) utimesSync(path, past, past);
  if (calm > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, calm);
};

/** Of a command: how long it took, and the processor time of it and of all it waited for, in milliseconds. */
type Cost = { readonly wall: number; readonly cpu: number };

const costOf = (root: string, command: readonly string[]): Cost => {
  const line = [process.execPath, ...command].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  // `times` prints the shell's own time, then that of its children: two numbers of minutes and seconds each.
  const script = `${line} >/dev/null 2>&1 || exit 1; times`;
  const began = performance.now();
  const { stdout, status } = spawnSync("bash", ["-c", script], { cwd: root, encoding: "utf8" });
  const wall = performance.now() - began;
  if (status !== 0) throw new Error(`${command.join(" ")} failed`);
  const spent = [...(stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  const cpu = spent.reduce((sum, [, min, sec]) => sum + Number(min) * 60_000 + Number(sec) * 1000, 0);
  return { wall, cpu };
};

/** A command as it is measured; `before` is not. */
type Row = {
  readonly name: string;
  readonly command: (round: number) => readonly string[];
  readonly before?: () => void;
};

/** What reads only, warm: three looks at files that nobody touches leave nothing more to remember. */
const warmRows = (ground: Ground): readonly Row[] => {
  const { root, count } = ground;
  const row = (name: string, ...words: readonly string[]): Row => ({
    name,
    command: () => [program, ...words],
  });
  const warm = (): void => {
    settle(ground);
    for (let look = 0; look < 3; look += 1) traffic(root, "ls");
  };
  return [
    { name: "node", command: () => ["-e", "0"], before: warm },
    row("version", "--version"),
    row("ls", "ls"),
    row("ls_json", "ls", "--json"),
    row("next_ready", "ls", "--phase", "ready"),
    { name: "why", command: (round) => [program, "why", idOf(Math.floor(count / 2) + round)] },
    row("plan", "plan"),
    row("status", "status"),
  ];
};

const coldRows = (ground: Ground): readonly Row[] => {
  const { root, count } = ground;
  const state = join(root, ".git", "traffic");
  const forget = (): void => {
    settle(ground);
    for (const name of ["index", "index.log", "image", "answers"])
      rmSync(join(state, name), { recursive: true, force: true });
  };
  const row = (name: string, ...words: readonly string[]): Row => ({
    name: `${name}_cold`,
    command: () => [program, ...words],
    before: forget,
  });
  return [
    row("ls", "ls"),
    row("ls_json", "ls", "--json"),
    row("next_ready", "ls", "--phase", "ready"),
    row("why", "why", idOf(1)),
    row("plan", "plan"),
    row("status", "status"),
    row("add", "add", "Another thing to do"),
    row("hold", "hold", editedOf(count)),
  ];
};

/** What changes a file, and the first look after that. */
const editRows = (ground: Ground): readonly Row[] => {
  const { root, count } = ground;
  const warm = (): void => {
    settle(ground);
    for (let look = 0; look < 2; look += 1) traffic(root, "ls");
  };
  return [
    { name: "add", command: () => [program, "add", "Another thing to do"], before: warm },
    { name: "ls_after_add", command: () => [program, "ls"] },
    {
      name: "hold",
      command: (round) => [program, round % 2 === 0 ? "release" : "hold", editedOf(count)],
      before: warm,
    },
  ];
};

const measure = (root: string, rows: readonly Row[], reps: number): ReadonlyMap<string, readonly Cost[]> => {
  const costs = new Map<string, Cost[]>(rows.map(({ name }) => [name, []]));
  for (let round = 0; round <= reps; round += 1)
    for (const { name, command, before } of rows) {
      before?.();
      const cost = costOf(root, command(round));
      // The first round compiles what later ones run.
      if (round > 0) costs.get(name)?.push(cost);
    }
  return costs;
};

const tellAll = (
  costs: ReadonlyMap<string, readonly Cost[]>,
  floor: Cost,
  tell: Parameters<Bench>[1],
): void => {
  for (const [name, all] of costs)
    for (const kind of ["wall", "cpu"] as const) {
      const samples = all.map((cost) => cost[kind]);
      const median = quantile(samples, 0.5);
      const aim = kind === "wall" ? aimOf(name, median) : undefined;
      tell({ name: `${name}.${kind}_median`, value: median, unit: "ms", ...aim });
      tell({ name: `${name}.${kind}_p95`, value: quantile(samples, 0.95), unit: "ms" });
      tell({ name: `${name}.${kind}_over_node`, value: median / floor[kind], unit: "ratio" });
    }
};

/**
 * What commands cost from start to end among many tasks, each in turn with a bare node as the floor: warm and cold, first where
 * no engine runs, then beside one that is paused.
 */
export const benchCommands: Bench = (args, tell) => {
  const { values } = parseArgs({ args, options });
  const count = values.short ? 300 : Number(values.tasks);
  const reps = values.short ? 2 : Number(values.reps);
  const root = makeRepository(count, Number(values.seed));
  const ground = { root, count, calm: 0 };
  try {
    settle(ground);
    const rowsOn = (on: Ground): readonly Row[] => [...warmRows(on), ...coldRows(on), ...editRows(on)];
    const found = measure(root, rowsOn(ground), reps);
    const node = found.get("node") ?? [];
    const floor = {
      wall: quantile(
        node.map(({ wall }) => wall),
        0.5,
      ),
      cpu: quantile(
        node.map(({ cpu }) => cpu),
        0.5,
      ),
    };
    tellAll(found, floor, tell);
    traffic(root, "pause");
    traffic(root, "up");
    try {
      const beside = measure(root, rowsOn({ ...ground, calm: values.short ? 100 : 1500 }), reps);
      tellAll(new Map([...beside].map(([name, costs]) => [`engine.${name}`, costs])), floor, tell);
    } finally {
      traffic(root, "down");
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
