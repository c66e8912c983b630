import fc from "fast-check";
import { expect, test } from "vitest";
import { isVerdict, type Deed, type Verdict } from "../../../src/core/handoff/action.ts";
import { decide } from "../../../src/core/handoff/decide.ts";
import type { CheckState, Handoff, Pull, Seen, SeenCheck } from "../../../src/core/handoff/seen.ts";
import type { Word } from "../../../src/core/handoff/command.ts";
import { heardIn, unheard } from "../../../src/core/handoff/heard.ts";
import { labels, policyContext } from "../../../src/core/handoff/words.ts";
import { bodyOf } from "../../../src/core/handoff/island.ts";
import { handoff, now } from "./situation.ts";

const oid = fc.constantFrom("m1", "m2", "t1", "t2", "stranger");
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const flag = fc.boolean();

const checkOf = (name: string): fc.Arbitrary<SeenCheck> =>
  fc.record({
    name: fc.constant(name),
    state: fc.constantFrom<CheckState>("pending", "green", "red", "skipped", "lost", "held"),
    since: fc.constantFrom(now - 1000, now - 60_000, now - 10 * 3_600_000),
    run: fc.record({ id: fc.constant(1), tries: fc.integer({ min: 1, max: 4 }) }),
  });

const checks = fc
  .subarray(["traffic verify", "lint", policyContext])
  .chain((names) => fc.tuple(...names.map(checkOf)));

const pullOf: fc.Arbitrary<Pull> = fc
  .record({
    number: fc.constant(7),
    url: fc.constant("https://github.test/o/r/pull/7"),
    state: fc.constantFrom("open", "open", "open", "closed", "merged"),
    head: oid,
    target: fc.constantFrom("main", "main", "next"),
    body: fc.constantFrom("", bodyOf(handoff)),
    labels: fc.subarray([...Object.values(labels), "bug"]),
    draft: flag,
    commit: some(oid),
    way: fc.constantFrom("clear", "clear", "conflict", "behind", "blocked", "unknown"),
    queued: flag,
    ejected: some(fc.record({ why: fc.constant("it failed"), conflict: flag })),
    auto: flag,
  })
  .map((pull) => JSON.parse(JSON.stringify(pull)) as Pull);

const spoken = fc
  .array(
    fc.record({
      by: fc.constantFrom("ann", "eve`<!--"),
      word: some(fc.constantFrom<Word>("retry", "hold", "release", "cancel", "status")),
      may: flag,
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map((one, at) => ({ ...one, id: at + 1 })));

const seen: fc.Arbitrary<Seen> = fc
  .record({
    now: fc.constant(now),
    branch: some(oid),
    ours: flag,
    target: fc.constantFrom("t1", "t1", "t2"),
    rules: fc.record({
      queue: flag,
      strict: flag,
      checks: fc.subarray(["lint", policyContext]),
      approvals: fc.integer({ min: 0, max: 1 }),
      auto: flag,
    }),
    pull: some(pullOf),
    policy: some(
      fc.record({ state: fc.constantFrom("success", "pending"), since: fc.constant(now - 60_000) }),
    ),
    checks,
    redOnBase: fc.subarray(["traffic verify", "lint"]),
    notes: fc.array(fc.record({ id: fc.integer({ min: 1, max: 9 }), text: fc.string() }), { maxLength: 2 }),
    heard: fc.record({
      upTo: fc.integer({ min: 0, max: 2 }),
      more: some(fc.integer({ min: 0, max: 2 })),
      off: some(fc.record({ n: fc.constantFrom(1, 2), by: fc.constant("ann") })),
    }),
    commands: spoken,
  })
  .map((found) => JSON.parse(JSON.stringify(found)) as Seen);

const turn = flag.map((mayMerge): Handoff => ({ ...handoff, mayMerge }));

/** Whether all that is demanded of this very commit is green, and nothing is red. */
const isProved = ({ checks, rules }: Seen): boolean =>
  [...handoff.checks, ...rules.checks.filter((name) => name !== policyContext)].every((name) =>
    checks.some((check) => check.name === name && ["green", "skipped"].includes(check.state)),
  ) &&
  handoff.checks.every((name) => checks.some((check) => check.name === name && check.state === "green")) &&
  checks.every(({ name, state }) => name === policyContext || state === "green" || state === "skipped");

const onto = new Set(["merge", "enqueue", "auto_merge"]);

test("only the proved commit is sent onto the target, and only with every demanded check green", () => {
  fc.assert(
    fc.property(turn, seen, (wanted, found) => {
      const action = decide(wanted, found);
      if (!onto.has(action.kind)) return;
      expect(action).toMatchObject({ sha: wanted.sha });
      expect(isProved(found)).toBe(true);
      expect(found.pull).toMatchObject({
        state: "open",
        head: wanted.sha,
        target: "main",
        draft: false,
        queued: false,
      });
      expect(found.pull?.labels).not.toContain(labels.hold);
      if (action.kind === "merge") expect([found.target, wanted.mayMerge]).toEqual([wanted.base, true]);
    }),
    { numRuns: 3000 },
  );
});

test("a commit that a person pushed is never pushed over, and nothing is pushed unseen", () => {
  fc.assert(
    fc.property(turn, seen, (wanted, found) => {
      const action = decide(wanted, found);
      if (action.kind !== "push") return;
      expect(found.branch === undefined || found.ours).toBe(true);
      expect(action.expect).toBe(found.branch);
    }),
    { numRuns: 2000 },
  );
});

type Of<K extends Deed["kind"]> = Extract<Deed, { kind: K }>;

const change = (found: Seen, over: (pull: Pull) => Partial<Pull>): Seen =>
  found.pull === undefined ? found : { ...found, pull: { ...found.pull, ...over(found.pull) } };

const rerun = (found: Seen, run: number, state: CheckState): Seen => ({
  ...found,
  checks: found.checks.map((check) =>
    check.run?.id === run ? { ...check, state, since: found.now } : check,
  ),
});

const unlabelled: Pull = {
  number: 8,
  url: "https://github.test/o/r/pull/8",
  state: "open",
  head: "",
  target: "main",
  body: "",
  labels: [],
  draft: false,
  way: "clear",
  queued: false,
  auto: false,
};

/** What GitHub shows after a deed was done. */
const effects: { readonly [K in Deed["kind"]]: (found: Seen, deed: Of<K>) => Seen } = {
  push: (found, { sha }) => ({
    ...change(found, ({ state }) => (state === "open" ? { head: sha } : {})),
    branch: sha,
    ours: true,
  }),
  open: (found, { target, body }) => ({
    ...found,
    pull: { ...unlabelled, head: found.branch ?? "", target, body },
  }),
  describe: (found, { body }) => change(found, () => ({ body })),
  label: (found, { add }) => change(found, ({ labels }) => ({ labels: [...labels, ...add] })),
  unlabel: (found, { name }) =>
    change(found, ({ labels }) => ({ labels: labels.filter((label) => label !== name) })),
  status: (found, { state }) => ({ ...found, policy: { state, since: found.now } }),
  note: (found, { id, text }) => ({
    ...found,
    notes:
      id === undefined
        ? [{ id: 1, text }]
        : found.notes.map((note) => (note.id === id ? { ...note, text } : note)),
    heard: heardIn(text, handoff.task),
  }),
  rerun: (found, { run }) => rerun(found, run, "pending"),
  cancel_run: (found, { run }) => rerun(found, run, "lost"),
  enqueue: (found) => change(found, () => ({ queued: true })),
  auto_merge: (found) => change(found, () => ({ auto: true })),
  merge: (found) => ({ ...change(found, () => ({ state: "merged", commit: "landed" })), target: "landed" }),
  stop_merge: (found, { by }) => change(found, () => (by === "auto" ? { auto: false } : { queued: false })),
  close: (found) => change(found, () => ({ state: "closed" })),
  drop_branch: (found) => {
    const { branch: _, ...rest } = found;
    return rest;
  },
};

const after = (found: Seen, deed: Deed): Seen =>
  (effects[deed.kind] as (found: Seen, deed: Deed) => Seen)(found, deed);

/** Decides and acts until a verdict; throws where that never comes. */
const drive = (
  wanted: Handoff,
  found: Seen,
): { readonly verdict: Verdict; readonly found: Seen; readonly deeds: Deed[] } => {
  const deeds: Deed[] = [];
  for (let current = found; deeds.length < 16;) {
    const action = decide(wanted, current);
    if (isVerdict(action)) return { verdict: action, found: current, deeds };
    deeds.push(action);
    current = after(current, action);
  }
  throw new Error(`no end after ${deeds.map(({ kind }) => kind).join(" ")}`);
};

test("whatever GitHub shows, a few deeds lead to a verdict, and doing it all again does nothing more", () => {
  fc.assert(
    fc.property(turn, seen, (wanted, found) => {
      const first = drive(wanted, found);
      const again = drive(wanted, first.found);
      expect(again.deeds).toEqual([]);
      expect(again.verdict).toEqual(first.verdict);
    }),
    { numRuns: 3000 },
  );
});

test("who may not write to the repository is answered, and changes nothing else", () => {
  const strangers = seen.map((found): Seen => ({
    ...found,
    heard: unheard,
    commands: found.commands.map((command) => ({ ...command, may: false })),
  }));
  fc.assert(
    fc.property(turn, strangers, (wanted, found) => {
      const heard = drive(wanted, found);
      const alone = drive(wanted, { ...found, commands: [] });
      const beside = ({ deeds }: typeof heard) => deeds.filter(({ kind }) => kind !== "note");
      expect(beside(heard)).toEqual(beside(alone));
      expect(heard.verdict).toEqual(alone.verdict);
    }),
  );
});

test("every command at an open pull request is answered once, and a called off attempt is over", () => {
  fc.assert(
    fc.property(turn, seen, (wanted, found) => {
      if (found.pull?.state !== "open") return;
      const fresh = found.commands.filter(({ id }) => id > found.heard.upTo);
      const { verdict, found: end } = drive(wanted, found);
      if (end.pull?.state === "open") expect(end.heard.upTo).toBe(fresh.at(-1)?.id ?? end.heard.upTo);
      if (fresh.some(({ may, word }) => may && word === "cancel")) expect(verdict.kind).toBe("called_off");
      const last = fresh.findLast(({ may, word }) => may && (word === "hold" || word === "release"));
      if (last?.word === "hold") expect(["held", "called_off", "ask", "wait"]).toContain(verdict.kind);
    }),
    { numRuns: 2000 },
  );
});

test("with green checks and nobody in the way it ends merged, from wherever a crash left it", () => {
  const quiet = seen.map((any): Seen => {
    const { pull, policy: _, ...found } = any;
    const { ejected: _gone, ...mine } = pull ?? unlabelled;
    const calm = { state: "open", target: "main", way: "clear", draft: false, queued: false } as const;
    return {
      ...found,
      ...(pull === undefined
        ? {}
        : { pull: { ...mine, ...calm, head: found.branch ?? mine.head, labels: [] } }),
      ours: true,
      heard: unheard,
      commands: [],
      target: "t1",
      rules: { ...found.rules, queue: false, checks: [] },
      checks: [{ name: "traffic verify", state: "green", since: now - 60_000 }],
    };
  });
  fc.assert(
    fc.property(quiet, (found) => {
      const { verdict, deeds } = drive({ ...handoff, mayMerge: true }, found);
      expect(verdict).toMatchObject({ kind: "merged", commit: "landed" });
      expect(deeds.filter(({ kind }) => kind === "merge")).toHaveLength(1);
      expect(deeds.filter(({ kind }) => kind === "open").length).toBeLessThan(2);
    }),
  );
});
