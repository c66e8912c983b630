import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, quantile } from "./figure.ts";

const program = new URL("../bin/traffic.cjs", import.meta.url).pathname;

/** Tasks that are ready, blocked and done in the proportions of a project under way. */
const writeTasks = (root: string, count: number): void => {
  const folder = join(root, "tasks");
  mkdirSync(folder, { recursive: true });
  const id = (n: number): string => `task-${String(n).padStart(6, "0")}`;
  for (let n = 1; n <= count; n++) {
    const status = n <= count * 0.3 ? "done" : "todo";
    const after = n % 3 === 0 && n > 10 ? [id(n - 7), id(n - 3)] : [];
    const front = `title: What to do ${n}\nstatus: ${status}\npriority: P${n % 4}\nlabels: [api, docs]\ndepends_on: [${after.join(", ")}]\ncommand: "true"`;
    writeFileSync(
      join(folder, `${id(n)}.md`),
      `---\n${front}\n---\n\n${"Say what is to be done. ".repeat(25)}\n`,
    );
  }
};

const makeRepository = (count: number): string => {
  const root = mkdtempSync(join(tmpdir(), "traffic-bench-"));
  const git = (...command: readonly string[]): void => {
    const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "gc.auto=0"];
    spawnSync("git", [...who, ...command], { cwd: root });
  };
  git("init", "-q", "-b", "main");
  writeTasks(root, count);
  git("add", "-A");
  git("commit", "-q", "-m", "tasks");
  return root;
};

/** Processor time of a command and all it waited for, in milliseconds: steadier than the time that passes. */
const cpuOf = (root: string, command: readonly string[]): number => {
  const measured = [process.execPath, ...command]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(" ");
  // `times` prints the shell's own time, then that of its children: two numbers of minutes and seconds each.
  const script = `${measured} >/dev/null 2>&1 || exit 1; times`;
  const { stdout, status } = spawnSync("bash", ["-c", script], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command.join(" ")} failed`);
  const spent = [...(stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  return spent.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
};

const statAll = "const f=require('fs'),d='tasks/';for(const n of f.readdirSync(d))f.statSync(d+n)";

type Row = { readonly name: string; readonly command: readonly string[]; readonly before?: () => void };

const rowsFor = (root: string): readonly Row[] => {
  const state = join(root, ".git", "traffic");
  const cold = (): void => rmSync(state, { recursive: true, force: true });
  const last = readdirSync(join(root, "tasks")).at(-1)?.replace(/\.md$/, "") ?? "";
  return [
    { name: "node", command: ["-e", "0"] },
    { name: "stat_all", command: ["-e", statAll] },
    { name: "version", command: [program, "--version"] },
    { name: "ls_cold", command: [program, "ls"], before: cold },
    { name: "ls_warm", command: [program, "ls"] },
    { name: "ls_json_warm", command: [program, "ls", "--json"] },
    { name: "why_warm", command: [program, "why", last] },
    { name: "next_ready_warm", command: [program, "ls", "--phase", "ready"] },
    { name: "add", command: [program, "add", "Another thing to do"] },
  ];
};

/** A new file counts as unsettled for two seconds: what is read then is read again, which is no warm start. */
const settle = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100);
};

/** What was added would be read again by the next row. */
const takeBack = (root: string): void => {
  for (const name of readdirSync(join(root, "tasks")))
    if (name.startsWith("another")) rmSync(join(root, "tasks", name));
};

/** Every row once, in turn. */
const round = (root: string, rows: readonly Row[]): ReadonlyMap<string, number> =>
  new Map(
    rows.map(({ name, command, before }) => {
      before?.();
      const spent = cpuOf(root, command);
      takeBack(root);
      return [name, spent] as const;
    }),
  );

const medians = (root: string, reps: number): ReadonlyMap<string, number> => {
  const rows = rowsFor(root);
  round(root, rows);
  const rounds = Array.from({ length: reps }, () => round(root, rows));
  const median = (name: string): number =>
    quantile(
      rounds.flatMap((times) => times.get(name) ?? []),
      0.5,
    );
  return new Map(rows.map(({ name }) => [name, median(name)]));
};

/**
 * What a command costs from its start to its end, each in turn with a bare node as the floor: `--tasks` task files
 * (10000), `--reps` rounds (5) after one to warm up; `--short` is 300 tasks and 3 rounds, for a check that it runs.
 */
export const benchStartup: Bench = (args, tell) => {
  const { values } = parseArgs({
    args,
    options: { tasks: { type: "string" }, reps: { type: "string" }, short: { type: "boolean" } },
  });
  const root = makeRepository(Number(values.tasks ?? (values.short === true ? 300 : 10_000)));
  try {
    settle();
    const found = medians(root, Number(values.reps ?? (values.short === true ? 3 : 5)));
    const floor = found.get("node") ?? Number.NaN;
    for (const [name, value] of found) {
      tell({ name: `${name}_cpu`, value, unit: "ms" });
      tell({ name: `${name}_over_node`, value: value / floor, unit: "ratio" });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
