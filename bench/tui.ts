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
  readonly isShort: boolean;
};
type Tell = Parameters<Bench>[1];

/** What was measured at one size, by its name. */
type Found = Record<string, number>;

const nameOf = ({ columns, rows }: Size): string => `${columns}x${rows}`;

/** Tells each figure of a size as soon as it is known, and keeps it. */
const figuresOf =
  (size: Size, found: Found, tell: Tell) =>
  (of: string, value: number, unit: string): void => {
    found[of] = value;
    tell({ name: `${of} ${nameOf(size)}`, value, unit });
  };

type Figure = ReturnType<typeof figuresOf>;

const measure = async ({ root, fleet, seconds, rate }: Bout, size: Size, figure: Figure): Promise<void> => {
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
const measureRest = async (
  { root, fleet, seconds, isShort }: Bout,
  size: Size,
  figure: Figure,
): Promise<void> => {
  fleet.send("rest");
  const room = new Room(root, size);
  await room.until((rows) => chosen(rows) !== undefined);
  // What opening it left behind is swept in the seconds after, which a room that is open all day pays once.
  await setTimeout(isShort ? 3000 : 15_000);
  const before = room.bytes;
  figure("idle_pct", await loadOf(room.pid, 3 * seconds), "% of a core");
  figure("idle_bytes", room.bytes - before, "bytes");
  await room.close();
};

/** How fast values grow, by the line that lies closest to all of them: in their unit for each minute. */
const slopeOf = (samples: readonly { readonly minute: number; readonly mb: number }[]): number => {
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const [x, y] = [mean(samples.map(({ minute }) => minute)), mean(samples.map(({ mb }) => mb))];
  const across = samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
  return samples.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0) / across;
};

/**
 * Whether memory stays flat while a fleet moves for so many minutes and a person looks at one screen after another. In the
 * first half the room warms up, until the logs that it keeps the ends of are as long as they get; the slope is of the second.
 * Few attempts take a step meanwhile: what lands is kept in the state, which grows then as it should.
 */
const soak = async ({ root, fleet, rate }: Bout, minutes: number, size: Size): Promise<object> => {
  fleet.send({ rate, stepEvery: 1000 });
  const room = new Room(root, size);
  await room.until((rows) => chosen(rows) !== undefined);
  const began = performance.now();
  const samples: { minute: number; mb: number }[] = [];
  for (let n = 0; performance.now() - began < minutes * 60_000; n += 1) {
    room.press("1234567"[n % 7] ?? "1");
    await setTimeout(2500);
    room.press("jjjk");
    await setTimeout(2500);
    samples.push({ minute: (performance.now() - began) / 60_000, mb: memoryOf(room.pid) });
  }
  fleet.send({ rate: 0 });
  await room.close();
  const warm = samples.filter(({ minute }) => minute >= minutes / 2);
  return {
    minutes,
    rss_start_mb: samples[0]?.mb,
    rss_warm_mb: warm[0]?.mb,
    rss_end_mb: samples.at(-1)?.mb,
    rss_most_mb: Math.max(...samples.map(({ mb }) => mb)),
    slope_mb_per_minute: slopeOf(warm),
  };
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

const options = {
  tasks: { type: "string", default: "10000" },
  agents: { type: "string", default: "100" },
  rate: { type: "string", default: "1000" },
  seconds: { type: "string", default: "10" },
  minutes: { type: "string" },
  size: { type: "string" },
  short: { type: "boolean" },
} as const;

const measureSizes = async (bout: Bout, all: readonly Size[], tell: Tell): Promise<object> => {
  const found = Object.fromEntries(all.map((size): [string, Found] => [nameOf(size), {}]));
  const figure = (size: Size): Figure => figuresOf(size, found[nameOf(size)] ?? {}, tell);
  for (const size of all) await measure(bout, size, figure(size));
  for (const size of all) await measureRest(bout, size, figure(size));
  return { sizes: found };
};

/**
 * The control room in a real terminal, beside a fleet of `--tasks` (10000) and `--agents` (100) that makes `--rate` events a
 * second (1000): how soon it is usable, how soon a key shows, what it uses while all that flows (for `--seconds`, 10) and
 * while nothing does; a line for each figure, and at the end one document of all of them. `--size 120x40` is one size only,
 * `--minutes 10` looks at its memory for so long instead, `--short` is a check that it runs.
 */
export const benchTui: Bench = async (args, tell, show) => {
  const { values } = parseArgs({ args, options });
  const isShort = values.short === true;
  const root = makeRoot();
  const state = join(root, ".git", "traffic");
  const fleet = fork(fleetProgram, [state, isShort ? "2000" : values.tasks, values.agents]);
  const seconds = isShort ? 2 : Number(values.seconds);
  const bout = { root, fleet, seconds, rate: Number(values.rate), isShort };
  try {
    await once(fleet, "message");
    const all = sizes.filter((size) => (values.size ?? nameOf(size)) === nameOf(size));
    const [one = { columns: 120, rows: 40 }] = values.size === undefined ? [] : all;
    if (values.minutes !== undefined)
      show({ size: nameOf(one), soak: await soak(bout, Number(values.minutes), one) });
    else show(await measureSizes(bout, all, tell));
  } finally {
    fleet.disconnect();
    rmSync(root, { recursive: true, force: true });
  }
};
