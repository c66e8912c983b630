import type { Clock } from "../../engine/ports/clock.ts";
import type { Doors } from "../doors/doors.ts";
import type { Stage, StageRequest } from "../stage.ts";
import type { Page } from "./text/line.ts";

/** A stream that is written to; `process.stdout` is one. */
export type Output = {
  write(text: string | Uint8Array): unknown;
  /** Writes what nothing follows; `write` where it is missing. */
  last?(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** How the control room is opened: in which folder, where, at a moment in the past, drawn with ASCII signs only, or said in lines. */
type RoomRequest = {
  /** A folder in the repository; where the person stands if missing. */
  readonly folder?: string;
  readonly where?: string;
  readonly past?: number;
  readonly ascii: boolean;
  readonly speaks: boolean;
  /** The room is closed when this is aborted: the fleet runs in this very process, and ends with the room. */
  readonly until?: AbortSignal;
};

/** Everything the command line knows of the world outside. */
export type World = {
  /** Opened only by commands that need them. */
  readonly doors: () => Promise<Doors>;
  /** Sets a demonstration up. */
  readonly demo: (request: StageRequest) => Promise<Stage>;
  /** Opens the control room on the terminal; resolves when it is closed. */
  readonly room: (request: RoomRequest) => Promise<void>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly version: string;
  /** Calls at every Ctrl-C (and request to end); returns a way to stop listening. */
  readonly onInterrupt: (call: () => void) => () => void;
};

/** Writes what nothing follows. */
export const writeLast = (output: Output, text: string | Uint8Array): void => {
  if (text.length === 0) return;
  if (output.last === undefined) output.write(text);
  else output.last(text);
};

/** Whether lines may be drawn over on this stream. */
export const isLive = ({ isTTY }: Output, env: World["env"]): boolean =>
  isTTY === true && env["TERM"] !== "dumb";

/** Whether a person sits at a terminal that whole screens can be drawn on, and looks at it. */
export const isRoomy = ({ stdin, stdout, env }: Pick<World, "stdin" | "stdout" | "env">): boolean =>
  stdin.isTTY === true && isLive(stdout, env) && (env["CI"] ?? "") === "";

/** How wide a stream is and whether colour belongs there. */
export const pageOf = (output: Output, env: World["env"]): Page => {
  const noColour = (env["NO_COLOR"] ?? "") !== "";
  return {
    width: output.isTTY === true ? Math.max(1, output.columns ?? 80) : Infinity,
    colour: isLive(output, env) && !noColour,
  };
};
