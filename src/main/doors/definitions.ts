import type { Config } from "../../core/config.ts";
import type { Input } from "../../core/input.ts";
import type { State } from "../../core/state.ts";
import { standsOn } from "../../git/glance.ts";
import { findDocuments, type Found } from "../../store/look.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { localDay, systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** Looks at the files of the checkout. Where nothing can be written, nothing is kept of it. */
export const findFiles = ({ repository }: Opened): Promise<Found> =>
  findDocuments({ root: repository.checkout, index: filesIn(repository.state).index }, systemClock.now());

/** What the files of the checkout say now. */
export const readSnapshot = async (opened: Opened): Promise<Snapshot> => (await findFiles(opened)).read();

/** The branch whose files count while the checkout stands for something else. */
export const elsewhere = (
  { repository }: Pick<Opened, "repository">,
  { config, target }: { readonly config: Config; readonly target?: State["fleet"]["target"] },
): string | undefined => {
  const branch = config.target ?? target?.branch;
  return branch === undefined || standsOn(repository, branch) ? undefined : branch;
};

/** Of what the checkout's files say, what counts: that, or what the target's tree and what was never committed say. */
export const thatCount = async (
  { opened, found, onDisk }: { readonly opened: Opened; readonly found: Found; readonly onDisk: Snapshot },
  { fleet: { target } }: State,
): Promise<Snapshot> => {
  const branch = elsewhere(opened, { config: onDisk.config, ...(target === undefined ? {} : { target }) });
  if (branch === undefined) return onDisk;
  const { committedFiles, treeFiles } = await import("../../git/definitions.ts");
  const { repository } = opened;
  const { folders } = onDisk.config;
  try {
    const files = await treeFiles(repository, `refs/heads/${branch}`, folders);
    const committed = new Set(await committedFiles(repository, folders));
    return await found.readBeside({
      files: new Map(files.map(({ path, text }) => [path, text])),
      committed,
    });
  } catch {
    // No such branch: whoever runs or examines the fleet is told; what can be shown is what is here.
    return onDisk;
  }
};

/** What the files say that count, while the checkout stands for something else as well. */
export const readDefinitions = async (opened: Opened, state: State): Promise<Snapshot> => {
  const found = await findFiles(opened);
  return thatCount({ opened, found, onDisk: await found.read() }, state);
};

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
