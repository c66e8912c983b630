import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runWorkflows } from "../world/github/actions.ts";
import { Loopback } from "../world/github/loopback.ts";
import { deliver, freePort } from "../world/github/webhook.ts";
import { makeRepository, shellTask, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;
let github: Loopback | undefined;

afterEach(async () => {
  await repository?.traffic("down", "--now");
  repository?.remove();
  await github?.stop();
});

const settings = (more = ""): string =>
  `handoff: pr\ngithub: { poll_seconds: 1 }\nchecks: [sh check.sh]\n${more}`;

/** A repository with a remote at a GitHub of its own, and nothing to sign in with but that one's token. */
const begin = async (
  files: Readonly<Record<string, string>>,
): Promise<{ repo: Repository; hub: Loopback["hub"] }> => {
  github = await new Loopback().start();
  repository = makeRepository({ "traffic.yaml": settings(), "check.sh": "test ! -f bad\n", ...files });
  Object.assign(repository.env, github.env);
  repository.git("push", "-q", github.hub.gitDir, "main");
  repository.git("remote", "add", "origin", github.address);
  return { repo: repository, hub: github.hub };
};

test("a task goes from its file to a merged pull request, with red, rework and green on the way", async () => {
  const { repo, hub } = await begin({
    "tasks/greet.md": shellTask("echo $TRAFFIC_ATTEMPT > greet.txt"),
    "tasks/after.md": shellTask("cat greet.txt > after.txt", { depends_on: "[greet]" }),
  });
  hub.onHead = (pull) => {
    const begun = hub.begin(pull, "traffic verify");
    const isFirst = hub.git("show", `${pull.head}:greet.txt`) === "greet@1";
    hub.end(
      begun,
      isFirst && pull.branch === "traffic/greet" ? "failure" : "success",
      "##[error]too short a greeting\n",
    );
  };
  const { code, out } = await repo.traffic("run");
  expect(out).toContain("rejected: Rejected at GitHub by traffic verify");
  expect(out).toContain("pull request #1 was merged as");
  expect(code).toBe(0);
  expect([...hub.pulls.values()].map(({ branch, merged }) => [branch, merged !== undefined])).toEqual([
    ["traffic/greet", true],
    ["traffic/after", true],
  ]);
  expect(hub.comments).toHaveLength(2);
  expect(repo.git("rev-parse", "main").trim()).toBe(hub.tip("main"));
  expect(repo.git("status", "--porcelain")).toBe("");
  expect(repo.read("after.txt")).toBe("greet@2\n");
  expect(repo.read("results/greet/1.md")).toContain("too short a greeting");
  expect(repo.git("for-each-ref", "refs/traffic/offers", "refs/traffic/landing", "refs/heads/traffic")).toBe(
    "",
  );
  expect(await repo.traffic("audit")).toMatchObject({
    code: 0,
    out: expect.stringContaining("2 proofs, all whole."),
  });
  const { out: why } = await repo.traffic("why", "greet");
  expect(why).toContain("landed as");
  // Taken back by somebody at GitHub, it is a person's, and never runs again by itself.
  repo.git("revert", "--no-edit", "HEAD");
  repo.git("push", "-q", hub.gitDir, "main");
  expect((await repo.traffic("run")).code).toBe(1);
  expect((await repo.traffic("why", "after")).out).toContain("person: its landed result");
  expect(hub.pulls.size).toBe(2);
  expect(github?.violations).toEqual([]);
});

test("what waits for a person at GitHub ends the run, is told, and goes on from there", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("echo hi > greet.txt") });
  hub.rules.approvals = 1;
  hub.onHead = (pull) => {
    const begun = hub.begin(pull, "traffic verify");
    hub.end(begun, "success");
    Object.assign(begun.job, { completed: hub.now - 60_000 });
  };
  expect((await repo.traffic("run")).code).toBe(1);
  const { out } = await repo.traffic("ls", "--json");
  const [row] = (JSON.parse(out) as { tasks: unknown[] }).tasks;
  expect(row).toMatchObject({
    phase: "handover",
    reason: expect.stringContaining("an approving review"),
    answer: expect.stringContaining("/pull/1"),
  });
  expect((await repo.traffic("status")).out).toContain("an approving review");
  const pull = hub.pulls.get(1);
  if (pull !== undefined) Object.assign(pull, { approvals: 1 });
  expect((await repo.traffic("retry", "greet")).code).toBe(0);
  const ended = await repo.traffic("run");
  expect(ended).toMatchObject({ code: 0 });
  expect(repo.read("greet.txt")).toBe("hi\n");
});

test("a cancelled task's pull request is closed, and its work stays where it was pushed", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("echo hi > greet.txt") });
  const run = repo.start("run");
  const seen = Promise.withResolvers<void>();
  hub.onEvent = (event, action) => {
    if (event === "issue_comment" && action === "created") seen.resolve();
  };
  await seen.promise;
  expect((await repo.traffic("cancel", "greet")).code).toBe(0);
  expect((await run.ended).code).toBe(0);
  expect(hub.pulls.get(1)).toMatchObject({ state: "closed" });
  expect(hub.pulls.get(1)?.merged).toBeUndefined();
  expect(hub.tip("traffic/greet")).toBe(hub.pulls.get(1)?.head);
  expect(repo.git("rev-parse", "main").trim()).toBe(hub.tip("main"));
  // Tried again, it is pushed over what we pushed ourselves, and another pull request is opened.
  hub.onHead = (pull) => hub.end(hub.begin(pull, "traffic verify"), "success");
  expect((await repo.traffic("retry", "greet")).code).toBe(0);
  expect((await repo.traffic("run")).code).toBe(0);
  expect([...hub.pulls.values()].map(({ merged }) => merged !== undefined)).toEqual([false, true]);
});

test("a word in a comment calls a task off, if it is the word of somebody who may write", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("echo hi > greet.txt") });
  hub.collaborators.set("ann", "write");
  const ours = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  hub.onEvent = (event, action) => {
    if (event === "issue_comment" && action === "created") ours.resolve();
    if (hub.comments.some(({ body }) => body.includes("was not obeyed"))) answered.resolve();
  };
  const run = repo.start("run");
  await ours.promise;
  hub.say(1, "eve", "/traffic cancel");
  await answered.promise;
  expect(hub.pulls.get(1)?.state).toBe("open");
  hub.say(1, "ann", "/traffic cancel");
  const { code, out } = await run.ended;
  expect(out).toContain("ann called it off at #1");
  expect(code).toBe(0);
  expect(hub.pulls.get(1)).toMatchObject({ state: "closed" });
  expect((await repo.traffic("why", "greet")).out).toContain("cancelled");
});

const times = (text: string, part: string): number => text.split(part).length - 1;

test("without a remote nothing that needs one begins, what lands here does, and each page says once what is missing", async () => {
  const { repo } = await begin({
    "traffic.yaml": settings("slots: { agents: 1 }\n"),
    "tasks/one.md": shellTask("echo 1 > one.txt", { priority: "P0" }),
    "tasks/two.md": shellTask("echo 2 > two.txt", { priority: "P0" }),
    "tasks/here.md": shellTask("echo 3 > here.txt", { priority: "P4", handoff: "local" }),
  });
  repo.git("remote", "remove", "origin");
  const missing = "there is no remote origin";
  // Told before anything has run.
  expect(times((await repo.traffic("plan")).out, missing)).toBe(1);
  const run = await repo.traffic("run", "--json");
  expect(run.code).toBe(1);
  const lines = run.out.trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ done: ["here"], waiting: ["one", "two"] });
  expect(lines.filter((line) => line.includes('"attempt.claimed"'))).toHaveLength(1);
  for (const page of ["status", "report", "plan"])
    expect([page, times((await repo.traffic(page)).out, missing)]).toEqual([page, 1]);
  const why = (await repo.traffic("why", "one")).out;
  expect(why).toContain("Your turn: git remote add origin");
  expect(why).toContain("handoff: local");
});

test("a sign-in that comes while an engine runs is found, and what waited for it begins by itself", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("echo hi > greet.txt") });
  const token = repo.env["GITHUB_TOKEN"] ?? "";
  delete repo.env["GITHUB_TOKEN"];
  // What `gh` has to say once somebody has signed in with it.
  const folder = join(repo.env["HOME"] ?? "", "programs");
  mkdirSync(folder);
  writeFileSync(join(folder, "gh"), '#!/bin/sh\ncat "$HOME/signed-in"\n', { mode: 0o755 });
  repo.env["PATH"] = `${folder}:${repo.env["PATH"]}`;
  const offered = Promise.withResolvers<void>();
  hub.onHead = (pull) => {
    hub.end(hub.begin(pull, "traffic verify"), "success");
    offered.resolve();
  };
  expect((await repo.traffic("up")).code).toBe(0);
  // It follows that engine, until nothing more happens by itself.
  const { code, out } = await repo.traffic("run");
  expect(out).toContain("there is nothing to sign in to GitHub with");
  expect(code).toBe(1);
  expect(repo.git("for-each-ref", "refs/traffic")).toBe("");
  writeFileSync(join(repo.env["HOME"] ?? "", "signed-in"), `${token}\n`);
  await offered.promise;
  expect((await repo.traffic("run")).code).toBe(0);
  expect(repo.read("greet.txt")).toBe("hi\n");
});

test("commits that only this repository has are not taken along: the person is told", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("echo hi > greet.txt") });
  repo.write({ "mine.txt": "mine\n" });
  repo.commit("Mine");
  const { code, out } = await repo.traffic("run");
  expect(code).toBe(1);
  expect(out).toContain("Push them first (git push origin main)");
  expect(hub.pulls.size).toBe(0);
});

test("no command of a task is shown the token", async () => {
  const { repo, hub } = await begin({ "tasks/greet.md": shellTask("env > greet.txt") });
  hub.onHead = (pull) => hub.end(hub.begin(pull, "traffic verify"), "success");
  expect((await repo.traffic("run")).code).toBe(0);
  expect(repo.read("greet.txt")).toContain("TRAFFIC_ATTEMPT=greet@1");
  expect(repo.read("greet.txt")).not.toContain("ghp_");
});

test("doctor names what GitHub is ready for and every permission that is lacking, and makes nothing there", async () => {
  const { repo, hub } = await begin({});
  const all = await repo.traffic("doctor", "--github", "--json");
  expect(JSON.parse(all.out)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ about: "sign-in", level: "ok", message: "as traffic-bot, by GITHUB_TOKEN" }),
      expect.objectContaining({
        about: "workflow",
        level: "warning",
        repair: "traffic init --github, commit it and push",
      }),
      expect.objectContaining({ about: "rules", level: "warning" }),
    ]),
  });
  expect(all.code).toBe(0);
  expect((await repo.traffic("init", "--github")).code).toBe(0);
  repo.git("add", "-A");
  repo.git("commit", "-qm", "Set up");
  repo.git("push", "-q", hub.gitDir, "main");
  hub.rules.checks = ["traffic verify"];
  if (github !== undefined)
    github.fault = ({ method, path }) =>
      method !== "GET" && path.includes("/garden/")
        ? {
            kind: "answer",
            status: 403,
            body: { message: "Resource not accessible by personal access token" },
          }
        : undefined;
  const { code, out } = await repo.traffic("doctor", "--github");
  expect(code).toBe(1);
  expect(out).toContain("commit statuses, write: no (403 Resource not accessible by personal access token)");
  for (const permission of ["commit statuses", "pull requests", "actions", "issues"])
    expect(out).toContain(`-> give the token the permission: ${permission}, write`);
  expect(out).toContain(".github/workflows/traffic-verify.yml is on main");
  expect([hub.pulls.size, hub.issues.size, hub.statuses.length, hub.comments.length]).toEqual([0, 0, 0, 0]);
  expect(out).not.toContain("ghp_");
  expect(github?.violations).toEqual([]);
});

test("init --github writes the workflow and says what is to be done at GitHub; what is there stays", async () => {
  repository = makeRepository({ "traffic.yaml": "checks: [true]\n" });
  const first = await repository.traffic("init", "--github");
  expect(first.out).toMatch(/written {2}.github\/workflows\/traffic-verify.yml/);
  expect(first.out).toContain("lacks    handoff: pr");
  expect(first.out).toContain("make `traffic verify` a required check of main");
  const workflow = repository.read(".github/workflows/traffic-verify.yml");
  expect(workflow).toContain("name: traffic verify");
  repository.write({ ".github/workflows/traffic-verify.yml": `${workflow}# mine\n` });
  expect((await repository.traffic("init", "--github")).out).toMatch(
    /kept +.github\/workflows\/traffic-verify.yml/,
  );
  expect(repository.read(".github/workflows/traffic-verify.yml")).toContain("# mine");
  repository.remove();
  repository = makeRepository({});
  expect((await repository.traffic("init", "--github")).code).toBe(0);
  expect(repository.read("traffic.yaml")).toContain("\nhandoff: pr\n");
});

test("the shipped workflow is the second witness: what only it sees red is worked on again, then green and merged", async () => {
  const { repo, hub } = await begin({
    "traffic.yaml": settings("judge: [check.sh]\n"),
    // At GitHub it looks more closely.
    "check.sh": 'if [ -n "$CI" ] && grep -q @1 greet.txt; then echo "too short a greeting"; exit 1; fi\n',
    "tasks/greet.md": shellTask("echo $TRAFFIC_ATTEMPT > greet.txt", { verify: '["test -f greet.txt"]' }),
  });
  delete repo.env["CI"];
  expect((await repo.traffic("init", "--github")).code).toBe(0);
  repo.git("add", "-A");
  repo.git("commit", "-qm", "Set up GitHub");
  repo.git("push", "-q", hub.gitDir, "main");
  hub.rules.checks = ["traffic verify"];
  const runs = runWorkflows(hub);
  const { code, out } = await repo.traffic("run");
  await Promise.all(runs.finished);
  expect(out).toContain("rejected: Rejected at GitHub by traffic verify");
  expect(code).toBe(0);
  expect(repo.read("results/greet/1.md")).toContain("too short a greeting");
  expect(repo.read("greet.txt")).toBe("greet@2\n");
  const judged = runs.artifacts.map(
    (files) => JSON.parse(files.get("traffic-evidence") ?? "{}") as { verdict: string; tasks: string[] },
  );
  expect(judged).toMatchObject([
    { verdict: "rejected", tasks: ["greet"] },
    { verdict: "proved", tasks: ["greet"] },
  ]);
  expect([...hub.pulls.values()]).toMatchObject([{ merged: { commit: expect.any(String) } }]);
  expect(hub.comments).toHaveLength(1);
  expect((await repo.traffic("audit")).code).toBe(0);
  expect(github?.violations).toEqual([]);
});

test("a webhook is news as good as asking: signed, it makes the fleet look at once", async () => {
  const port = await freePort();
  const { repo, hub } = await begin({
    "traffic.yaml": `handoff: pr\ngithub: { poll_seconds: 3600, webhook_port: ${port} }\nchecks: [sh check.sh]\n`,
    "tasks/greet.md": shellTask("echo hi > greet.txt"),
  });
  repo.env["TRAFFIC_WEBHOOK_SECRET"] = "ours";
  const waits = Promise.withResolvers<void>();
  let begun: ReturnType<typeof hub.begin> | undefined;
  hub.onHead = (pull) => {
    begun = hub.begin(pull, "traffic verify");
  };
  hub.onEvent = (event, action) => {
    if (event === "issue_comment" && action === "created") waits.resolve();
  };
  const run = repo.start("run");
  await waits.promise;
  if (begun !== undefined) hub.end(begun, "success");
  const payload = {
    action: "completed",
    workflow_run: { head_branch: "traffic/greet" },
    repository: { full_name: "octo/garden" },
  };
  expect(await deliver(port, { event: "workflow_run", payload, secret: "theirs" })).toBe(401);
  // A first look may still be under way: what is delivered again with another name is news again.
  const deliveries = setInterval(
    () => void deliver(port, { event: "workflow_run", payload, secret: "ours" }),
    500,
  );
  expect((await run.ended).code).toBe(0);
  clearInterval(deliveries);
  expect(hub.pulls.get(1)?.merged).toBeDefined();
  expect(repo.read("greet.txt")).toBe("hi\n");
});
