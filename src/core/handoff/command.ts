import type { Priority } from "../task.ts";

/** What people can say to the fleet at a pull request, and at an issue. */
const words = ["retry", "hold", "release", "cancel", "status", "priority"] as const;

export type Word = (typeof words)[number];

/** A comment that speaks to the fleet. */
export type Command = {
  /** The comment's; a later one has a higher one. */
  readonly id: number;
  readonly by: string;
  /** Missing where it is no word of ours. */
  readonly word?: Word;
  /** Only where the word is `priority`. */
  readonly priority?: Priority;
  /** Whether who wrote it may write to the repository. */
  readonly may: boolean;
  /** Why what it asks for could not be done here. */
  readonly refused?: string;
};

const isWord = (text: string): text is Word =>
  text !== "priority" && (words as readonly string[]).includes(text);

const priority = /^priority[ \t]+[pP]?([0-4])$/;

/** Whether a comment speaks to the fleet, and what it says: its first line alone is read, and only if it is all of it. */
export const spokenIn = (text: string): Pick<Command, "word" | "priority"> | undefined => {
  const [line = ""] = text.split(/\r?\n/, 1);
  const said = /^\/traffic(?:[ \t]+(.*?))?[ \t]*$/.exec(line);
  if (said === null) return undefined;
  const word = said[1] ?? "";
  const [, level] = priority.exec(word) ?? [];
  if (level !== undefined) return { word: "priority", priority: Number(level) as Priority };
  return isWord(word) ? { word } : {};
};

/** All of them, for people. */
export const wordList = words
  .map((word) => `\`/traffic ${word}${word === "priority" ? " P1" : ""}\``)
  .join(", ");
