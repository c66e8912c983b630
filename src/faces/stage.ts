import type { Event } from "../core/event.ts";
import type { Summary } from "../views/summary.ts";
import type { Doors } from "./doors/doors.ts";

/** How fast the scripted model answers: to be over soon, or to be followed by a person. */
export type Pace = "brisk" | "calm";

/** Which demonstration is wanted: of which library, whether the real service is asked, and how fast a scripted one answers. */
export type StageRequest = {
  readonly library: "node" | "python";
  readonly live: boolean;
  readonly pace: Pace;
};

/** One thing that the script says, and whether it came true. */
export type Verdict = { readonly what: string; readonly holds: boolean };

/** A demonstration that is set up and waits to be run. */
export type Stage = {
  readonly repository: string;
  /** What a person should know before it begins. */
  readonly about: readonly string[];
  readonly doors: Doors;
  /** Holds what was seen and what came of it against the script. */
  readonly judge: (seen: readonly Event[], summary: Summary) => readonly Verdict[];
  /** What to try next in the repository, and what it shows. */
  readonly next: readonly (readonly [command: string, shows: string])[];
  /** What has to be typed before that. */
  readonly hints: readonly string[];
  readonly close: () => Promise<void>;
};
