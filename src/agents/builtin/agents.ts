import { existsSync, watch } from "node:fs";
import type { Meter } from "../../core/meter.ts";
import type { ModelAgents, ModelEnd, ModelJob } from "../../engine/ports.ts";
import { readEnd, readJob, readMeter, removeEnd, transcriptOf, writeJob } from "./desk.ts";
import type { Desk, Place } from "./desk.ts";
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

/** What an attempt has used, with what it may have used when it was cut off. */
const meterIn = (place: Place, job: ModelJob): Meter => settled(readStory(transcriptOf(place), job)).meter;

const stoppedIn = (place: Place, job: ModelJob): ModelEnd => {
  const { meter, commands } = settled(readStory(transcriptOf(place), job));
  return { kind: "stopped", meter, commands };
};

/** A job on the desk, and the place it is done in. */
const lay = ({ desk }: Office, place: Place, job: ModelJob): ModelJob => {
  const known = readJob(place);
  if (known === undefined) writeJob(place, job);
  removeEnd(place);
  desk.put(place);
  return known ?? job;
};

/** An end that is no interruption: the job is done, and is not begun again. */
const lastingEnd = (place: Place): ModelEnd | undefined => {
  const end = readEnd(place);
  return end?.kind === "stopped" ? undefined : end;
};

type Told = Parameters<ModelAgents["run"]>[1];

const follow = async (
  office: Office,
  { place, job }: { place: Place; job: ModelJob },
  { told, staff }: { told: Told; staff: ReturnType<typeof staffing> },
): Promise<ModelEnd> => {
  const stir = stirred(place);
  try {
    for (;;) {
      const meter = readMeter(place);
      if (meter !== undefined) told.metered(meter);
      const end = readEnd(place);
      if (end !== undefined) return end;
      if (told.signal.aborted) office.desk.take(place);
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
  meter: meterIn(place, job),
  commands: [],
});

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
      told.metered(end.meter);
      office.desk.take(place);
      await office.sweep(job.key);
      return end;
    },
    end: async (key) => {
      const place = office.placeOf(key);
      const job = readJob(place);
      if (job === undefined) return undefined;
      if (readEnd(place) === undefined) {
        const told = { signal: AbortSignal.abort(), metered: () => undefined };
        await follow(office, { place, job }, { told, staff });
      }
      office.desk.take(place);
      await office.sweep(key);
      return meterIn(place, job);
    },
  };
};
