import type { Config } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import type { Bench } from "../../engine/ports/processes.ts";
import { environmentOf } from "../../host/environment.ts";
import { waitForLock } from "../../journal/lock.ts";
import { filesIn } from "../files.ts";
import { putAside } from "../put-aside.ts";
import { openWholeGit, type WholeGit } from "../git.ts";
import { hostTools } from "../host.ts";
import type { Checked } from "./opened.ts";

/** For whom commands run outside of any fleet, and on what. */
export type Errand = {
  /** Marks their processes. */
  readonly key: string;
  readonly task: string;
  readonly ground: { readonly target: string; readonly config: Config };
  readonly signal: AbortSignal;
};

/** A place to run commands in as the fleet would. */
export type Workroom = {
  readonly git: WholeGit;
  readonly tools: ReturnType<typeof hostTools>;
  /** A clean checkout of a commit; each slot has one. */
  readonly benchAt: (slot: number, commit: Oid) => Promise<Bench>;
};

/** Slots of verification that no fleet uses: one, and another for what must not rely on the first. */
export const ownSlots = [1000, 1001] as const;

/** Lends the one workroom that a repository has outside of its fleet; others wait for it. */
export const inWorkroom = async <T>(
  opened: Checked,
  { key, task, ground, signal }: Errand,
  work: (room: Workroom) => Promise<T>,
): Promise<T> => {
  const { repository } = opened;
  const git = openWholeGit(repository);
  const tools = hostTools(opened, git);
  const { verifyLock, verifyLog: log } = filesIn(repository.state);
  const lock = await waitForLock(verifyLock, { signal, poll: 100 });
  putAside(log);
  const benchAt = async (slot: number, commit: Oid): Promise<Bench> => {
    const { path } = await git.checkout({ slot, commit, ground });
    const env = environmentOf(process.env, { key, task, pool: "verification", slot, path });
    return { key, path, env, log, signal };
  };
  try {
    return await work({ git, tools, benchAt });
  } finally {
    lock.release();
  }
};
