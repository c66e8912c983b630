import type { Stamped } from "../../../core/event.ts";
import type { Problem } from "../../../core/problem.ts";
import type { Roadmap } from "../../../core/roadmap.ts";
import type { State } from "../../../core/state.ts";
import type { Board } from "../../../views/board.ts";
import type { EngineStatus } from "../../doors/survey.ts";
import type { Found, Need } from "./need.ts";
import type { Pulse } from "./pulse.ts";

/** The fleet as the control room sees it at one moment. All of it is read; nothing in it is a fact of the room's own. */
export type Scene = {
  readonly state: State;
  /** Tasks in the order of the queue, with counts and what waits for a person: kept up to date with the state. */
  readonly board: Board;
  /** The last events, oldest first. */
  readonly events: readonly Stamped[];
  readonly pulse: Pulse;
  readonly problems: readonly Problem[];
  readonly roadmaps: readonly Roadmap[];
  readonly engine: EngineStatus;
  /** The checkout's folder. */
  readonly root: string;
  /** Milliseconds since the epoch: now, or the moment in the past that is looked at. */
  readonly now: number;
  /** Looking at the past: nothing can be asked of it. */
  readonly past: boolean;
  readonly found: (need: Need) => Found;
  /** Grows with every change of what is above. */
  readonly version: number;
};
