import type { TaskId } from "../core/task.ts";
import type { AttemptRef } from "../engine/ports/git.ts";

/** Bytes of one path component that stay safely under the 255 of file systems, with room for `@<n>` and `.lock`. */
const longest = 180;

const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** What git or a file system would refuse or read otherwise: all but plain letters and digits, `_`, inner `-` and single inner dots. */
const unsafe = /[^A-Za-z0-9_.-]+|^[-.]+|\.(?=\.)|\.$|\.(?=lock$)/gu;

const encode = (text: string): string => Array.from(Buffer.from(text), hex).join("");

/**
 * A task id as part of a ref: plain ASCII, so that it is one name on every file system, and reversible. An id too long for
 * one path component goes on in the next, `%/` between them.
 */
export const refPart = (task: TaskId): string => {
  const part = task.replace(unsafe, encode);
  if (part.length <= longest) return part;
  return part.replaceAll(".", encode).replace(new RegExp(`.{${longest}}(?=.)`, "g"), "$&%/");
};

/** The task id that `refPart` made the text from. */
export const fromRefPart = (part: string): TaskId => decodeURIComponent(part.replaceAll("%/", ""));

/** The branch of an attempt, without `refs/heads/`. */
export const attemptBranch = (task: TaskId, n: number): string => `traffic/${refPart(task)}@${n}`;

/** Refs of ours that keep something of one attempt. */
export const refOf = (
  kind: "attempts" | "rescue" | "candidates",
  { task, n }: { readonly task: TaskId; readonly n: number },
): string => `refs/traffic/${kind}/${refPart(task)}/${n}`;

/** Where the results of attempts that have not landed wait. */
export const resultsRef = (task: TaskId): string => `refs/traffic/results/${refPart(task)}`;

/** The branch that a task's pull request comes from, at the remote, without `refs/heads/`. */
export const handoffBranch = (task: TaskId): string => `traffic/${refPart(task)}`;

/** The task whose pull request comes from a branch; `undefined` for every other branch. */
export const taskOfHandoff = (branch: string): TaskId | undefined => {
  const part = /^traffic\/([^@]+)$/.exec(branch)?.[1];
  try {
    return part === undefined ? undefined : fromRefPart(part);
  } catch {
    // A person's own branch that only looks like one of ours.
    return undefined;
  }
};

/** Below it, each commit that was offered by the task's pull request, by its name. */
export const offersRef = (task: TaskId): string => `refs/traffic/offers/${refPart(task)}`;

/** What keeps the work that a task adopts. */
export const adoptedRef = (task: TaskId): string => `refs/traffic/adopted/${refPart(task)}`;

/** Whose a branch or ref of ours is, by its full name. */
export const attemptIn = (ref: string): AttemptRef | undefined => {
  const kept = /^refs\/traffic\/(?:attempts|rescue|candidates)\/(.+)\/(\d+)(?:-.*)?$/.exec(ref);
  const branch = /^refs\/heads\/traffic\/(.+)@(\d+)$/.exec(ref);
  const [, task, n] = kept ?? branch ?? [];
  return task === undefined ? undefined : { task: fromRefPart(task), n: Number(n) };
};
