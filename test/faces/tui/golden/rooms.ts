import type { Event } from "../../../../src/core/event.ts";
import { emptyMeter, type Meter } from "../../../../src/core/meter.ts";
import type { Roadmap } from "../../../../src/core/roadmap.ts";
import type { Task } from "../../../../src/core/task.ts";
import { asciiLook, unicode } from "../../../../src/faces/tui/compose/look.ts";
import type { Found, Need } from "../../../../src/faces/tui/feed/need.ts";
import { uiAt } from "../../../../src/faces/tui/screen/where.ts";
import {
  finalRest,
  Grown,
  proof,
  toDone,
  toFailed,
  toReview,
  toVerifying,
  toWorking,
} from "../../../world/state.ts";
import { makeTask } from "../../../world/tasks.ts";
import { sceneOf, TestRoom } from "../room.ts";

/** Noon wherever this runs: screens show the time of day. */
const noon = new Date(2026, 10, 21, 12).getTime();
const midnight = new Date(2026, 10, 21).getTime();
const day = 86_400_000;

const task = (id: string, title: string, set: Partial<Task> = {}): Task =>
  makeTask(id, { title, milestone: "shop#m1", ...set });

const rates = task("rate-limit", "Rate-limit the login endpoint", { priority: 0 });
const rounding = task("rounding", "通貨の丸めを十進法に移す");
const refunds = task("refunds", "Idempotent refunds for partial captures 🎉");
const receipts = task("receipts", "Snapshot tests for receipts", { milestone: "shop#m2" });
const chargebacks = task("chargebacks", "Backfill chargeback reason codes", {
  dependsOn: ["refunds"],
  milestone: "shop#m2",
});
const docs = task("docs", "Document the dispute webhooks", { priority: 3, milestone: "shop#m2" });
const fraud = task("fraud", "Remove the old fraud client");
const held = task("payouts", "Payout report as CSV", { hold: true });

const meter: Meter = {
  ...emptyMeter("claude-sonnet-5-5", { window: 200_000 }),
  usage: { input: 12_000, cacheWrite: 30_000, cacheRead: 400_000, output: 9000 },
  microUsd: 640_000,
  priced: true,
  turns: 14,
  context: 126_000,
};

const renamed = (events: readonly Event[], slot: number): readonly Event[] =>
  events.map((event) => (event.kind === "attempt.claimed" ? { ...event, slot } : event));

const proved = (events: readonly Event[]): readonly Event[] =>
  events.map((event) => (event.kind === "attempt.unproved" ? { ...event, proof } : event));

const grownFleet = (): Grown => {
  const grown = new Grown();
  grown.now = noon;
  const all = [rates, rounding, refunds, receipts, chargebacks, docs, fraud, held];
  const news = { branch: "main", tip: "1234567890abcdef", landed: [], vanished: [] };
  return grown.fold(
    { kind: "target.observed", news },
    { kind: "day.began", from: midnight, until: midnight + day },
    { kind: "tasks.changed", set: all, gone: [] },
    ...toDone(receipts),
    ...toFailed(fraud, finalRest()),
    ...proved(toReview(rates)),
    ...renamed(toWorking(refunds), 1),
    { kind: "attempt.metered", key: "refunds@1", meter },
    ...renamed(toVerifying(rounding), 2),
  );
};

const roadmaps: readonly Roadmap[] = [
  {
    id: "shop",
    title: "The shop",
    file: "roadmaps/shop.md",
    milestones: [
      {
        id: "m1",
        title: "Milestone 1: safe payments",
        line: 3,
        items: [{ text: "threat model", done: true, line: 4 }],
      },
      { id: "m2", title: "Milestone 2: disputes", line: 8, items: [] },
    ],
  },
];

const texts: Readonly<Record<Exclude<Need["kind"], "actions" | "forecast" | "log">, readonly string[]>> = {
  file: [
    "---",
    "title: Rate-limit the login endpoint",
    "---",
    "Five tries a minute, then 429.",
    "## Acceptance criteria",
    "- [ ] `npm test` passes",
    "- [ ] the limit is told in the answer",
  ],
  diff: [
    "diff --git a/src/login.ts b/src/login.ts",
    "@@ -8,3 +8,5 @@",
    " export const login = async (request) => {",
    "-  return check(request);",
    "+  const left = await limit.take(request.ip);",
    "+  if (left < 0) return tooMany(request);",
    "+  return check(request);",
  ],
};

const log: readonly string[] = [
  "I look at how refunds are written first.",
  "✓ read src/refund.ts",
  "--- turn 13: 5260 tokens in (4800 cached), 220 out; $0.60 so far, context 61 %",
  "✓ bash npm test",
  "\x1b[31mTwo refunds share one key;\x1b[0m a unique index ends that.",
];

const actions = [
  {
    tool: "read",
    subject: "src/refund.ts",
    said: "",
    input: "file_path: src/refund.ts",
    output: "export const refund = …",
    ok: true,
  },
  {
    tool: "bash",
    subject: "npm test",
    said: "What is red now?",
    input: "command: npm test",
    output: "1 failed, 64 passed",
    ok: false,
  },
  {
    tool: "write",
    subject: "migrations/7.sql",
    said: "A unique index ends that.",
    input: "file_path: migrations/7.sql\ncontent:\n  CREATE UNIQUE INDEX refund_key;",
    output: "wrote 41 bytes",
    ok: true,
  },
];

const hour = { low: 5400, middle: 7200, high: 10_800 };

const ahead = {
  all: { tasks: 9, usd: { low: 3.1, middle: 4.2, high: 6.2 }, seconds: hour },
  milestones: [],
};

const found = (need: Need): Found => {
  if (need.kind === "forecast") return { kind: "there", lines: [], activity: [], ahead };
  if (need.kind === "actions") return { kind: "there", lines: [], activity: [], actions };
  const lines = need.kind === "log" ? log : texts[need.kind];
  return { kind: "there", lines, activity: need.kind === "log" ? [1, 4, 2, 8, 5, 9, 3] : [] };
};

const wide = { width: 120, height: 40 };
const small = { width: 80, height: 24 };

type Given = {
  readonly size: typeof wide;
  readonly where: string;
  readonly keys?: readonly string[];
  readonly ascii?: true;
};

/** The screens that are kept: where the room is opened, and what is pressed there. */
const given: Readonly<Record<string, Given>> = {
  overview: { size: wide, where: "overview" },
  "overview small": { size: small, where: "overview" },
  queue: { size: wide, where: "queue" },
  "queue ascii": { size: small, where: "queue", ascii: true },
  "roadmap small": { size: small, where: "roadmap" },
  "task small": { size: small, where: "chargebacks" },
  attempt: { size: wide, where: "refunds@1" },
  "action small": { size: small, where: "refunds@1/3" },
  reviews: { size: wide, where: "reviews" },
  budgets: { size: wide, where: "budgets" },
  "help small": { size: small, where: "overview", keys: ["?"] },
};

export const goldenNames: readonly string[] = Object.keys(given);

/** What one of the kept screens shows. */
export const goldenText = (name: string): string => {
  const { size, where, keys = [], ascii } = given[name] as Given;
  const { state, now, events } = grownFleet();
  const scene = sceneOf(state, { now, events, roadmaps, found });
  const room = new TestRoom(scene, size, ascii === true ? asciiLook : unicode);
  room.ui = uiAt(scene, where, size);
  return room.press(...keys).text();
};

/** The file that it is kept in. */
export const goldenFile = (name: string): URL => new URL(`${name.replaceAll(" ", "-")}.txt`, import.meta.url);
