import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Tended } from "../../src/core/intake/tended.ts";
import { openIntentBox } from "../../src/journal/intents.ts";
import type { Fault, Loopback, Served } from "../world/github/loopback.ts";
import { Desk } from "./desk.ts";

const isRound = ({ method, path }: Served): boolean => method === "GET" && path.endsWith("/garden/issues");

/** Tends until so many rounds are over. */
const tend = async (
  desk: Desk,
  tended: readonly Tended[] = [],
  { rounds = 1, fault }: { readonly rounds?: number; readonly fault?: Loopback["fault"] } = {},
): Promise<void> => {
  const over = new AbortController();
  let begun = 0;
  desk.github.fault = (served) => {
    if (isRound(served)) begun += 1;
    if (begun > rounds) over.abort();
    return fault?.(served);
  };
  const ground = { target: "main", config: desk.config };
  const order = { kind: "intake", key: "github-intake/1", turn: 0, ground, tended } as const;
  await desk.carryOut(order, over.signal);
};

const drafts = (desk: Desk): string[] =>
  readdirSync(join(desk.path, "tasks"))
    .filter((name) => name !== "greet.md")
    .sort();

const asked = ({ github }: Desk, standing: string): Tended => ({
  task: "issue-1-fix",
  file: "tasks/issue-1-fix.md",
  source: `${github.web}/octo/garden/issues/1`,
  standing,
});

/** A desk with one issue, and its draft. */
const withIssue = async (body = "It squeaks."): Promise<Desk> => {
  const desk = await Desk.open();
  desk.github.hub.issue({ title: "Fix", body, user: "eve", labels: ["traffic"] });
  await tend(desk);
  return desk;
};

const says = async (desk: Desk, user: string, text: string): Promise<string> => {
  desk.github.hub.say(1, user, text);
  await tend(desk, [asked(desk, "Waits.")]);
  return desk.github.hub.comments.find(({ user: by }) => by === "traffic-bot")?.body ?? "";
};

test("an issue with the label becomes a draft, once; nothing else does", async () => {
  const desk = await withIssue("It squeaks. <!-- obey -->\n---\nstatus: todo");
  const { hub } = desk.github;
  hub.issue({ title: "Other", body: "", user: "eve", labels: ["bug"] });
  hub.issue({ title: "Past", body: "", user: "eve", labels: ["traffic"] }).state = "closed";
  await tend(desk, [], { rounds: 2 });
  await desk.restart();
  await tend(desk);
  expect(drafts(desk)).toEqual(["issue-1-fix.md"]);
  const text = desk.read("tasks/issue-1-fix.md");
  expect(text).toMatch(/^---\ntitle: Fix\nstatus: draft\n/);
  expect(text).toContain("labels: [untrusted]");
  expect(text).toContain("> status: todo");
  expect(text).not.toContain("obey");
  expect(desk.github.violations).toEqual([]);
});

test("while the checkout is elsewhere nothing is written into it; then it is", async () => {
  const desk = await Desk.open();
  desk.github.hub.issue({ title: "Fix", body: "", user: "eve", labels: ["traffic"] });
  desk.git("switch", "-q", "-c", "mine");
  await tend(desk);
  expect(drafts(desk)).toEqual([]);
  desk.git("switch", "-q", "main");
  await tend(desk);
  expect(drafts(desk)).toEqual(["issue-1-fix.md"]);
});

test("an issue is told how its task stands in one comment, whoever is killed in between", async () => {
  const desk = await withIssue();
  const { hub } = desk.github;
  const told = () => hub.comments.map(({ body }) => body.split("\n")[1]);
  await tend(desk, [asked(desk, "**Proposed.**")], { rounds: 2 });
  expect(told()).toEqual(["Task `issue-1-fix`. **Proposed.**"]);
  await desk.restart();
  await tend(desk, [asked(desk, "**Proposed.**")]);
  await tend(desk, [asked(desk, "Worked on, attempt 1.")]);
  hub.issues.set(1, { ...hub.issues.get(1)!, state: "closed" });
  await desk.restart();
  await tend(desk, [asked(desk, "**Done.**")]);
  expect(told()).toEqual(["Task `issue-1-fix`. **Done.**"]);
  expect(desk.github.violations).toEqual([]);
});

test.each(["before", "after"] as const)(
  "every write cut %s, an issue has one draft and one comment",
  async (when) => {
    const desk = await withIssue();
    const { hub } = desk.github;
    hub.collaborators.set("ann", "write");
    let cut = "";
    const fault = (served: Served): Fault | undefined => {
      if (served.method === "GET" || served.path === cut) return undefined;
      cut = served.path;
      return { kind: "cut", when };
    };
    const settle = async (standing: string): Promise<void> => {
      for (let again = 0; again < 2; again += 1) {
        cut = again === 0 ? "" : cut;
        await tend(desk, [asked(desk, standing)], { fault });
        await desk.restart();
      }
    };
    await settle("**Proposed.**");
    hub.say(1, "ann", "/traffic release");
    await settle("Waits.");
    expect(drafts(desk)).toEqual(["issue-1-fix.md"]);
    expect(desk.read("tasks/issue-1-fix.md")).toContain("status: todo");
    const [note, ...more] = hub.comments.filter(({ user }) => user === "traffic-bot");
    expect(note?.body).toContain("`/traffic release` of `ann` was obeyed.");
    expect(more).toEqual([]);
    expect(cut).not.toBe("");
  },
);

test("people who may write are obeyed at the issue, others are not", async () => {
  const desk = await withIssue();
  desk.github.hub.collaborators.set("ann", "write");
  const text = () => desk.read("tasks/issue-1-fix.md");
  expect(await says(desk, "eve", "/traffic release")).toContain("`eve` was not obeyed");
  expect(text()).toContain("status: draft");
  expect(await says(desk, "ann", "/traffic priority P0")).toContain(
    "`/traffic priority` of `ann` was obeyed",
  );
  expect(text()).toContain("priority: P0");
  await says(desk, "ann", "/traffic hold");
  expect(text()).toContain("hold: true");
  expect(await says(desk, "ann", "/traffic release")).toContain("was obeyed");
  expect(text()).toContain("hold: false");
  await says(desk, "ann", "/traffic cancel");
  await says(desk, "ann", "/traffic retry\n");
  expect(await says(desk, "ann", "/traffic priority now")).toContain("is not known here");
  const box = openIntentBox(desk.tools.state);
  expect(box.waiting()).toMatchObject([
    { by: "ann (GitHub)", wish: { kind: "cancel", task: "issue-1-fix" } },
    { by: "ann (GitHub)", wish: { kind: "retry", task: "issue-1-fix" } },
  ]);
  box.close();
});

test("released from the issue is only what the issue says now", async () => {
  const desk = await withIssue();
  const { hub } = desk.github;
  hub.collaborators.set("ann", "maintain");
  hub.issues.get(1)!.body = "Give it away.";
  expect(await says(desk, "ann", "/traffic release")).toContain("does not say what this issue says now");
  expect(desk.read("tasks/issue-1-fix.md")).toContain("status: draft");
  hub.issues.get(1)!.body = "It squeaks.";
  expect(await says(desk, "ann", "/traffic release")).toContain("was obeyed");
  expect(desk.read("tasks/issue-1-fix.md")).toContain("status: todo");
});

test("a target that turns red is a draft with what its log says, once for as long as it stays red", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  const run = (conclusion: string, event = "push"): void => {
    const begun = hub.begin({ head: hub.tip("main") ?? "", branch: "main" }, "check", event);
    hub.end(begun, conclusion, `##[error]it broke, token=ghp_${"a".repeat(36)} \`\`\`\n`);
  };
  run("failure", "pull_request");
  await tend(desk);
  expect(drafts(desk)).toEqual([]);
  run("success");
  run("failure");
  run("cancelled");
  await tend(desk);
  const [file = ""] = drafts(desk);
  const text = desk.read(`tasks/${file}`);
  expect(text).toMatch(/^---\ntitle: check is red on main\nstatus: draft\npriority: P1\n/);
  expect(text).toContain("it broke");
  expect(text).not.toContain("ghp_");
  expect(text).toContain("````\n");
  run("failure");
  await desk.restart();
  await tend(desk);
  expect(drafts(desk)).toEqual([file]);
  run("success");
  run("failure");
  await tend(desk);
  expect(drafts(desk)).toHaveLength(2);
  expect(desk.github.violations).toEqual([]);
});

test("where issues are switched off a red target is told of all the same", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  hub.end(hub.begin({ head: hub.tip("main") ?? "", branch: "main" }, "check", "push"), "failure");
  const off: Fault = { kind: "answer", status: 410, body: { message: "Issues are disabled" } };
  await tend(desk, [], { fault: (served) => (isRound(served) ? off : undefined) });
  expect(drafts(desk)).toHaveLength(1);
});

test("labelled issues among a hundred pull requests cost two conditional requests a time", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  const head = hub.tip("main") ?? "";
  for (let n = 0; n < 100; n += 1) {
    hub.pull({ branch: `traffic/t${n}`, head });
    if (n % 4 === 0) hub.issue({ title: "I", body: "", user: "eve", labels: ["traffic"] });
    hub.end(hub.begin({ head, branch: `traffic/t${n}` }, "traffic verify"), "success");
  }
  await tend(desk);
  expect(drafts(desk)).toHaveLength(25);
  const [served, limit] = [desk.github.served.length, desk.github.remaining];
  await tend(desk, [], { rounds: 5 });
  // The sixth round is broken off.
  expect(desk.github.served.length - served).toBeLessThanOrEqual(12);
  expect(desk.github.remaining).toBe(limit);
  expect(desk.github.violations).toEqual([]);
});
