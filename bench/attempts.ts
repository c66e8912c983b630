import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, quantile } from "./figure.ts";

const options = {
  /** How many attempts are measured, one after the other. */
  attempts: { type: "string", default: "12" },
  /** Files in the repository, besides those of the tasks. */
  files: { type: "string", default: "20" },
} as const;

const program = new URL("../bin/traffic.cjs", import.meta.url).pathname;

const run = (root: string, name: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(name, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1e9,
    env: { ...process.env, XDG_CACHE_HOME: join(root, "..", "cache") },
  });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} failed: ${stderr}`);
  return stdout;
};

/** A chain of tasks: the agent of each writes down when it ran, in milliseconds, and the one check takes no time. */
const textOf = (n: number): string =>
  [
    "---",
    `title: Task ${n}`,
    "status: todo",
    "agent: shell",
    `command: date +%s%3N > ran-${n}`,
    `verify: ["test -s ran-${n}"]`,
    ...(n === 0 ? [] : [`depends_on: [task-${n - 1}]`]),
    "---",
    "",
  ].join("\n");

const makeRepository = (root: string, attempts: number, files: number): void => {
  for (let n = 0; n < files; n += 1) {
    const folder = join(root, `module-${Math.floor(n / 100)}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${n}.txt`), `${"a line of it\n".repeat(20)}${n}\n`);
  }
  mkdirSync(join(root, "tasks"));
  for (let n = 0; n < attempts; n += 1) writeFileSync(join(root, "tasks", `task-${n}.md`), textOf(n));
  run(root, "git", "init", "-q", "-b", "main");
  run(root, "git", "config", "user.name", "bench");
  run(root, "git", "config", "user.email", "bench@example.invalid");
  run(root, "git", "add", "-A");
  run(root, "git", "commit", "-q", "-m", "all");
};

/** The events of `run --json` that are read here. */
type Line = {
  readonly kind?: string;
  readonly at: string;
  readonly task?: string;
  readonly proof?: { readonly checks: readonly { readonly seconds: number }[] };
};

/** When each task's event of a kind was, in milliseconds. */
const moments = (lines: readonly Line[], kind: string): ReadonlyMap<string, number> =>
  new Map(
    lines.flatMap((line) =>
      line.kind === kind && line.task !== undefined ? [[line.task, Date.parse(line.at)] as const] : [],
    ),
  );

const checksOf = (lines: readonly Line[], task: string): number =>
  lines
    .filter((line) => line.kind === "attempt.proved" && line.task === task)
    .flatMap((line) => line.proof?.checks ?? [])
    .reduce((sum, { seconds }) => sum + seconds * 1000, 0);

/**
 * What the product adds to an attempt: from the claim until the agent's process runs in its pooled worktree, and until the work has
 * landed, less the checks. The agents' own time, that of `date`, is in it.
 */
export const benchAttempts: Bench = (args, tell) => {
  const { values } = parseArgs({ args, options });
  const home = mkdtempSync(join(tmpdir(), "traffic-bench-attempts-"));
  const root = join(home, "repository");
  mkdirSync(root);
  try {
    const attempts = Number(values.attempts);
    makeRepository(root, attempts, Number(values.files));
    const lines = run(root, process.execPath, program, "run", "--json")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    const claimed = moments(lines, "attempt.claimed");
    const landed = moments(lines, "attempt.landed");
    // The first one makes the worktree that the others use again.
    const tasks = Array.from({ length: attempts - 1 }, (_, n) => n + 1);
    const since = (task: string, moment: number): number => moment - (claimed.get(task) ?? Number.NaN);
    const running = tasks.map((n) =>
      since(`task-${n}`, Number(readFileSync(join(root, `ran-${n}`), "utf8"))),
    );
    const whole = tasks.map(
      (n) => since(`task-${n}`, landed.get(`task-${n}`) ?? Number.NaN) - checksOf(lines, `task-${n}`),
    );
    for (const [name, samples] of [
      ["claimed_to_running", running],
      ["overhead", whole],
    ] as const)
      for (const [word, share] of [
        ["median", 0.5],
        ["p95", 0.95],
      ] as const)
        tell({ name: `${name}.${word}`, value: quantile(samples, share), unit: "ms" });
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
};
