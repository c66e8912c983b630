import type { Event } from "../../core/event.ts";
import { judge } from "../../core/judge.ts";
import type { State } from "../../core/state.ts";
import { bringUpToDate } from "../../engine/step.ts";
import type { EngineStatus, Survey } from "../../faces/doors.ts";
import { lockHolder } from "../../journal/lock.ts";
import type { Origin } from "../../store/image.ts";
import { lastProblems } from "../../store/look.ts";
import { machineDefaults } from "../../store/defaults.ts";
import { localDay, systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { elsewhere, findFiles, inputsOf, readSnapshot, thatCount } from "./definitions.ts";
import { putAway, readImage, standsOnSame, takeUp } from "./image.ts";
import { engineState, journalMark, journalState } from "./journal.ts";
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
  return holder?.pid === undefined || holder.isErrand === true || !isAlive(holder.pid)
    ? { running: false }
    : { running: true, pid: holder.pid };
};

type Seen = Pick<Survey, "state" | "problems">;

/** What an engine that runs has seen: it looks at the files itself, and keeps what is wrong with them beside the index. */
const withEngine = async (opened: Opened, now: number): Promise<Seen> => {
  const problems = lastProblems(filesIn(opened.repository.state).index);
  return {
    state: engineState(opened, now),
    problems: problems ?? (await readSnapshot(opened)).problems,
  };
};

/** Events that say what the files say, and that anyone may find again at any time of the day. */
const plain: ReadonlySet<Event["kind"]> = new Set([
  "day.began",
  "config.changed",
  "agents.changed",
  "tasks.changed",
]);

/** Whether the day is the one that the state knows of: a new one begins with nothing spent. */
const isItsDay = (state: State, now: number): boolean =>
  judge(state, { kind: "day", ...localDay(now) }, now).length === 0;

/** What the last command saw of just these files and this journal. */
const asBefore = (opened: Opened, origin: Origin, now: number): Seen | undefined => {
  const image = readImage(opened);
  const state = image && standsOnSame(image, origin) ? takeUp(image, now) : undefined;
  if (image === undefined || state === undefined || !isItsDay(state, now)) return undefined;
  return elsewhere(opened, state.fleet) === undefined ? { state, problems: image.problems } : undefined;
};

/** Without an engine the files may be ahead of the journal. */
const withoutEngine = async (opened: Opened, now: number): Promise<Seen> => {
  const found = await findFiles(opened);
  const originWith = (journal = "none"): Origin | undefined =>
    found.mark === undefined ? undefined : { files: found.mark, journal, ...machineDefaults().slots };
  const before = originWith(journalMark(opened));
  const seen = before && asBefore(opened, before, now);
  if (seen !== undefined) return seen;
  const { state, mark } = journalState(opened);
  const known = new Set(state.records.keys());
  const onDisk = await found.read();
  const snapshot = await thatCount(opened, onDisk, state);
  const { problems } = snapshot;
  const events = bringUpToDate(state, inputsOf(snapshot, state, now), now);
  const origin = originWith(mark);
  if (origin !== undefined && snapshot === onDisk && events.every(({ event }) => plain.has(event.kind))) {
    const unseen = new Set([...state.tasks.keys()].filter((id) => !known.has(id)));
    putAway(opened, { state, problems, origin, unseen });
  }
  return { state, problems };
};

/** Everything a face may show. With an engine running its state is the truth; without one the files may be ahead of it. */
export const survey = async (opened: Opened): Promise<Survey> => {
  const engine = engineStatus(opened);
  const now = systemClock.now();
  const seen = engine.running ? await withEngine(opened, now) : await withoutEngine(opened, now);
  return { ...seen, now, engine, root: opened.repository.checkout };
};
