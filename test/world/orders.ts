import type { Check } from "../../src/core/config.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { Proof } from "../../src/core/evidence.ts";
import type {
  EndOrder,
  Ground,
  LandOrder,
  PrepareOrder,
  RecordOrder,
  VerifyOrder,
  WorkOrder,
} from "../../src/core/order.ts";

export const ground: Ground = { target: "main", config: defaultConfig };

export const check = (name: string, own: Check["own"] = "repository"): Check => ({
  name,
  run: `run-${name}`,
  minutes: 1,
  own,
});

const proof: Proof = {
  base: "base",
  head: "head",
  candidate: "k",
  tree: "tree",
  changed: 1,
  judgesChanged: [],
  checks: [],
};

const spec = {
  title: "Do it",
  file: "tasks/a.md",
  agent: "shell",
  command: "true",
  touches: [],
  checks: [check("unit")],
  minutes: 1,
};

const common = { attempt: "a@2", task: "a", n: 2, turn: 7, ground };

const result = {
  task: "a",
  attempt: 2,
  title: "Do it",
  agent: "shell",
  outcome: "done",
  startedAt: 0,
  endedAt: 1,
  checks: [],
  judgesChanged: [],
  cost: { usd: 0, source: "none" },
} as const;

/** One order of each kind, for attempt 2 of task `a`, with what a test changes. */
export const orders = {
  prepare: (over: Partial<PrepareOrder> = {}): PrepareOrder => ({
    ...common,
    kind: "prepare",
    key: "a@2/preparing",
    slot: 0,
    ...over,
  }),
  work: (over: Partial<WorkOrder> = {}): WorkOrder => ({
    ...common,
    kind: "work",
    key: "a@2/working",
    slot: 0,
    base: "base",
    path: "/worktree",
    spec,
    ...over,
  }),
  verify: ({
    spec: mine,
    ...over
  }: Partial<Omit<VerifyOrder, "spec">> & { spec?: object } = {}): VerifyOrder => ({
    ...common,
    kind: "verify",
    key: "a@2/verifying",
    slot: 0,
    head: "head",
    spec: { ...spec, ...mine },
    ...over,
  }),
  land: (over: Partial<LandOrder> = {}): LandOrder => ({
    ...common,
    kind: "land",
    key: "a@2/landing",
    proof,
    title: "Do it",
    file: "tasks/a.md",
    result,
    ...over,
  }),
  end: (over: Partial<EndOrder> = {}): EndOrder => ({ ...common, kind: "end", key: "a@2/ending", ...over }),
  record: (over: Partial<RecordOrder> = {}): RecordOrder => ({
    key: "a@record/recording",
    turn: 7,
    task: "a",
    n: 2,
    ground,
    kind: "record",
    file: "tasks/a.md",
    title: "Do it",
    status: "failed",
    past: [],
    ...over,
  }),
};

export const failedResult = { ...result, outcome: "failed" as const };
