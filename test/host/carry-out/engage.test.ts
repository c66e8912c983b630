import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Adopted } from "../../../src/core/attempt.ts";
import type { ModelAgents, ModelEnd, ModelJob } from "../../../src/engine/ports/model-agents.ts";
import { emptyMeter } from "../../../src/core/meter.ts";
import { orders } from "../../world/orders.ts";
import { scratch } from "../world.ts";
import { theatre } from "./world.ts";

const meter = { ...emptyMeter("claude-haiku-5-5", { window: 1000 }), microUsd: 7, turns: 1 };
const text = "---\ntitle: Do it\n---\nThe body as the person has it.\n";
const digest = createHash("sha256").update(text).digest("hex");

const paidOrder = (over: object = {}, brief?: string) => {
  const order = orders.work();
  const terms = {
    model: "claude-haiku-5-5",
    turns: 9,
    microUsd: 5,
    task: { file: "tasks/a.md", digest },
    ...over,
  };
  return { ...order, spec: { ...order.spec, ...(brief === undefined ? {} : { brief }), terms } };
};

const play = async (
  end: ModelEnd,
  over: { files?: Record<string, string>; terms?: object; brief?: string; adopted?: Adopted } = {},
) => {
  const jobs: ModelJob[] = [];
  const models: ModelAgents = {
    run: (job, { progress }) => {
      jobs.push(job);
      progress({ meter, heard: ["m1"] });
      return Promise.resolve(end);
    },
    tell: () => undefined,
    end: () => Promise.resolve({ meter, heard: ["m1"] }),
    rest: () => Promise.resolve({ meter, heard: ["m1"] }),
  };
  const checkout = scratch();
  mkdirSync(join(checkout, "tasks"));
  writeFileSync(join(checkout, "tasks/a.md"), text);
  const git = { changes: [{ path: "a.txt", kind: "added" as const }], files: over.files ?? {} };
  const env = {
    PATH: "/bin",
    HOME: "/h",
    GITHUB_TOKEN: "t",
    ANTHROPIC_API_KEY: "k",
    GIT_DIR: "g",
    OTHER: "o",
  };
  const stage = theatre({ git, tools: { models, checkout, env } });
  const { adopted } = over;
  const report = await stage.play({
    ...paidOrder(over.terms, over.brief),
    ...(adopted === undefined ? {} : { adopted }),
  });
  return { ...stage, report, job: jobs[0] as ModelJob };
};

const finished: ModelEnd = {
  kind: "finished",
  meter,
  heard: [],
  commands: [{ command: "npm test", ok: true }],
};

test("what it has used is told meanwhile, what it did with its end, held against its word", async () => {
  const claims = { summary: "s", changed: ["b.txt"], checked: ["npm test"] };
  const { told, report } = await play({ ...finished, claims });
  expect(told[0]).toMatchObject({ report: { kind: "metered", meter, heard: ["m1"], attempt: "a@2" } });
  expect(report).toMatchObject({
    kind: "worked",
    heard: ["m1"],
    head: "head",
    account: {
      claims,
      files: ["a.txt"],
      commands: [{ command: "npm test", ok: true }],
      untrue: ["it says that it changed b.txt, which is as it was"],
    },
  });
});

test("it is told its agent's file, the repository's rules, the task, its checks and the brief", async () => {
  const files = {
    "base:AGENTS.md": "Be brief.",
    "base:CLAUDE.md": "Be kind.",
    "base:agents/x.md": "---\nname: x\n---\nYou are x.",
  };
  const agent = { file: "agents/x.md", digest: "d" };
  const { job } = await play(finished, { files, terms: { agent }, brief: "# What was tried before" });
  for (const part of ["You are x.", "AGENTS.md\n\nBe brief.", "CLAUDE.md\n\nBe kind."])
    expect(job.system).toContain(part);
  for (const part of ["# Do it", "The body as the person has it.", "`run-unit`", "# What was tried before"])
    expect(job.prompt).toContain(part);
  expect(job.prompt).not.toContain("title:");
});

test("of adopted work it is told where it is, and on a conflict how to see both sides", async () => {
  const merged = await play(finished, { adopted: { kind: "merged", commit: "c0de" } });
  expect(merged.job.prompt).toMatch(/# What was begun before\n\nEarlier work .* is in your worktree already/);
  expect(merged.job.prompt).toContain("`git diff base...c0de` shows it");
  const adopted = { kind: "conflict", commit: "c0de", paths: ["a.txt", "b.txt"] } as const;
  const { job } = await play(finished, { adopted });
  expect(job.prompt).toContain("changed the same places, in a.txt, b.txt");
  expect(job.prompt).toContain("`git diff base...c0de` shows it");
  expect(job.prompt).toContain("`git diff c0de...base` shows what the target did meanwhile");
  expect((await play(finished)).job.prompt).not.toContain("begun before");
});

test("a task that the person has changed since is taken from the base", async () => {
  const terms = { task: { file: "tasks/a.md", digest: "another" } };
  const { job } = await play(finished, { files: { "base:tasks/a.md": "# A\nAs it was." }, terms });
  expect(job.prompt).toContain("As it was.");
});

test("its commands get the few variables everyone needs, and none that signs in", async () => {
  const { job } = await play(finished);
  const names = Object.keys(job.env).filter((name) => !name.startsWith("TRAFFIC_"));
  expect(names.sort((a, b) => (a < b ? -1 : 1))).toEqual(["HOME", "PATH"]);
  expect(job.env).toHaveProperty("TRAFFIC_MARK");
  expect(job.limits).toEqual({ turns: 9, microUsd: 5 });
});

test("a failure keeps its work; one that was stopped reports nothing but what it used", async () => {
  const failure = { kind: "budget", why: "used up" } as const;
  const failed = await play({ kind: "failed", failure, meter, heard: [], commands: [] });
  expect(failed.report).toMatchObject({
    kind: "failed",
    failure,
    head: "head",
    account: { files: ["a.txt"] },
  });
  const stopped = await play({ kind: "stopped", meter, heard: [], commands: [] });
  expect(stopped.of("save")).toEqual([]);
});

test("an attempt that ends is settled with all it has used", async () => {
  const models: ModelAgents = {
    run: () => Promise.reject(new Error("none")),
    tell: () => undefined,
    end: () => Promise.resolve({ meter, heard: ["m1"] }),
    rest: () => Promise.resolve({ meter, heard: ["m1"] }),
  };
  const stage = theatre({ tools: { models } });
  await stage.play(orders.end());
  expect(stage.told).toMatchObject([
    { report: { kind: "metered", meter, heard: ["m1"] } },
    { report: { kind: "ended", heard: ["m1"] } },
  ]);
});

test("one that halted keeps its worktree as it is: a person is about to come", async () => {
  const commands = [{ command: "npm test", ok: true }];
  const halted = await play({ kind: "halted", meter, heard: ["m1"], commands });
  expect(halted.report).toMatchObject({ kind: "halted", heard: ["m1"], account: { commands, untrue: [] } });
  expect(halted.of("save")).toEqual([]);
});
