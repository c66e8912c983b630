import type { Config } from "../../core/config.ts";
import type { State } from "../../core/state.ts";
import { pause } from "../../engine/ports/pause.ts";
import type { Doors, RunEnd } from "../../faces/doors/doors.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { loadConfig } from "../../store/look.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { startFleet, type Fleet, type Told } from "../fleet.ts";
import { missedText } from "../../views/missed.ts";
import { openFollower, type Follower } from "./follow.ts";
import { isInStep } from "./in-step.ts";
import type { Checked, Opened } from "./opened.ts";
import { unpaidHere } from "./payer.ts";
import { signsInHere } from "./reach.ts";
import { engineStatus } from "./survey.ts";

type Request = Parameters<Doors["run"]>[0];

/** How often a follower looks, and an engine asks itself whether anything is left, in milliseconds. */
const interval = 100;

/** So many looks a target is given that cannot be seen, though it could once: git may be busy just then. */
const blindness = 20;

/** Until nothing is left, or it is told to stop. A target that cannot be seen at all ends it with the reason. */
const attend = async (fleet: Fleet, request: Request, trouble: () => string | undefined): Promise<RunEnd> => {
  let looks = 0;
  try {
    while (!request.signal.aborted) {
      const why = trouble();
      const isBlind = !request.forever && !fleet.seen() && (looks += 1) > blindness;
      if (why !== undefined && (isBlind || fleet.engine.state.fleet.target === undefined))
        throw new UsageError(why);
      if (!request.forever && fleet.quiet()) return "quiet";
      await pause(systemClock, interval, request.signal);
    }
    return "stopped";
  } finally {
    await fleet.close();
  }
};

/** So many looks the engine is given to take in what the files say: what it cannot take in at all is not waited for. */
const patience = 100;

/** Tells whether the engine has nothing left to do: of what the files say as well, which it may not have looked at yet. */
const questionOf = (opened: Opened, follower: Follower): ((isNews: boolean) => Promise<boolean>) => {
  let looks = 0;
  return async (isNews) => {
    if (isNews) looks = 0;
    if (isNews || !follower.quiet()) return false;
    looks += 1;
    return looks > patience || isInStep(opened, follower.state);
  };
};

/** Says once that tasks wait for what is here and not where the engine runs. */
const warner = ({ onTrouble }: Request, pid: number): ((state: State) => void) => {
  const here = { unpaid: unpaidHere(), signsIn: signsInHere() };
  let isSaid = false;
  return (state) => {
    const text = isSaid ? undefined : missedText(state, here, pid);
    if (text === undefined) return;
    isSaid = true;
    onTrouble(text);
  };
};

/** Watches the engine that runs; undefined when it has gone with work left. */
const follow = async (opened: Opened, request: Request, pid: number): Promise<RunEnd | undefined> => {
  const follower = openFollower(opened);
  if (follower === undefined) {
    await pause(systemClock, interval, request.signal);
    return undefined;
  }
  const isOver = questionOf(opened, follower);
  const warn = warner(request, pid);
  let isLast = false;
  try {
    request.onEvents([], follower.state, pid);
    warn(follower.state);
    while (!request.signal.aborted) {
      const { events } = follower.catchUp();
      if (events.length > 0) {
        request.onEvents(events, follower.state, pid);
        warn(follower.state);
      }
      // What the engine took in while it was asked is in the journal by now.
      if (isLast && events.length === 0) return "quiet";
      isLast = !request.forever && (await isOver(events.length > 0));
      if (isLast) continue;
      if (events.length === 0 && !engineStatus(opened).running) return undefined;
      await pause(systemClock, interval, request.signal);
    }
    return "stopped";
  } finally {
    follower.close();
  }
};

/** A configuration that cannot be read as written is not guessed at: work might land where nobody wants it. */
const readConfig = async ({ repository }: Opened): Promise<Config> => {
  const place = { root: repository.checkout, index: filesIn(repository.state).index };
  const { problems, config } = await loadConfig(place, systemClock.now());
  if (problems.length === 0) return config;
  const told = problems.map(
    ({ file, line, message, example }) =>
      `${file}:${line} ${message}${example === undefined ? "" : ` For example: ${example}`}`,
  );
  throw new UsageError(told.join("\n"));
};

/** Runs the fleet here, or follows the engine that does and takes over when it goes. */
export const runUntilQuiet = async (opened: Checked, request: Request): Promise<RunEnd> => {
  const config = await readConfig(opened);
  let trouble: string | undefined;
  const told: Told = {
    onEvents: (events, state) => request.onEvents(events, state),
    onProblems: request.onProblems,
    onTrouble: (message) => {
      trouble = message;
      request.onTrouble(message);
    },
  };
  while (!request.signal.aborted) {
    const fleet = startFleet({ ...opened, config, told });
    // What the start itself had to tell is past; only what hides the target ends a run.
    trouble = undefined;
    if (fleet !== undefined) return attend(fleet, request, () => trouble);
    const engine = engineStatus(opened);
    const end = engine.running ? await follow(opened, request, engine.pid) : undefined;
    if (end !== undefined) return end;
  }
  return "stopped";
};
