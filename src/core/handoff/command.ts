/** What people can say to the fleet at a pull request. */
const words = ["retry", "hold", "release", "cancel", "status"] as const;

export type Word = (typeof words)[number];

/** A comment that speaks to the fleet. */
export type Command = {
  /** The comment's; a later one has a higher one. */
  readonly id: number;
  readonly by: string;
  /** Missing where it is no word of ours. */
  readonly word?: Word;
  /** Whether who wrote it may write to the repository. */
  readonly may: boolean;
};

const isWord = (text: string): text is Word => (words as readonly string[]).includes(text);

/** Whether a comment speaks to the fleet, and what it says: its first line alone is read, and only if it is all of it. */
export const spokenIn = (text: string): { readonly word?: Word } | undefined => {
  const [line = ""] = text.split(/\r?\n/, 1);
  const said = /^\/traffic(?:[ \t]+(.*?))?[ \t]*$/.exec(line);
  if (said === null) return undefined;
  const word = said[1] ?? "";
  return isWord(word) ? { word } : {};
};

/** All of them, for people. */
export const wordList = words.map((word) => `\`/traffic ${word}\``).join(", ");
