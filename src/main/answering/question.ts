import { build } from "../build.ts";
import { filesIn } from "../files.ts";

/** What an engine is asked: a command line, and all else that an answer to it depends on. */
export type Question = {
  /** Another build may say it in other words. */
  readonly build: string | undefined;
  readonly argv: readonly string[];
  /** How wide the terminal is that the answer is for, in columns; missing where it goes elsewhere. */
  readonly columns?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** What the look of an answer depends on: colours, and which time it is where the person is. */
const looks = ["NO_COLOR", "TERM", "TZ"] as const;

/** What is asked here and now. */
export const questionOf = (argv: readonly string[], columns: number | undefined): Question => ({
  build,
  argv,
  ...(columns === undefined ? {} : { columns }),
  env: Object.fromEntries(looks.map((name) => [name, process.env[name]])),
});

/** Commands that say nothing but what an engine has in memory. */
const answerable: ReadonlySet<string> = new Set(["costs", "ls", "plan", "show", "status", "why"]);

/** Whether a command line is a question that an engine can answer. */
export const isQuestion = (argv: readonly string[]): boolean =>
  answerable.has(argv.find((word) => !word.startsWith("-")) ?? "") &&
  !argv.includes("-h") &&
  !argv.includes("--help");

/** So long may the path of a socket be: 103 bytes on macOS, some more on Linux (`sun_path` in unix(4) and unix(7)). */
const longest = 103;

/** Where the engine of a repository is asked; undefined where its folder lies too deep for a socket. */
export const socketIn = (state: string): string | undefined => {
  const path = filesIn(state).engineSocket;
  return Buffer.byteLength(path) > longest ? undefined : path;
};
