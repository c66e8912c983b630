import { spawnSync, fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { type Bench, quantile } from "./figure.ts";

const program = new URL("../bin/traffic.cjs", import.meta.url).pathname;
const fleetProgram = new URL("programs/fleet.ts", import.meta.url).pathname;

type Size = { readonly columns: number; readonly rows: number };

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

/** The control room in a terminal whose screen is read back. */
class Room {
  readonly #pty: IPty;
  readonly #terminal: xterm.Terminal;
  readonly #size: Size;
  #changed = Promise.withResolvers<void>();
  bytes = 0;

  constructor(root: string, size: Size) {
    this.#size = size;
    this.#terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
    const { CI: _, ...env } = process.env;
    this.#pty = spawn(process.execPath, [program], {
      cols: size.columns,
      rows: size.rows,
      cwd: root,
      env: { ...env, TERM: "xterm-256color", LANG: "C.UTF-8" },
    });
    this.#pty.onData((text) => {
      this.bytes += text.length;
      this.#terminal.write(text, () => {
        const { resolve } = this.#changed;
        this.#changed = Promise.withResolvers<void>();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  press(key: string): void {
    this.#pty.write(key);
  }

  rows(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#size.rows },
      (_, y) => active.getLine(y)?.translateToString(true) ?? "",
    );
  }

  /** Waits until the screen is as wanted; how long that took, in milliseconds. */
  async until(isSo: (rows: readonly string[]) => boolean, most = 15_000): Promise<number> {
    const began = performance.now();
    while (!isSo(this.rows())) {
      if (performance.now() - began > most) throw new Error(`never came:\n${this.rows().join("\n")}`);
      await Promise.race([this.#changed.promise, setTimeout(50)]);
    }
    return performance.now() - began;
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#pty.onExit(() => resolve()));
    this.press("q");
    await gone;
  }
}

/** Processor time that a process has used, in milliseconds. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** The share of a core that a process uses while so much time passes. */
const loadOf = async (pid: number, seconds: number): Promise<number> => {
  const [cpu, began] = [cpuOf(pid), performance.now()];
  await setTimeout(seconds * 1000);
  return (100 * (cpuOf(pid) - cpu)) / (performance.now() - began);
};

/** The task that is stood on, as the row of the queue tells it. */
const chosen = (rows: readonly string[]): string | undefined =>
  rows.map((row) => /▌\S (task-\d+)/.exec(row)?.[1]).find((id) => id !== undefined);

/** How long it takes from a key to a screen that shows what it did, in milliseconds. */
const keyTimes = async (room: Room, count: number): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    await setTimeout(40 + ((n * 37) % 83));
    const before = chosen(room.rows());
    room.press(n % 30 < 15 ? "j" : "k");
    times.push(await room.until((rows) => chosen(rows) !== before, 3000));
  }
  return times;
};

type Bout = {
  readonly root: string;
  readonly fleet: ChildProcess;
  readonly seconds: number;
  readonly rate: number;
};
type Tell = Parameters<Bench>[1];

const measure = async ({ root, fleet, seconds, rate }: Bout, size: Size, tell: Tell): Promise<void> => {
  const name = `${size.columns}x${size.rows}`;
  const figure = (of: string, value: number, unit: string): void =>
    tell({ name: `${of} ${name}`, value, unit });
  fleet.send({ rate });
  await setTimeout(500);
  const room = new Room(root, size);
  figure("usable_ms", await room.until((rows) => chosen(rows) !== undefined), "ms");
  figure("usable_cpu_ms", cpuOf(room.pid), "ms");
  await setTimeout(2000);
  const times = await keyTimes(room, 60);
  figure("key_p50_ms", quantile(times, 0.5), "ms");
  figure("key_p95_ms", quantile(times, 0.95), "ms");
  const [before, memory] = [room.bytes, memoryOf(room.pid)];
  figure("cpu_pct", await loadOf(room.pid, seconds), "% of a core");
  figure("kb_s", (room.bytes - before) / 1024 / seconds, "KB/s");
  figure("rss_mb", memoryOf(room.pid), "MB");
  figure("rss_grown_mb", memoryOf(room.pid) - memory, "MB");
  fleet.send({ rate: 0 });
  await room.close();
};

/** A fleet at rest: nothing moves, nothing is written. */
const measureRest = async ({ root, fleet, seconds }: Bout, size: Size, tell: Tell): Promise<void> => {
  const name = `${size.columns}x${size.rows}`;
  fleet.send("rest");
  const room = new Room(root, size);
  await room.until((rows) => chosen(rows) !== undefined);
  await setTimeout(3000);
  const before = room.bytes;
  tell({
    name: `idle_pct ${name}`,
    value: await loadOf(room.pid, 3 * seconds),
    unit: "% of a core",
  });
  tell({ name: `idle_bytes ${name}`, value: room.bytes - before, unit: "bytes" });
  await room.close();
};

const makeRoot = (): string => {
  const root = mkdtempSync(join(tmpdir(), "traffic-bench-"));
  const git = (...command: readonly string[]) => spawnSync("git", command, { cwd: root });
  git("init", "-q", "-b", "main");
  git(
    "-c",
    "user.name=b",
    "-c",
    "user.email=b@example.invalid",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "start",
  );
  return root;
};

/**
 * The control room in a real terminal, beside a fleet of `--tasks` (10000) and `--agents` (100) that makes `--rate` events a
 * second (1000): how soon it is usable, how soon a key shows, what it uses while all that flows (for `--seconds`, 10) and
 * while nothing does. `--size 120x40` is one size only; `--short` is a check that it runs.
 */
export const benchTui: Bench = async (args, tell) => {
  const { values } = parseArgs({
    args,
    options: {
      tasks: { type: "string", default: "10000" },
      agents: { type: "string", default: "100" },
      rate: { type: "string", default: "1000" },
      seconds: { type: "string", default: "10" },
      size: { type: "string" },
      short: { type: "boolean" },
    },
  });
  const isShort = values.short === true;
  const root = makeRoot();
  const state = join(root, ".git", "traffic");
  const fleet = fork(fleetProgram, [state, isShort ? "200" : values.tasks, values.agents]);
  const bout = { root, fleet, seconds: isShort ? 2 : Number(values.seconds), rate: Number(values.rate) };
  try {
    await once(fleet, "message");
    const chosenSizes = sizes.filter(
      ({ columns, rows }) => (values.size ?? `${columns}x${rows}`) === `${columns}x${rows}`,
    );
    for (const size of chosenSizes) await measure(bout, size, tell);
    for (const size of chosenSizes) await measureRest(bout, size, tell);
  } finally {
    fleet.disconnect();
    rmSync(root, { recursive: true, force: true });
  }
};
