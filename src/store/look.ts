import type { Config } from "../core/config.ts";
import type { Problem } from "../engine/ports.ts";
import { openCache } from "./cache.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import { findFile } from "./disk.ts";
import { isStale, type Entry } from "./entry.ts";
import { openLibrary, type Look, type Place, type Unread } from "./library.ts";
import type { Snapshot } from "./snapshot.ts";

/** Reads files as they are now. */
export type Read = (files: readonly Unread[]) => readonly Entry[];

/** Takes all steps of a look in one go. */
export const lookAtOnce = <T>(look: Look<T>, read: Read): T => {
  let step = look.next([]);
  while (step.done !== true) step = look.next(read(step.value));
  return step.value;
};

type Shelve = (root: string, files: readonly Unread[], now: number) => readonly Entry[];

const nothing: Shelve = () => [];

/** Parsers are loaded only where there is something to read: that takes longer than everything else. */
const parsersFor = async (files: readonly Unread[]): Promise<Shelve> => {
  if (files.length === 0) return nothing;
  const areTasks = files.every(({ kind }) => kind === "task");
  return areTasks ? (await import("./shelve-tasks.ts")).shelveTasks : (await import("./shelf.ts")).shelve;
};

/**
 * What the documents of a repository say now; `now` is in milliseconds since the epoch.
 */
export const loadSnapshot = async (place: Place, now: number): Promise<Snapshot> => {
  const library = openLibrary(place);
  const look = library.scan(now);
  let step = look.next([]);
  while (step.done !== true) {
    const shelve = await parsersFor(step.value);
    step = look.next(shelve(place.root, step.value, now));
  }
  return library.snapshot();
};

/** The configuration that `traffic.yaml` says now, without a look at any other document. */
export const loadConfig = async ({ root, index }: Place, now: number): Promise<Config> => {
  const file = findFile(root, configFile);
  if (file === undefined) return machineDefaults();
  const last = openCache(index).load().entries.get(configFile);
  const unread: Unread = { kind: "config", file, last };
  if (!isStale(last, unread)) return (last?.value as Config | undefined) ?? machineDefaults();
  const [entry] = (await parsersFor([unread]))(root, [unread], now);
  return (entry?.value as Config | undefined) ?? machineDefaults();
};

/** What was wrong with the documents when they were last looked at; undefined where nothing is kept of that. */
export const lastProblems = (index: string): readonly Problem[] | undefined => openCache(index).problems();
