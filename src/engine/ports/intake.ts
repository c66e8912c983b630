import type { Command } from "../../core/handoff/command.ts";
import type { Asked } from "../../core/intake/asked.ts";
import type { Tended } from "../../core/intake/tended.ts";
import type { TaskId } from "../../core/task.ts";

/** What a person says about a task at GitHub, who may; `asked` is what its issue asks for now. */
export type Said = Pick<Command, "word" | "priority" | "by"> & {
  readonly task: TaskId;
  readonly file: string;
  readonly asked?: Asked;
};

/** What comes in from GitHub, as the person's own files and wishes. All of it may be asked again. */
export type Intake = {
  /** Writes a draft for whatever is not here yet; false where that has to wait, since the checkout is elsewhere. */
  propose(asked: readonly Asked[]): boolean;
  /** Whether a task was taken over from one of these sources. */
  holds(sources: readonly string[]): boolean;
  /** Tells why it cannot be done, where it cannot. */
  obey(said: Said): string | undefined;
};

/** What is to be tended, and where what comes of it goes. */
export type IntakeDesk = {
  readonly target: string;
  readonly tended: readonly Tended[];
  readonly intake: Intake;
};
