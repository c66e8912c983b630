import { expect, test } from "vitest";
import { exitCodeOf, summaryOf } from "../../src/views/summary.ts";
import { statusOf } from "../../src/views/status.ts";
import { finalRest, grow, toDone, toFailed, toLanding, toReview, toWorking } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

test("every task that is wanted is in one list, with why and what answers where it is not done", () => {
  const [good, bad, asking] = [makeTask("good"), makeTask("bad"), makeTask("asking")];
  const { state, now } = grow(
    good,
    bad,
    asking,
    makeTask("behind", { dependsOn: ["bad"] }),
    makeTask("said", { status: "done" }),
    makeTask("idea", { status: "draft" }),
    makeTask("dropped", { status: "cancelled" }),
  ).fold(...toDone(good), ...toFailed(bad, finalRest()), ...toReview(asking));
  const summary = summaryOf(state, [], now);
  expect(summary).toMatchObject({ done: ["good", "said"], failed: ["bad"], waiting: ["asking", "behind"] });
  expect(summary.reasons.get("bad")).toEqual({
    why: "the check `npm test` exited with 1",
    answer: "traffic logs bad, then traffic retry bad",
  });
  expect(summary.reasons.get("asking")?.answer).toContain("traffic approve asking");
  expect(summary.reasons.get("behind")?.why).toContain("bad (failed)");
  expect(exitCodeOf(summary)).toBe(1);
});

test("0 only when all that is wanted is done", () => {
  const task = makeTask("t");
  const code = (grown: ReturnType<typeof grow>, problems: Parameters<typeof summaryOf>[1] = []): number =>
    exitCodeOf(summaryOf(grown.state, problems, grown.now));
  expect(code(grow())).toBe(0);
  expect(code(grow(makeTask("idea", { status: "draft" })))).toBe(0);
  expect(code(grow(task).fold(...toDone(task)))).toBe(0);
  expect(code(grow(task))).toBe(1);
  expect(code(grow(makeTask("held", { hold: true })))).toBe(1);
  const unread = { code: "not_yaml", file: "tasks/x.md", line: 1, message: "m" };
  expect(code(grow(task).fold(...toDone(task)), [unread])).toBe(1);
});

test("status counts, and knows who works, who lands, what landed and what waits for a person", () => {
  const [done, busy, asking, next] = [
    makeTask("done"),
    makeTask("busy"),
    makeTask("asking"),
    makeTask("next"),
  ];
  const grown = grow(done, busy, asking, next).fold(
    ...toDone(done),
    ...toWorking(busy, 1),
    ...toReview(asking),
    ...toLanding(next),
    { kind: "lane.given", to: "next@1" },
  );
  const status = statusOf(grown.state, grown.now);
  expect(Object.fromEntries(status.counts)).toEqual({ landing: 1, working: 1, review: 1, done: 1 });
  expect(status.busy.map(({ task, phase }) => [task, phase])).toContainEqual(["busy", "working"]);
  expect(status).toMatchObject({ total: 4, lane: "next@1", paused: false, target: { branch: "main" } });
  expect(status.landed).toMatchObject([{ task: "done", attempt: 1, commit: "1a2b3c4d5e6f" }]);
  expect(status.people).toMatchObject([{ task: "asking" }]);
});

test("a landing that the checkout is in the way of waits for a person, with the paths", () => {
  const task = makeTask("t");
  const grown = grow(task).fold(...toLanding(task));
  const blocked = { why: "it would overwrite", paths: ["a.txt"], since: grown.now, until: grown.now + 2000 };
  grown.fold({ kind: "attempt.blocked", key: "t@1", blocked });
  const [plea] = statusOf(grown.state, grown.now).people;
  expect(plea?.answer).toContain("a.txt");
  expect(summaryOf(grown.state, [], grown.now).reasons.get("t")?.why).toContain("a.txt");
});
