import { bodyOf } from "../../../src/core/handoff/island.ts";
import { unheard } from "../../../src/core/handoff/heard.ts";
import type { Handoff, Pull, Seen, SeenCheck } from "../../../src/core/handoff/seen.ts";

export const now = 1_000_000_000;

export const handoff: Handoff = {
  task: "greet",
  n: 2,
  branch: "traffic/greet",
  target: "main",
  sha: "m2",
  base: "t1",
  title: "Greet by name",
  text: "What to do.",
  proof: "1 check green on t1",
  message: "Traffic-Task: greet\nTraffic-Attempt: greet@2",
  method: "squash",
  checks: ["traffic verify"],
  mayMerge: true,
};

export const green: SeenCheck = { name: "traffic verify", state: "green", since: now - 60_000 };

export const pull = (over: Partial<Pull> = {}): Pull => ({
  number: 7,
  url: "https://github.test/o/r/pull/7",
  state: "open",
  head: "m2",
  target: "main",
  body: bodyOf(handoff),
  labels: ["traffic"],
  draft: false,
  way: "clear",
  queued: false,
  auto: false,
  ...over,
});

/** Everything delivered and green, but for what a test changes. `pull: undefined` takes it away. */
export const seen = ({
  pull: over,
  ...rest
}: Partial<Omit<Seen, "pull">> & { pull?: Pull | undefined } = {}): Seen => ({
  now,
  branch: "m2",
  ours: true,
  target: "t1",
  rules: { queue: false, strict: false, checks: [], approvals: 0, auto: false },
  pull: over ?? pull(),
  policy: { state: "success", since: now - 120_000 },
  checks: [green],
  redOnBase: [],
  notes: [],
  heard: unheard,
  commands: [],
  ...rest,
});

/** The same without a pull request. */
export const unopened = (over: Partial<Omit<Seen, "pull">> = {}): Seen => {
  const { pull: _, ...rest } = seen(over);
  return rest;
};
