import type { Deed, GitDeed } from "../../core/handoff/action.ts";
import type { Handoff, Pull, Seen, SeenCheck } from "../../core/handoff/seen.ts";
import type { Shut } from "../../core/reach.ts";
import type { TaskId } from "../../core/task.ts";
import type { IntakeDesk } from "./intake.ts";
import type { SignIn } from "./remote-git.ts";

/** GitHub is not asked before that moment: its limits are used up, it cannot be reached, or it refuses to know us. */
export type Closed = { readonly kind: "closed" } & Shut;

/** What GitHub itself shows of a handoff; which commits are ours only git knows. */
export type Look = { readonly kind: "look" } & Omit<Seen, "ours">;

/** What became of a deed. Done, or no longer to be done: whoever looks again sees. */
export type Done =
  | { readonly kind: "done" }
  /** Not now, and nobody has to do anything about it. */
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string }
  | Closed;

/** One repository at GitHub. All of it may be asked again, at any time. */
export type Github = {
  /** Whether GitHub knows us and shows us the repository. */
  reach(): Promise<{ readonly kind: "reached" } | Closed>;
  /** What signs git in there, as it is now. */
  signIn(): Promise<SignIn>;
  look(handoff: Pick<Handoff, "task" | "branch" | "target" | "sha" | "base">): Promise<Look | Closed>;
  act(deed: Exclude<Deed, GitDeed>): Promise<Done>;
  /** The open pull request of a branch. */
  openPull(branch: string): Promise<{ readonly kind: "pull"; readonly pull?: Pull } | Closed>;
  /** What the logs of red checks say, for those who must mend it. */
  excerpts(
    checks: readonly SeenCheck[],
  ): Promise<{ readonly kind: "read"; readonly texts: readonly string[] } | Closed>;
  /** Asks of which tasks' pull requests there is news, until told to stop. */
  follow(told: (tasks: readonly TaskId[] | "all") => void, signal: AbortSignal): Promise<void>;
  /** The same, as GitHub's webhooks tell it. Settles at once where they cannot come in. */
  hear(told: (tasks: readonly TaskId[] | "all") => void, signal: AbortSignal): Promise<void>;
  /** Brings what is asked for there to the desk, and tells each issue how its task stands, until told to stop. */
  tend(desk: IntakeDesk, signal: AbortSignal): Promise<void>;
};
