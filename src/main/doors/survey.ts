import { mkdirSync } from "node:fs";
import type { Input } from "../../core/input.ts";
import { LiveState } from "../../core/live.ts";
import { bringUpToDate } from "../../engine/step.ts";
import type { EngineStatus, Survey } from "../../faces/doors.ts";
import { standsOn } from "../../git/glance.ts";
import { lockHolder } from "../../journal/lock.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { isDamage } from "../../journal/soundness.ts";
import { lastProblems, loadSnapshot } from "../../store/look.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { localDay, systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Whether an engine runs, as its lock tells; its pid is what it wrote beside it. A pid left by one that was killed is not told. */
export const engineStatus = ({ repository }: Opened): EngineStatus => {
  const holder = lockHolder(filesIn(repository.state).engineLock);
  return holder?.pid === undefined || !isAlive(holder.pid)
    ? { running: false }
    : { running: true, pid: holder.pid };
};

/** The journal's state, as of its last batch. */
export const journalState = ({ repository }: Opened): LiveState => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  try {
    return new LiveState(reader?.load());
  } catch (error) {
    // The next engine puts it aside; until then the files and the target say what there is.
    if (isDamage(error)) return new LiveState();
    throw error;
  } finally {
    reader?.close();
  }
};

/** What the files of the checkout say now. */
export const readSnapshot = ({ repository }: Opened): Promise<Snapshot> => {
  mkdirSync(repository.state, { recursive: true });
  const index = filesIn(repository.state).index;
  return loadSnapshot({ root: repository.checkout, index }, systemClock.now());
};

/** What the files say that count: the checkout's, or the target's tree while the checkout stands for something else. */
export const readDefinitions = async (opened: Opened, state: LiveState): Promise<Snapshot> => {
  const onDisk = await readSnapshot(opened);
  const target = onDisk.config.target ?? state.fleet.target?.branch;
  if (target === undefined || standsOn(opened.repository, target)) return onDisk;
  const { treeFiles } = await import("../../git/definitions.ts");
  const { readTree } = await import("../../store/tree.ts");
  try {
    const files = await treeFiles(opened.repository, `refs/heads/${target}`, onDisk.config.folders);
    return readTree(new Map(files.map(({ path, text }) => [path, text])), new Map()).snapshot;
  } catch {
    // No such branch: whoever runs or examines the fleet is told; what can be shown is what is here.
    return onDisk;
  }
};

/** The inputs that bring a state up to date with a snapshot. */
export const inputsOf = (snapshot: Snapshot, state: LiveState, now: number): Input[] => [
  { kind: "day", ...localDay(now) },
  { kind: "config", config: snapshot.config },
  { kind: "agents", agents: snapshot.agents },
  {
    kind: "tasks",
    set: [...snapshot.tasks.values()],
    gone: [...state.tasks.keys()].filter((id) => !snapshot.tasks.has(id)),
  },
];

/** What an engine that runs has seen: it looks at the files itself, and keeps what is wrong with them beside the index. */
const problemsSeen = async (opened: Opened): Promise<Snapshot["problems"]> =>
  lastProblems(filesIn(opened.repository.state).index) ?? (await readSnapshot(opened)).problems;

/** Everything a face may show. With an engine running its state is the truth; without one the files may be ahead of it. */
export const survey = async (opened: Opened): Promise<Survey & { readonly state: LiveState }> => {
  const engine = engineStatus(opened);
  const state = journalState(opened);
  const root = opened.repository.checkout;
  const now = systemClock.now();
  if (engine.running) return { state, problems: await problemsSeen(opened), now, engine, root };
  const snapshot = await readDefinitions(opened, state);
  bringUpToDate(state, inputsOf(snapshot, state, now), now);
  return { state, problems: snapshot.problems, now, engine, root };
};
