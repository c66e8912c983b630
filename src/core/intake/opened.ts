import { sealed } from "../handoff/island.ts";
import { redacted } from "../redact.ts";

/** What an issue of ours carries, so that it is found again and asks for no second task. */
export const issueMark = (task: string): string => `<!-- traffic:task ${sealed(task)} -->`;

/** Whether an issue was opened for a task that is there already. */
export const isOpenedFor = (text: string): boolean => /<!-- traffic:task "[^"]*" -->/.test(text);

/** The most of a task's text that its issue repeats, in characters: GitHub takes 65,536. */
const longest = 60_000;

/** What an issue of ours says: the task's own text, without secrets. */
export const issueBody = (task: string, text: string): string =>
  `${redacted(text).trim().slice(0, longest)}\n\n${issueMark(task)}\n`;
