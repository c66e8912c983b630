import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Attempt } from "../../src/core/attempt.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { Proof } from "../../src/core/evidence.ts";
import type { Input, Report } from "../../src/core/input.ts";
import { LiveState } from "../../src/core/live.ts";
import type { Meter } from "../../src/core/meter.ts";
import type { Priority, Task } from "../../src/core/task.ts";
import { decide } from "../../src/engine/step.ts";
import { attemptFolder, outputLog } from "../../src/host/places.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { tryLock } from "../../src/journal/lock.ts";
import { localDay } from "../../src/main/clock.ts";
import { filesIn } from "../../src/main/files.ts";

// node bench/programs/fleet.ts <state folder> <tasks> <agents>: an engine with its host's hands played: it writes the
// journal of a busy fleet, and its agents' logs. A parent tells it how many events a second.

const [folder = "", tasks = "10000", agents = "100"] = process.argv.slice(2);

const titles = [
  "Idempotent refunds for partial captures",
  "通貨の丸めを十進法に移す",
  "Webhook signature rotation",
  "Split the ledger writer 🎉",
];

const taskOf = (n: number): Task => ({
  id: `task-${String(n).padStart(5, "0")}`,
  file: `tasks/task-${String(n).padStart(5, "0")}.md`,
  title: `${titles[n % titles.length]}, part ${n}`,
  status: "todo",
  priority: (n % 5) as Priority,
  dependsOn: n % 7 === 0 && n > 7 ? [`task-${String(n - 3).padStart(5, "0")}`] : [],
  budget: {},
  maxAttempts: 3,
  touches: [],
  verify: [],
  milestone: `core#m${n % 5}`,
  labels: ["api"],
  hold: n % 97 === 0,
  handoff: "local",
  command: "true",
  digest: String(n),
});

const proof: Proof = {
  base: "ba5e",
  head: "4ead",
  candidate: "ca4d",
  tree: "74ee",
  changed: 3,
  judgesChanged: [],
  checks: [{ name: "test", command: "npm test", outcome: "passed", exit: 0, seconds: 8, digest: "d" }],
};

/** What the hands report next for an attempt, so that it goes through all its phases. */
const nextReport = ({ key, turn, step }: Attempt): Report => {
  const of = { attempt: key, turn };
  if (step.phase === "preparing") return { ...of, kind: "prepared", base: "ba5e", path: `/w/${key}` };
  if (step.phase === "working") return { ...of, kind: "worked", head: "4ead" };
  if (step.phase === "verifying") return { ...of, kind: "proved", proof };
  // Nobody steps in here.
  return step.phase === "landing" ? { ...of, kind: "landed", commit: "1a2b3c4d" } : { ...of, kind: "ended" };
};

const meterAt = (n: number): Meter => ({
  model: "claude-sonnet-5-5",
  usage: { input: 40 * n, cacheWrite: 10 * n, cacheRead: 900 * n, output: 8 * n },
  microUsd: 900 * n,
  unsure: 0,
  priced: true,
  turns: n,
  context: (700 * n) % 200_000,
  window: 200_000,
});

const files = filesIn(folder);
mkdirSync(folder, { recursive: true });
/** Held on to: what is collected as garbage is let go. */
const lock = tryLock(files.engineLock);
const { journal } = openJournal(files.journal);
const state = new LiveState();

const take = (inputs: readonly Input[]): number => {
  const batch = decide(state, inputs, Date.now());
  if (batch.events.length > 0) journal.append(batch);
  return batch.events.length;
};

const slots = { agents: Number(agents), verification: 8 };
take([
  { kind: "config", config: { ...defaultConfig, slots } },
  { kind: "day", ...localDay(Date.now()) },
  { kind: "target", news: { branch: "main", tip: "1234567890", landed: [], vanished: [] } },
  { kind: "tasks", set: Array.from({ length: Number(tasks) }, (_, n) => taskOf(n)), gone: [] },
]);

/** Most of what happens is that somebody's meter moves on; now and then an attempt takes its next step. */
let stepEvery = 50;
let count = 0;
const inputs = (n: number): Input[] => {
  const attempts = [...state.attempts.values()];
  return Array.from({ length: n }, (): Input[] => {
    count += 1;
    const attempt = attempts[count % Math.max(1, attempts.length)];
    if (attempt === undefined) return [];
    const isStep = count % stepEvery === 0 || attempt.step.phase !== "working";
    const report: Report = isStep
      ? nextReport(attempt)
      : { attempt: attempt.key, turn: attempt.turn, kind: "metered", meter: meterAt(count) };
    return [{ kind: "report", report }];
  }).flat();
};

const writeLogs = (): void => {
  for (const { key } of state.attempts.values()) {
    const log = outputLog(attemptFolder(folder, key));
    mkdirSync(dirname(log), { recursive: true });
    appendFileSync(
      log,
      `✓ Edit src/refund/capture-${count}.ts\nPartial captures share one key ${count}, 日本\n`,
    );
  }
};

let rate = 0;
let due = 0;
setInterval(() => {
  due = Math.min(2 * rate, due + rate / 100);
  const n = Math.floor(due);
  if (n > 0) due -= take(inputs(n));
}, 10);
setInterval(() => {
  if (rate > 0) writeLogs();
}, 200);

/** Lets every attempt come to its end and starts none. */
const rest = (): void => {
  rate = 0;
  take([{ kind: "intent", intent: { id: "rest", wish: { kind: "pause" } } }]);
  while (state.attempts.size > 0)
    take(
      [...state.attempts.values()].map((attempt): Input => ({ kind: "report", report: nextReport(attempt) })),
    );
};

process.on("message", (message: { readonly rate: number; readonly stepEvery?: number } | "rest") => {
  if (message === "rest") return rest();
  rate = message.rate;
  stepEvery = message.stepEvery ?? stepEvery;
});
process.on("disconnect", () => {
  lock?.release();
  process.exit();
});
process.send?.("ready");
