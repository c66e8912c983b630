import { expect, test } from "vitest";
import { ci, Desk } from "./desk.ts";

test("from proved work to a merged pull request, by real git, as GitHub describes itself", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  const { order, told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(told).toMatchObject({
    kind: "waits",
    why: "waits for traffic verify to begin",
    pull: { number: 1 },
  });
  const pull = hub.pulls.get(1);
  if (pull === undefined) throw new Error("no pull request");
  expect(pull).toMatchObject({ branch: "traffic/greet", base: "main", title: "Greet", labels: ["traffic"] });
  expect(pull.body).toContain("Say hello to everyone.");
  expect(hub.statuses).toMatchObject([{ sha: order.commit, context: "traffic/policy", state: "success" }]);

  const check = hub.begin(pull, "traffic verify");
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "waits for traffic verify" });
  hub.end(check, "success");
  expect(await desk.play(order)).toMatchObject({ kind: "ready" });
  const merged = await desk.play({ ...order, mayMerge: true });
  expect(merged).toMatchObject({ kind: "merged", commit: hub.tip("main"), pull: { number: 1 } });
  expect(hub.tip("traffic/greet")).toBeUndefined();
  expect(hub.git("show", "main:results/greet/1.md")).toContain("outcome: done");
  expect(hub.git("show", "main:tasks/greet.md")).toContain("status: done");
  expect(hub.git("log", "-1", "--format=%s%n%b", "main")).toContain(
    "Greet (#1)\nTraffic-Task: greet\nTraffic-Attempt: greet@1",
  );
  expect(hub.comments).toHaveLength(1);
  expect(desk.github.violations).toEqual([]);
});

/** A task whose pull request was merged at GitHub, and the order that lands it here. */
const merged = async (desk: Desk) => {
  ci(desk, () => "success");
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }), { mayMerge: true });
  const told = await desk.play({ ...order, mayMerge: true });
  if (told.kind !== "merged") throw new Error(JSON.stringify(told));
  const { commit, pull } = told;
  return { ...order, kind: "land" as const, key: "greet@1/landing", commit, pull };
};

test("what was merged is brought to the person's checkout by the rules of a landing", async () => {
  const desk = await Desk.open();
  const land = await merged(desk);
  desk.write({ "greet.sh": "my own draft\n" });
  expect(await desk.play(land)).toMatchObject({ kind: "blocked", paths: ["greet.sh"] });
  expect(desk.read("greet.sh")).toBe("my own draft\n");
  desk.git("clean", "-fq", "greet.sh");
  expect(await desk.play(land)).toMatchObject({ kind: "landed", commit: land.commit });
  expect(desk.git("rev-parse", "main")).toBe(land.commit);
  expect(desk.git("status", "--porcelain")).toBe("");
  expect(desk.git("for-each-ref", "refs/traffic/offers", "refs/traffic/landing")).toBe("");
  expect(await desk.play(land)).toMatchObject({ kind: "landed" });
});

test("a target with commits of the person's own is not forced: they are told", async () => {
  const desk = await Desk.open();
  const land = await merged(desk);
  desk.commit({ "mine.txt": "mine\n" });
  expect(await desk.play(land)).toMatchObject({
    kind: "blocked",
    why: expect.stringContaining("gone apart"),
  });
});

test("red at GitHub is a rejection with the failing log, short, plain and without secrets", async () => {
  const desk = await Desk.open();
  const at = "2026-11-21T10:00:00.0000000Z ";
  const log = [
    `${at}##[group]Run npm test`,
    `${at}hidden`,
    `${at}##[endgroup]`,
    ...Array.from({ length: 200 }, (_, n) => `${at}line ${n}`),
    `${at}\u001B[31mexpected 1, got 2\u001B[0m with token ghp_${"x".repeat(36)}`,
    `${at}##[error]Process completed with exit code 1.`,
  ].join("\n");
  ci(desk, () => "failure", log);
  const { told } = await desk.handOver(desk.work({ "greet.sh": "exit 1\n" }));
  if (told.kind !== "failed") throw new Error(JSON.stringify(told));
  expect(told.failure).toMatchObject({
    kind: "rejected",
    why: expect.stringContaining("Rejected at GitHub by traffic verify"),
  });
  const [details = ""] = told.failure.details ?? [];
  expect(details).toContain("expected 1, got 2 with token [redacted]");
  expect(details).not.toContain("hidden");
  expect(details).not.toContain("line 100\n");
  expect(details.length).toBeLessThan(8200);
  expect(desk.github.hub.comments[0]?.body).toContain("Rejected");
  expect(desk.github.violations).toEqual([]);
});

test("the next attempt goes to the same pull request, and nothing is said twice", async () => {
  const desk = await Desk.open();
  ci(desk, (nth) => (nth === 1 ? "failure" : "success"));
  const first = await desk.handOver(desk.work({ "greet.sh": "exit 1\n" }));
  expect(first.told).toMatchObject({ kind: "failed" });
  const second = await desk.handOver(desk.work({ "greet.sh": "exit 0\n" }), { n: 2, mayMerge: true });
  expect(second.told).toMatchObject({ kind: "merged" });
  const { hub } = desk.github;
  expect(hub.pulls.size).toBe(1);
  expect(hub.comments).toHaveLength(1);
  expect(hub.pulls.get(1)?.body.match(/traffic:handoff/g)).toHaveLength(1);
  expect(desk.github.violations).toEqual([]);
});

test("a person's push is never overwritten, and comes to a person", async () => {
  const desk = await Desk.open();
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  const theirs = desk.push("traffic/greet", { "greet.sh": "echo theirs\n" });
  expect(await desk.play(order)).toMatchObject({
    kind: "waits",
    answer: expect.stringContaining("merge the pull request yourself"),
  });
  const again = await desk.handOver(desk.work({ "greet.sh": "echo again\n" }), { n: 2 });
  expect(again.told).toMatchObject({ kind: "waits", answer: expect.any(String) });
  expect(desk.github.hub.tip("traffic/greet")).toBe(theirs);
  expect(desk.github.hub.pulls.get(1)?.labels).toContain("traffic:needs-human");
});

test("a push that somebody was faster than is not forced", async () => {
  const desk = await Desk.open();
  let theirs: string | undefined;
  // Between the look and the push.
  desk.github.fault = ({ path }) => {
    if (theirs === undefined && path.endsWith("/info/refs")) {
      theirs = "";
      theirs = desk.push("traffic/greet", { "greet.sh": "echo theirs\n" });
    }
    return undefined;
  };
  const order = desk.order(await provedBefore(desk));
  const built = await desk.play(order);
  if (built.kind !== "built") throw new Error("M was not made");
  expect(await desk.play({ ...order, commit: built.commit })).toMatchObject({
    kind: "waits",
    answer: expect.any(String),
  });
  expect(desk.github.hub.tip("traffic/greet")).toBe(theirs);
});

const provedBefore = async (desk: Desk) => {
  const { fault } = desk.github;
  desk.github.fault = () => undefined;
  const proof = await desk.prove(desk.work({ "greet.sh": "echo hello\n" }));
  desk.github.fault = fault;
  return proof;
};

test("a target that moved is proved anew before it is merged", async () => {
  const desk = await Desk.open();
  ci(desk, () => "success");
  const { order, told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(told.kind).toBe("ready");
  desk.push("main", { "other.txt": "other\n" });
  expect(await desk.settle({ ...order, mayMerge: true })).toMatchObject({ kind: "moved" });
  desk.push("main", { "greet.sh": "echo bonjour\n" });
  expect(await desk.settle(order)).toMatchObject({ kind: "moved" });
});

test("what a person does with the pull request is followed: hold, close, merge", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  ci(desk, () => "success");
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  const pull = hub.pulls.get(1);
  if (pull === undefined) throw new Error("no pull request");
  pull.labels.push("traffic:hold");
  expect(await desk.play({ ...order, mayMerge: true })).toMatchObject({
    kind: "waits",
    why: "#1 has the label traffic:hold",
  });
  pull.labels = ["traffic"];
  hub.close(pull);
  expect(await desk.play(order)).toMatchObject({ kind: "failed", failure: { kind: "denied" } });
  pull.state = "open";
  hub.merge(pull, "merge", "Merged by hand");
  expect(await desk.play(order)).toMatchObject({ kind: "merged", commit: hub.tip("main") });
});

test("rules of the repository are kept: reviews, the methods it allows, its merge queue", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  ci(desk, () => "success");
  hub.rules.approvals = 1;
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  for (const job of hub.jobs) Object.assign(job, { completed: hub.now - 60_000 });
  expect(await desk.settle(order)).toMatchObject({
    kind: "waits",
    why: expect.stringContaining("an approving review"),
  });
  const pull = hub.pulls.get(1);
  if (pull === undefined) throw new Error("no pull request");
  pull.approvals = 1;
  hub.settings.squash = false;
  expect(await desk.play({ ...order, mayMerge: true })).toMatchObject({
    kind: "waits",
    answer: expect.any(String),
    why: expect.stringContaining("not allowed"),
  });
  hub.rules.queue = true;
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "#1 is in the merge queue" });
  pull.queued = false;
  pull.ejected = { why: "FAILED_CHECKS", at: hub.now + 1000 };
  expect(await desk.play(order)).toMatchObject({ kind: "failed", failure: { kind: "rejected" } });
  expect(desk.github.violations).toEqual([]);
});

test("where only what is up to date may be merged, GitHub is asked to merge by itself while a review is awaited", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  Object.assign(hub.rules, { approvals: 1, strict: true, checks: ["traffic verify"] });
  hub.settings.auto = true;
  ci(desk, () => "success");
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(await desk.play(order)).toMatchObject({ kind: "waits" });
  const pull = hub.pulls.get(1);
  if (pull?.auto === undefined) throw new Error("GitHub was not asked");
  pull.approvals = 1;
  hub.autoMerge(pull);
  expect(await desk.play(order)).toMatchObject({ kind: "merged", commit: hub.tip("main") });
});

test.each(["merge", "rebase", "squash"] as const)(
  "by %s the very tree that was proved reaches the target",
  async (merge) => {
    const desk = await Desk.open();
    desk.config = { ...desk.config, github: { ...desk.config.github, merge } };
    ci(desk, () => "success");
    const { order, told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }), {
      mayMerge: true,
    });
    expect(told.kind).toBe("merged");
    const { hub } = desk.github;
    expect(hub.git("rev-parse", "main^{tree}")).toBe(desk.git("rev-parse", `${order.commit}^{tree}`));
  },
);
