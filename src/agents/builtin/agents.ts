import { existsSync, watch } from "node:fs";
import type { ModelAgents, ModelEnd, ModelJob, Progress } from "../../engine/ports/model-agents.ts";
import {
  readEnd,
  readJob,
  readProgress,
  removeEnd,
  removeNotice,
  transcriptOf,
  writeEnd,
  writeJob,
  writeNotice,
} from "./desk.ts";
import type { Desk, Place } from "./desk.ts";
import { stoppedIn } from "./stopped.ts";
import { readStory, settled } from "./transcript.ts";

/** What asks for built-in agents needs of the machine. */
export type Office = {
  readonly desk: Desk;
  readonly placeOf: (key: string) => Place;
  /** Whether a worker stands, and how one is started. */
  readonly isManned: () => boolean;
  readonly hire: () => void;
  /** Ends every process of the key that is left anywhere. */
  readonly sweep: (key: string) => Promise<void>;
  /** Why no model can be asked from here; undefined where one can. */
  readonly obstacle: () => string | undefined;
};

/** How often a job is looked after, and how long a worker that was started is given to stand, in milliseconds. */
const [look, patience] = [250, 5000];

/** Keeps a worker standing while anyone waits for one. */
const staffing = ({ isManned, hire }: Office) => {
  let seen = { at: -Infinity, manned: false };
  let hired = -Infinity;
  const manned = (now: number): boolean => {
    if (now - seen.at >= look) seen = { at: now, manned: isManned() };
    return seen.manned;
  };
  return {
    manned,
    keep: (now: number): void => {
      if (manned(now) || now - hired < patience) return;
      hired = now;
      hire();
    },
  };
};

/** Resolves when something in a place changes, or after a while. */
const stirred = (place: Place): { next: () => Promise<void>; close: () => void } => {
  let wake = (): void => {};
  const watcher = watch(place.folder, () => wake());
  watcher.on("error", () => wake());
  return {
    next: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, look);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    close: () => watcher.close(),
  };
};

/** How far an attempt has come, with what it may have used when it was cut off. */
const progressIn = (place: Place, job: ModelJob): Progress => {
  const { meter, heard, remarks } = settled(readStory(transcriptOf(place), job));
  return { meter, heard, remarks };
};

/** A job on the desk as it was laid there first, but for the worktree: a person may have had it in another meanwhile. */
const lay = ({ desk }: Office, place: Place, job: ModelJob): ModelJob => {
  const known = readJob(place);
  const laid = known === undefined ? job : { ...known, path: job.path, env: job.env };
  if (known?.path !== laid.path) writeJob(place, laid);
  removeEnd(place);
  desk.put(place);
  return laid;
};

/** An end that is no interruption: the job is done, and is not begun again. */
const lastingEnd = (place: Place): ModelEnd | undefined => {
  const end = readEnd(place);
  return end?.kind === "stopped" || end?.kind === "halted" ? undefined : end;
};

/** However it ended, it may go on from there. */
const reopen = (place: Place, job: ModelJob): void => {
  removeNotice(place);
  if (lastingEnd(place) === undefined) return;
  const { meter, heard, remarks, commands } = settled(readStory(transcriptOf(place), job));
  writeEnd(place, { kind: "halted", meter, heard, remarks, commands });
};

type Told = Parameters<ModelAgents["run"]>[1];

const follow = async (
  office: Office,
  { place, job }: { place: Place; job: ModelJob },
  { told, staff }: { told: Told; staff: ReturnType<typeof staffing> },
): Promise<ModelEnd> => {
  const stir = stirred(place);
  let known = "";
  try {
    for (;;) {
      const progress = readProgress(place);
      const text = JSON.stringify(progress);
      if (progress !== undefined && text !== known) told.progress(progress);
      known = text;
      const end = readEnd(place);
      if (end !== undefined) return end;
      if (told.signal.aborted) office.desk.stop(place);
      if (!told.signal.aborted) staff.keep(performance.now());
      else if (!staff.manned(performance.now())) return stoppedIn(place, job);
      await stir.next();
    }
  } finally {
    stir.close();
  }
};

const unable = (job: ModelJob, place: Place, why: string): ModelEnd => ({
  kind: "failed",
  failure: { kind: "auth", why },
  ...progressIn(place, job),
  commands: [],
});

/** Ends what is at work on a job that was begun; undefined where none was. */
const endJob = async (
  office: Office,
  key: string,
  staff: ReturnType<typeof staffing>,
): Promise<{ place: Place; job: ModelJob } | undefined> => {
  const place = office.placeOf(key);
  const job = readJob(place);
  if (job === undefined) return undefined;
  if (readEnd(place) === undefined) {
    const told = { signal: AbortSignal.abort(), progress: () => undefined };
    await follow(office, { place, job }, { told, staff });
  }
  office.desk.take(place);
  await office.sweep(key);
  return { place, job };
};

/** Built-in agents that work in one process of their own; all that is known of them lies in files. */
export const createModelAgents = (office: Office): ModelAgents => {
  const staff = staffing(office);
  return {
    run: async (job, told) => {
      const place = office.placeOf(job.key);
      const before = lastingEnd(place);
      const why = before === undefined ? office.obstacle() : undefined;
      if (why !== undefined) return unable(job, place, why);
      if (!existsSync(job.path)) throw new Error(`The worktree ${job.path} is gone.`);
      const end = before ?? (await follow(office, { place, job: lay(office, place, job) }, { told, staff }));
      told.progress(end);
      office.desk.take(place);
      await office.sweep(job.key);
      return end;
    },
    tell: (key, notice) => writeNotice(office.placeOf(key), notice),
    end: async (key) => {
      const ended = await endJob(office, key, staff);
      return ended && progressIn(ended.place, ended.job);
    },
    rest: async (key) => {
      const ended = await endJob(office, key, staff);
      if (ended === undefined) return undefined;
      reopen(ended.place, ended.job);
      return progressIn(ended.place, ended.job);
    },
  };
};
