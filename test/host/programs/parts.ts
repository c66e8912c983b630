import { setTimeout as sleep } from "node:timers/promises";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openEndpoint } from "../../../src/host/endpoint/endpoint.ts";
import { shellDriver } from "../../../src/agents/shell.ts";
import { createAgents } from "../../../src/host/attempt/attempt.ts";
import type { Tools } from "../../../src/host/carry-out/tools.ts";
import { processTable } from "../../../src/host/processes/platform.ts";
import { createRunner } from "../../../src/host/processes/runner.ts";
import { awakeHere } from "../../../src/main/clock.ts";
import { createPreparer } from "../../../src/verify/preparer.ts";
import { createVerifier } from "../../../src/verify/verifier.ts";
import { fakeGit } from "../../world/git.ts";
import { fakeRemotes } from "../../world/remotes.ts";

/** Real processes over a fake git, for a state folder and a worktree under one root. */
export const partsFor = (root: string) => {
  const state = join(root, "state");
  const worktree = join(root, "worktree");
  const ending = { table: processTable, grace: 150 };
  const awake = awakeHere();
  const runner = createRunner({ state, ending, awake });
  const tools: Tools = {
    remotes: fakeRemotes().remotes,
    github: () => Promise.reject(new Error("no word with GitHub is expected here")),
    git: fakeGit({ worktree, checkouts: () => worktree }).git,
    documents: { printResult: () => "", setStatus: (text) => text },
    intake: () => {
      throw new Error("nothing comes in here");
    },
    verifier: createVerifier(runner),
    preparer: createPreparer(join(state, "setup"), runner),
    agents: createAgents({ state, ending, awake }),
    models: {
      run: () => Promise.reject(new Error("no job is expected here")),
      tell: () => undefined,
      end: () => Promise.resolve(undefined),
      rest: () => Promise.resolve(undefined),
    },
    endpoint: openEndpoint(state),
    checkout: "/nowhere",
    words: () => [],
    worktrees: "/nowhere",
    driver: () => shellDriver,
    state,
    env: { PATH: process.env["PATH"] },
  };
  return { tools, runner };
};

/** A lock as the real one: freed by the kernel when its holder dies. Each who gets it signs in `holders`. */
export const lockIn = async (root: string) => {
  const db = new DatabaseSync(join(root, "lock.db"));
  for (;;) {
    try {
      db.exec("BEGIN EXCLUSIVE");
      appendFileSync(join(root, "holders"), `${process.pid}\n`);
      return { release: () => db.close() };
    } catch {
      await sleep(10);
    }
  }
};
