import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ModelEnd, ModelJob, Notice, Progress } from "../../engine/ports/model-agents.ts";

/**
 * Where a job lies, and what becomes of it: `job.json` and `notice.json` from whoever asks; `transcript.jsonl`,
 * `progress.json` and at last `end.json` from the worker. Whole files appear by rename, so that a half is never read.
 */
export type Place = { readonly folder: string; readonly log: string };

const write = (path: string, value: unknown): void => {
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
};

const read = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
};

/** The transcript of the attempt whose folder for the built-in agent this is. */
export const transcriptIn = (folder: string): string => join(folder, "transcript.jsonl");
export const transcriptOf = ({ folder }: Place): string => transcriptIn(folder);

export const readJob = ({ folder }: Place): ModelJob | undefined =>
  read(join(folder, "job.json")) as ModelJob | undefined;
export const writeJob = ({ folder }: Place, job: ModelJob): void => {
  mkdirSync(folder, { recursive: true });
  write(join(folder, "job.json"), job);
};

export const readNotice = ({ folder }: Place): Notice | undefined =>
  read(join(folder, "notice.json")) as Notice | undefined;
export const writeNotice = ({ folder }: Place, notice: Notice): void => {
  mkdirSync(folder, { recursive: true });
  write(join(folder, "notice.json"), notice);
};

export const removeNotice = ({ folder }: Place): void => rmSync(join(folder, "notice.json"), { force: true });

export const readProgress = ({ folder }: Place): Progress | undefined =>
  read(join(folder, "progress.json")) as Progress | undefined;
export const writeProgress = ({ folder }: Place, { meter, heard, remarks = [] }: Progress): void =>
  write(join(folder, "progress.json"), { meter, heard, remarks });

export const readEnd = ({ folder }: Place): ModelEnd | undefined =>
  read(join(folder, "end.json")) as ModelEnd | undefined;
export const writeEnd = ({ folder }: Place, end: ModelEnd): void => write(join(folder, "end.json"), end);
export const removeEnd = ({ folder }: Place): void => rmSync(join(folder, "end.json"), { force: true });

/** A job on the desk: to be worked on, or to be brought to its end. */
type Listed = { readonly place: Place; readonly wish: "work" | "stop" };

/** The jobs that a worker looks after: it starts what is to be worked on, and ends the rest. */
export type Desk = {
  list(): readonly Listed[];
  put(place: Place): void;
  /** Whichever worker stands ends it, also one that never had it: the one that did may be gone. */
  stop(place: Place): void;
  take(place: Place): void;
};

/** A desk in a folder: one file a job. */
export const openDesk = (folder: string): Desk => {
  mkdirSync(folder, { recursive: true });
  // Two levels up is the attempt's own folder, whose name no other attempt has.
  const entry = (place: Place): string => join(folder, `${basename(join(place.folder, ".."))}.json`);
  const lay = (listed: Listed): void => write(entry(listed.place), listed);
  return {
    list: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .flatMap((name) => (read(join(folder, name)) as Listed | undefined) ?? []),
    put: (place) => lay({ place, wish: "work" }),
    stop: (place) => lay({ place, wish: "stop" }),
    take: (place) => rmSync(entry(place), { force: true }),
  };
};
