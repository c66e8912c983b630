import type { Review } from "./config.ts";

/** The name of a task: its file name without `.md`, unique in the tree and stable when the file moves. */
export type TaskId = string;

/** What a person wrote. Running, verifying, review and the like are derived, never written. */
export type TaskStatus = "draft" | "todo" | "done" | "failed" | "cancelled";

/** 0 is the most urgent. */
export type Priority = 0 | 1 | 2 | 3 | 4;

/** What a task may spend at most. A missing limit is no limit of the task's own. */
export type TaskBudget = {
  readonly usd?: number;
  readonly tokens?: number;
  readonly minutes?: number;
};

/** A wish, as its file states it. The body stays in the file: no decision reads it. */
export type Task = {
  readonly id: TaskId;
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly priority: Priority;
  /** All of these must be done first. A failed or cancelled one never unblocks. */
  readonly dependsOn: readonly TaskId[];
  readonly agent?: string;
  readonly model?: string;
  readonly budget: TaskBudget;
  readonly maxAttempts: number;
  /** Milliseconds since the epoch, the end of the day named. */
  readonly due?: number;
  /** How long a person thinks that it takes, in minutes. */
  readonly estimate?: number;
  /** Globs of the files it may change; tasks that overlap do not run together. */
  readonly touches: readonly string[];
  /** Commands that must pass beside the repository's own checks. */
  readonly verify: readonly string[];
  readonly milestone?: string;
  readonly labels: readonly string[];
  readonly hold: boolean;
  /** Who decides that its work may land; as `traffic.yaml` says where missing. */
  readonly review?: Review;
  /** How its work reaches the target; as `traffic.yaml` says where missing. */
  readonly handoff?: "local" | "pr";
  /** Only for the shell agent. */
  readonly command?: string;
  /** Tasks whose outcome its agent is told of; of no other task is it told anything. */
  readonly toldOf?: readonly TaskId[];
  /** The commit of earlier work that every attempt begins from, beside the target. */
  readonly adopts?: string;
  /** Where it was taken over from. */
  readonly source?: string;
  /** SHA-256 of the file's bytes, in hex: equal digests mean nothing changed. */
  readonly digest: string;
};

/** Whether its file says that nothing is left to do about a task. */
export const isSaidOver = ({ status }: Pick<Task, "status">): boolean =>
  status === "done" || status === "cancelled";
