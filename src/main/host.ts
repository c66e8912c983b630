import { mkdirSync } from "node:fs";
import type { Config } from "../core/config.ts";
import type { Oid } from "../core/evidence.ts";
import { driverNamed } from "../agents/drivers.ts";
import type { Repository } from "../git/repository.ts";
import { openPacker } from "../git/pack.ts";
import { createAgents } from "../host/attempt/attempt.ts";
import type { Tools } from "../host/carry-out/tools.ts";
import { openEndpoint } from "../host/endpoint/endpoint.ts";
import { localHands } from "../host/local.ts";
import { runHost } from "../host/process.ts";
import { processTable } from "../host/processes/platform.ts";
import { createRunner, type Runner } from "../host/processes/runner.ts";
import { inRush, Rush } from "../host/rush.ts";
import { waitForLock } from "../journal/lock.ts";
import { documents } from "../store/documents.ts";
import { createPreparer } from "../verify/preparer.ts";
import { createVerifier } from "../verify/verifier.ts";
import { signalLines } from "../views/signal-lines.ts";
import { awakeHere, systemClock } from "./clock.ts";
import { filesIn } from "./files.ts";
import { openWholeGit, openWholeRemotes, type WholeGit } from "./git.ts";
import { githubTools } from "./github.ts";
import { openIntake } from "./intake.ts";
import { modelAgents } from "./models.ts";
import { observeTarget } from "./observe.ts";
import { openTidier } from "./tidy.ts";

/** What a host is started with, as JSON. */
export type HostSettings = {
  readonly repository: Repository;
  /** This program, to be started again as the worker of built-in agents. */
  readonly entry: string;
  readonly folders: Config["folders"];
  readonly target?: string;
  /** The target's tip that the engine knows. */
  readonly since?: Oid;
};

/** How long each signal of the cancel ladder is given before the next, in milliseconds. */
const grace = 2000;

/** The tools of a host: everything that acts, put together. */
export const hostTools = (
  { repository, entry }: Pick<HostSettings, "repository" | "entry">,
  git: WholeGit,
): Tools & { readonly runner: Runner } => {
  const { state, checkout, worktrees } = repository;
  mkdirSync(state, { recursive: true });
  const ending = { table: processTable, grace };
  const awake = awakeHere();
  const remotes = openWholeRemotes(repository);
  const runner = createRunner({ state, ending, awake });
  return {
    git,
    remotes,
    github: githubTools(remotes, state),
    intake: (ground) => openIntake(repository, ground),
    documents,
    verifier: createVerifier(runner),
    preparer: createPreparer(filesIn(state).setup, runner),
    agents: createAgents({ state, ending, awake }),
    models: modelAgents({ state, entry, ending }),
    endpoint: openEndpoint(state),
    driver: driverNamed,
    words: signalLines,
    checkout,
    worktrees,
    state,
    env: process.env,
    runner,
  };
};

/** The life of the host process. */
export const liveAsHost = async (settings: HostSettings): Promise<void> => {
  const { repository } = settings;
  let lookSoon = (): void => undefined;
  const whole = openWholeGit(repository);
  const rush = new Rush(systemClock);
  const pack = openPacker(repository, systemClock);
  const tidy = openTidier(repository.state, systemClock);
  const tidySoon = (): Promise<void> =>
    rush
      .over()
      .then(pack)
      .then(tidy)
      .catch((error: unknown) => void process.stderr.write(`${String(error)}\n`));
  const git: WholeGit = {
    ...whole,
    end: async (request) => {
      await whole.end(request);
      // Nobody waits for it.
      void tidySoon();
    },
    // Its ref moves no branch that is watched, and what failed is to be learned from before the next attempt.
    keepResult: async (request) => {
      await whole.keepResult(request);
      lookSoon();
    },
  };
  const tools = hostTools(settings, git);
  await runHost({
    hands: inRush(localHands(tools), rush),
    lock: async () => {
      const lock = await waitForLock(filesIn(repository.state).hostLock, {
        signal: new AbortController().signal,
        poll: 20,
      });
      await Promise.all([git.recover(), tools.endpoint.reopen()]);
      return lock;
    },
    watch: (tell) => {
      lookSoon = observeTarget(git, settings, { tell, quiet: () => rush.over() });
    },
    abandon: () => tools.runner.abandon(),
  });
};
