import type { Event } from "../../core/event.ts";
import { stateOf } from "../../core/image.ts";
import { once } from "../../core/once.ts";
import { isSame } from "../../core/same.ts";
import type { State } from "../../core/state.ts";
import { bringUpToDate } from "../../engine/step.ts";
import type { EngineStatus, Survey } from "../../faces/doors/survey.ts";
import { tipOf } from "../../git/glance.ts";
import { lockHolder } from "../../journal/lock.ts";
import { isAlive } from "../../git/is-alive.ts";
import type { Origin } from "../../store/image.ts";
import { lastProblems } from "../../store/look.ts";
import { machineDefaults } from "../../store/defaults.ts";
import { listingOf } from "../../views/listing.ts";
import { localDay, systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { answersTo } from "./answers.ts";
import { elsewhere, findFiles, inputsOf, readSnapshot, thatCount } from "./definitions.ts";
import { putAway, readImage, standsOnSame } from "./image.ts";
import { engineImage, engineState, glanceAtJournal, journalMark, journalState } from "./journal.ts";
import { keptListing } from "./listing.ts";
import type { Opened } from "./opened.ts";
import { unpaidHere } from "./payer.ts";
import { lookHere, reachMark } from "./reach.ts";

/** Whether an engine runs, as its lock tells; its pid is what it wrote beside it. A pid left by one that was killed is not told. */
export const engineStatus = ({ repository }: Opened): EngineStatus => {
  const holder = lockHolder(filesIn(repository.state).engineLock);
  return holder?.pid === undefined || holder.isErrand === true || !isAlive(holder.pid)
    ? { running: false }
    : { running: true, pid: holder.pid };
};

/** What every survey says. */
type Frame = Pick<Survey, "now" | "engine" | "root" | "tipOf">;

/** What an engine that runs has seen: it looks at the files itself, and keeps what is wrong with them beside the index. */
const withEngine = async (opened: Opened, frame: Frame): Promise<Survey> => {
  const problems =
    lastProblems(filesIn(opened.repository.state).index) ?? (await readSnapshot(opened)).problems;
  /** Taken before the state is read: what is kept under an older mark is never asked for again. */
  const { mark, fleet } = glanceAtJournal(opened) ?? {};
  const state = once(() => engineState(opened, problems, frame.now));
  const readFrom = fleet && elsewhere(opened, fleet);
  return {
    ...frame,
    problems,
    readFrom,
    get answers() {
      return mark === undefined
        ? undefined
        : answersTo(opened, JSON.stringify({ mark, problems, readFrom }), frame.now);
    },
    get listing() {
      const image = mark === undefined ? undefined : engineImage(opened, mark);
      const kept = image && isSame(image.problems, problems) ? keptListing(image, frame.now) : undefined;
      return kept ?? listingOf(state(), problems, frame.now);
    },
    /** Whoever remembers the answer needs none. */
    get state() {
      return state();
    },
  };
};

/** Events that say what the files or the surroundings say, and that anyone may find again at any time of the day. */
const plain: ReadonlySet<Event["kind"]> = new Set([
  "day.began",
  "config.changed",
  "agents.changed",
  "tasks.changed",
  "payers.changed",
  "github.closed",
  "github.opened",
]);

/** Whether the day is the one that a fleet knows of: a new one begins with nothing spent. */
const isItsDay = ({ day, config }: State["fleet"], now: number): boolean =>
  day !== undefined && localDay(now, config.timeZone).from <= day.from;

/** What the last command saw of just these files and this journal. */
const asBefore = (opened: Opened, origin: Origin, frame: Frame): Survey | undefined => {
  const image = readImage(
    opened,
    (one) =>
      standsOnSame(one, origin) &&
      isItsDay(one.fleet, frame.now) &&
      elsewhere(opened, one.fleet) === undefined,
  );
  if (image === undefined) return undefined;
  const state = once(() => stateOf(image.at(frame.now)));
  return {
    ...frame,
    problems: image.problems,
    answers: answersTo(opened, JSON.stringify(image.origin), frame.now),
    get listing() {
      return keptListing(image, frame.now) ?? listingOf(state(), image.problems, frame.now);
    },
    /** Whoever remembers the answer needs none. */
    get state() {
      return state();
    },
  };
};

/** Without an engine the files may be ahead of the journal. */
const withoutEngine = async (opened: Opened, frame: Frame): Promise<Survey> => {
  const { now } = frame;
  const found = await findFiles(opened);
  const { agents, verification } = machineDefaults().slots;
  const unpaid = unpaidHere();
  const lacks = JSON.stringify([unpaid, reachMark(opened.repository)]);
  const originWith = (journal = "none"): Origin | undefined =>
    found.mark === undefined ? undefined : { files: found.mark, journal, agents, verification, lacks };
  const before = originWith(journalMark(opened));
  const seen = before && asBefore(opened, before, frame);
  if (seen !== undefined) return seen;
  const { state, mark } = journalState(opened);
  const known = new Set(state.records.keys());
  const onDisk = await found.read();
  const snapshot = await thatCount({ opened, found, onDisk }, state);
  const { problems } = snapshot;
  const inputs = [{ kind: "payers", unpaid } as const, ...inputsOf(snapshot, state, now)];
  const read = bringUpToDate(state, inputs, now);
  const events = [...read, ...bringUpToDate(state, await lookHere(opened.repository, state), now)];
  const listing = listingOf(state, problems, now);
  const origin = originWith(mark);
  if (origin !== undefined && snapshot === onDisk && events.every(({ event }) => plain.has(event.kind))) {
    const unseen = new Set([...state.tasks.keys()].filter((id) => !known.has(id)));
    putAway(opened, { state, problems, origin, unseen, now, listing });
  }
  const readFrom = snapshot === onDisk ? undefined : elsewhere(opened, state.fleet);
  return { ...frame, readFrom, state, problems, listing };
};

/** Everything a face may show. With an engine running its state is the truth; without one the files may be ahead of it. */
export const survey = async (opened: Opened): Promise<Survey> => {
  const engine = engineStatus(opened);
  const { repository } = opened;
  const frame: Frame = {
    now: systemClock.now(),
    engine,
    root: repository.checkout,
    tipOf: (branch) => tipOf(repository, branch),
  };
  return engine.running ? withEngine(opened, frame) : withoutEngine(opened, frame);
};
