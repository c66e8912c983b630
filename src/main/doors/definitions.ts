import { mkdirSync } from "node:fs";
import type { Config } from "../../core/config.ts";
import type { Input } from "../../core/input.ts";
import type { State } from "../../core/state.ts";
import { standsOn } from "../../git/glance.ts";
import { findDocuments, type Found } from "../../store/look.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { localDay, systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** Looks at the files of the checkout. */
export const findFiles = ({ repository }: Opened): Promise<Found> => {
  mkdirSync(repository.state, { recursive: true });
  const index = filesIn(repository.state).index;
  return findDocuments({ root: repository.checkout, index }, systemClock.now());
};

/** What the files of the checkout say now. */
export const readSnapshot = async (opened: Opened): Promise<Snapshot> => (await findFiles(opened)).read();

/** The branch whose files count while the checkout stands for something else. */
export const elsewhere = (
  { repository }: Opened,
  { config, target }: { readonly config: Config; readonly target?: State["fleet"]["target"] },
): string | undefined => {
  const branch = config.target ?? target?.branch;
  return branch === undefined || standsOn(repository, branch) ? undefined : branch;
};

/** Of what the checkout's files say, what counts: that, or what the target's tree says. */
export const thatCount = async (
  opened: Opened,
  onDisk: Snapshot,
  { fleet: { target } }: State,
): Promise<Snapshot> => {
  const branch = elsewhere(opened, { config: onDisk.config, ...(target === undefined ? {} : { target }) });
  if (branch === undefined) return onDisk;
  const { treeFiles } = await import("../../git/definitions.ts");
  const { readTree } = await import("../../store/tree.ts");
  try {
    const files = await treeFiles(opened.repository, `refs/heads/${branch}`, onDisk.config.folders);
    return readTree(new Map(files.map(({ path, text }) => [path, text])), new Map()).snapshot;
  } catch {
    // No such branch: whoever runs or examines the fleet is told; what can be shown is what is here.
    return onDisk;
  }
};

/** What the files say that count: the checkout's, or the target's tree while the checkout stands for something else. */
export const readDefinitions = async (opened: Opened, state: State): Promise<Snapshot> =>
  thatCount(opened, await readSnapshot(opened), state);

/** The inputs that bring a state up to date with a snapshot. */
export const inputsOf = (snapshot: Snapshot, state: State, now: number): Input[] => [
  { kind: "day", ...localDay(now, snapshot.config.timeZone) },
  { kind: "config", config: snapshot.config },
  { kind: "agents", agents: snapshot.agents },
  {
    kind: "tasks",
    set: [...snapshot.tasks.values()],
    gone: [...state.tasks.keys()].filter((id) => !snapshot.tasks.has(id)),
  },
];
