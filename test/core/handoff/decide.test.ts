import { expect, test } from "vitest";
import { isVerdict, type Action } from "../../../src/core/handoff/action.ts";
import { decide } from "../../../src/core/handoff/decide.ts";
import { bodyOf } from "../../../src/core/handoff/island.ts";
import { unheard } from "../../../src/core/handoff/heard.ts";
import { noteText } from "../../../src/core/handoff/note.ts";
import type { Handoff, Seen, SeenCheck } from "../../../src/core/handoff/seen.ts";
import { green, handoff, now, pull, seen, unopened } from "./situation.ts";

const check = (over: Partial<SeenCheck>): SeenCheck => ({ ...green, ...over });

/** What is decided once label and comment say what is to be said. */
const settled = (found: Seen, wanted: Handoff = handoff): Action => {
  let current = found;
  for (let left = 4; left > 0; left -= 1) {
    const action = decide(wanted, current);
    const { pull } = current;
    if (pull === undefined || isVerdict(action)) return action;
    if (action.kind === "note") current = { ...current, notes: [{ id: 1, text: action.text }] };
    else if (action.kind === "label")
      current = { ...current, pull: { ...pull, labels: [...pull.labels, ...action.add] } };
    else if (action.kind === "unlabel")
      current = { ...current, pull: { ...pull, labels: pull.labels.filter((name) => name !== action.name) } };
    else return action;
  }
  throw new Error("it does not settle");
};

type Row = readonly [what: string, found: Seen, expected: object, over?: Partial<Handoff>];

const rows: readonly Row[] = [
  // over
  [
    "merged, its branch still there",
    seen({ pull: pull({ state: "merged", commit: "c" }) }),
    { kind: "drop_branch", branch: "traffic/greet", sha: "m2", commit: "c" },
  ],
  [
    "merged, its branch gone",
    unbranched({ pull: pull({ state: "merged", commit: "c" }) }),
    { kind: "merged", commit: "c" },
  ],
  [
    "merged, its branch used by somebody else since",
    seen({ branch: "x", ours: false, pull: pull({ state: "merged", commit: "c" }) }),
    { kind: "merged", commit: "c" },
  ],
  [
    "merged by a person with other work",
    seen({ branch: "m1", pull: pull({ state: "merged", head: "m1", commit: "c" }) }),
    { kind: "superseded" },
  ],
  [
    "closed by a person",
    seen({ pull: pull({ state: "closed" }) }),
    { kind: "closed", why: "#7 was closed without being merged" },
  ],
  [
    "an earlier one was closed",
    seen({ pull: pull({ state: "closed", head: "m1" }) }),
    { kind: "open", branch: "traffic/greet", target: "main" },
  ],
  // delivered
  ["no branch yet", unbranched({ pull: undefined }), { kind: "push", branch: "traffic/greet", sha: "m2" }],
  [
    "the branch holds our last attempt",
    seen({ branch: "m1", pull: pull({ head: "m1" }) }),
    { kind: "push", sha: "m2", expect: "m1" },
  ],
  [
    "the branch holds a stranger's commit",
    seen({ branch: "x", ours: false }),
    { kind: "ask", why: "somebody pushed x to traffic/greet, and it is not overwritten" },
  ],
  [
    "an earlier commit waits in the queue",
    seen({ branch: "m1", pull: pull({ head: "m1", queued: true }) }),
    { kind: "wait", why: "an earlier commit of it is in the merge queue" },
  ],
  // the pull request
  ["pushed, no pull request", unopened(), { kind: "open", title: "Greet by name", body: bodyOf(handoff) }],
  [
    "it points elsewhere now",
    seen({ pull: pull({ target: "next" }) }),
    { kind: "ask", why: "#7 is to reach next now, and its work was proved for main" },
  ],
  ["GitHub has not seen the push", seen({ pull: pull({ head: "m1" }) }), { kind: "wait", again: 5000 }],
  [
    "its island is of the last attempt",
    seen({ pull: pull({ body: `Mine.\n${bodyOf({ ...handoff, n: 1, sha: "m1" }).split("\n\n")[1]}` }) }),
    { kind: "describe", body: `Mine.\n${bodyOf(handoff).split("\n\n")[1]}` },
  ],
  ["its label is missing", seen({ pull: pull({ labels: ["bug"] }) }), { kind: "merge" }],
  [
    "GitHub was not told our verdict",
    unjudged(),
    { kind: "status", sha: "m2", state: "success", text: "Proved by attempt 2: 1 check green on t1" },
  ],
  ["a person holds it", seen({ pull: pull({ labels: ["traffic", "traffic:hold"] }) }), { kind: "held" }],
  [
    "a person holds what GitHub would merge by itself",
    seen({ pull: pull({ labels: ["traffic", "traffic:hold"], auto: true }) }),
    { kind: "stop_merge", by: "auto" },
  ],
  [
    "a person holds what waits in the queue",
    seen({ pull: pull({ labels: ["traffic", "traffic:hold"], queued: true }) }),
    { kind: "stop_merge", by: "queue" },
  ],
  ["it is a draft", seen({ pull: pull({ draft: true }) }), { kind: "held" }],
  ["it waits in the queue", seen({ pull: pull({ queued: true }) }), { kind: "wait" }],
  [
    "the queue put it out",
    seen({
      rules: { ...seen().rules, queue: true },
      pull: pull({ ejected: { why: "failed checks", conflict: false } }),
    }),
    { kind: "red", checks: [{ name: "merge queue" }] },
  ],
  [
    "the queue put it out for a conflict",
    seen({ target: "t2", pull: pull({ ejected: { why: "conflict", conflict: true } }) }),
    { kind: "moved" },
  ],
  [
    "in conflict with a target that moved",
    seen({ target: "t2", pull: pull({ way: "conflict" }), checks: [] }),
    { kind: "moved" },
  ],
  [
    "said to be in conflict with where it was proved",
    seen({ pull: pull({ way: "conflict" }) }),
    { kind: "wait", again: 5000 },
  ],
  // checks
  [
    "a check is red",
    seen({ checks: [green, check({ name: "lint", state: "red" })] }),
    { kind: "red", checks: [{ name: "lint" }] },
  ],
  [
    "it is red without the work too",
    seen({ checks: [check({ state: "red" })], redOnBase: ["traffic verify"] }),
    { kind: "held", answer: "mend main" },
  ],
  [
    "it was red without the work, and the target has moved",
    seen({ target: "t2", checks: [check({ state: "red" })], redOnBase: ["traffic verify"] }),
    { kind: "moved" },
  ],
  [
    "a run waits for approval",
    seen({ checks: [check({ state: "held", url: "u" })] }),
    { kind: "ask", answer: "approve it: u" },
  ],
  [
    "a run was lost",
    seen({ checks: [check({ state: "lost", run: { id: 3, tries: 1 } })] }),
    { kind: "rerun", run: 3 },
  ],
  [
    "a run was lost three times",
    seen({ checks: [check({ state: "lost", run: { id: 3, tries: 3 } })] }),
    { kind: "ask" },
  ],
  [
    "a check is under way",
    seen({ checks: [check({ state: "pending" })] }),
    { kind: "wait", why: "waits for traffic verify" },
  ],
  [
    "a run does not end",
    seen({ checks: [check({ state: "pending", since: now - 3 * 3_600_000, run: { id: 3, tries: 1 } })] }),
    { kind: "cancel_run", run: 3 },
  ],
  [
    "a check that is no run does not end",
    seen({ checks: [green, check({ name: "ext", state: "pending", since: now - 3 * 3_600_000 })] }),
    { kind: "ask" },
  ],
  [
    "the demanded check has not begun",
    seen({ checks: [] }),
    { kind: "wait", why: "waits for traffic verify to begin" },
  ],
  [
    "it has not begun for long",
    seen({ checks: [], policy: { state: "success", since: now - 200_000 } }),
    { kind: "ask", why: "traffic verify has not begun" },
  ],
  [
    "GitHub demands another one",
    seen({ rules: { ...seen().rules, checks: ["build"] } }),
    { kind: "wait", why: "waits for build to begin" },
  ],
  [
    "the demanded check was skipped",
    seen({ checks: [check({ state: "skipped" })] }),
    { kind: "ask", why: "traffic verify was skipped: it proves nothing" },
  ],
  [
    "another was skipped",
    seen({ checks: [green, check({ name: "docs", state: "skipped" })] }),
    { kind: "merge" },
  ],
  // the way onto the target
  [
    "whether it can be merged is not known",
    seen({ pull: pull({ way: "unknown" }) }),
    { kind: "wait", again: 5000 },
  ],
  [
    "a review is missing",
    seen({ pull: pull({ way: "blocked" }), rules: { ...seen().rules, approvals: 1 } }),
    { kind: "ask", why: "GitHub does not let #7 be merged without an approving review" },
  ],
  [
    "a review is missing and GitHub may merge by itself",
    seen({
      pull: pull({ way: "blocked" }),
      rules: { ...seen().rules, approvals: 1, strict: true, auto: true },
    }),
    { kind: "auto_merge", sha: "m2" },
  ],
  [
    "it does so already",
    seen({
      pull: pull({ way: "blocked", auto: true }),
      rules: { ...seen().rules, approvals: 1, strict: true, auto: true },
    }),
    { kind: "ask" },
  ],
  [
    "blocked, but only just green",
    seen({ pull: pull({ way: "blocked" }), checks: [check({ since: now - 1000 })] }),
    { kind: "wait", again: 5000 },
  ],
  [
    "there is a merge queue",
    seen({ target: "t2", rules: { ...seen().rules, queue: true } }),
    { kind: "enqueue", pull: 7, sha: "m2" },
  ],
  ["green, not its turn", seen({ target: "t2" }), { kind: "ready" }, { mayMerge: false }],
  ["green, its turn, the target has moved", seen({ target: "t2" }), { kind: "moved" }],
  [
    "green, its turn, GitHub is behind",
    seen({ pull: pull({ way: "behind" }) }),
    { kind: "wait", again: 5000 },
  ],
  [
    "green, its turn",
    seen(),
    { kind: "merge", pull: 7, sha: "m2", method: "squash", title: "Greet by name (#7)" },
  ],
];

function unbranched(over: Parameters<typeof seen>[0] = {}): Seen {
  const { branch: _, ...rest } = "pull" in over && over.pull === undefined ? unopened() : seen(over);
  return rest;
}

function unjudged(): Seen {
  const { policy: _, ...rest } = seen();
  return rest;
}

test.each(rows.map((row) => ({ what: row[0], row })))("$what", ({ row: [, found, expected, over] }) => {
  expect(settled(found, { ...handoff, ...over })).toMatchObject(expected);
});

test("a missing label comes before all that needs no answer", () => {
  expect(decide(handoff, seen({ pull: pull({ labels: [] }) }))).toEqual({
    kind: "label",
    pull: 7,
    add: ["traffic"],
  });
});

test("a person is called by label and comment before the verdict is told, and called off after", () => {
  const lost = seen({ checks: [check({ state: "lost" })] });
  expect(decide(handoff, lost)).toEqual({ kind: "label", pull: 7, add: ["traffic:needs-human"] });
  const called = pull({ labels: ["traffic", "traffic:needs-human"] });
  expect(decide(handoff, { ...lost, pull: called })).toMatchObject({
    kind: "note",
    text: expect.stringContaining("Waits for a person"),
  });
  const pending = seen({ checks: [check({ state: "pending" })], pull: called });
  expect(decide(handoff, pending)).toEqual({ kind: "unlabel", pull: 7, name: "traffic:needs-human" });
});

test("the one comment is edited in place, and only when the verdict is another", () => {
  const waits = seen({ checks: [check({ state: "pending" })] });
  const text = noteText(handoff, { kind: "wait", why: "waits for anything", again: 1 }, unheard);
  expect(
    decide(handoff, {
      ...waits,
      notes: [
        { id: 4, text },
        { id: 5, text: "again" },
      ],
    }),
  ).toMatchObject({ kind: "wait" });
  const red = seen({ checks: [check({ state: "red" })], notes: [{ id: 4, text }] });
  expect(decide(handoff, red)).toMatchObject({
    kind: "note",
    id: 4,
    text: expect.stringContaining("Rejected"),
  });
});

test("nothing a task is called can end the comment that it stands in", () => {
  const body = bodyOf({ ...handoff, task: "a --> <script>" });
  expect(body.match(/-->/g)).toHaveLength(1);
});
