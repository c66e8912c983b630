import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openService } from "../../../src/agents/builtin/service.ts";
import { work } from "../../../src/agents/builtin/work.ts";
import { AwakeTime } from "../../../src/engine/awake.ts";
import type { Awake } from "../../../src/engine/ports/clock.ts";
import type { ModelEnd, ModelJob } from "../../../src/engine/ports/model-agents.ts";
import { FakeMachine } from "../../world/machine.ts";
import { startModel, type Act, type Heard, type Model } from "../../world/model.ts";

/** A worktree, a place to work from, and a model that follows a script. */
export type Stage = {
  readonly job: ModelJob;
  readonly place: { readonly folder: string; readonly log: string };
  readonly model: Model;
  readonly service: ReturnType<typeof openService>;
  run(over?: Partial<ModelJob>, signal?: AbortSignal): Promise<ModelEnd>;
  read(path: string): string;
  log(): string;
  close(): Promise<void>;
};

/** Waits short enough for a test, and a longest one that a test can exceed. */
export const patience = { pause: 5, longest: 2000, silence: 300, waking: 10_000, settling: 120_000 };

/**
 * A machine whose time goes on only as a test says, so that a busy one is never taken for one that is silent; all that waits on
 * the network goes on as ever.
 */
export const still = () => {
  const machine = new FakeMachine();
  return { machine, awake: new AwakeTime(machine, { pace: 1000, patience: 10_000, late: "stopped" }) };
};

export const stage = async (
  script: (heard: Heard, at: number) => Act | Promise<Act>,
  awake: Awake = still().awake,
  compacts = false,
): Promise<Stage> => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "traffic-model-")));
  const path = join(root, "worktree");
  const place = { folder: join(root, "attempt", "model"), log: join(root, "attempt", "output.log") };
  mkdirSync(path);
  mkdirSync(place.folder, { recursive: true });
  const model = await startModel(script, 0, compacts);
  const service = openService({ apiKey: "sk-test", baseUrl: model.url, patience });
  const job: ModelJob = {
    key: "a@1",
    path,
    model: "claude-sonnet-5-5",
    system: "You are a test.",
    prompt: "Do it.",
    env: { PATH: process.env["PATH"] ?? "" },
    limits: { turns: 10, microUsd: 3_000_000 },
    minutes: 1,
  };
  return {
    job,
    place,
    model,
    service,
    run: (over = {}, signal = new AbortController().signal) =>
      work(place, { ...job, ...over }, { service, signal, awake }),
    read: (file) => readFileSync(join(path, file), "utf8"),
    log: () => readFileSync(place.log, "utf8"),
    close: async () => {
      await model.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
};

export const say = (text = "Done."): Act => ({ blocks: [{ text }] });
export const use = (tool: string, input: Record<string, unknown>): Act => ({ blocks: [{ tool, input }] });

/** Acts one after another; the last stays. */
export const inTurn =
  (...acts: readonly Act[]) =>
  (_: Heard, at: number): Act =>
    acts[Math.min(at, acts.length - 1)] as Act;
