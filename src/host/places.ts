import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A file system's limit on one name is 255 bytes; a longer one is cut and told apart by its digest. */
const longest = 200;

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** A key as one folder name: itself wherever a file system allows that. */
export const folderName = (key: string): string => {
  const name = key.replaceAll(/[%/\\\p{Cc}]/gu, escaped);
  if (Buffer.byteLength(name) <= longest) return name;
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const start = Buffer.from(name)
    .subarray(0, longest)
    .toString()
    .replace(/\uFFFD+$/u, "");
  return `${start}%${digest}`;
};

/** Where an attempt's runs and logs are. */
export const attemptFolder = (state: string, key: string): string => join(state, "attempts", folderName(key));

/** Where an attempt's claims and exit codes are: apart from its logs, whose every line would ring for those who watch. */
export const runsFolder = (folder: string): string => join(folder, "runs");

/** What the agent printed, of all its runs; of one that prints a stream for programs, what that says in words. */
export const outputLog = (folder: string): string => join(folder, "output.log");

/** What such an agent printed beside its stream, of all its runs. */
export const errorsLog = (folder: string): string => join(folder, "errors.log");

/** What an agent that tells what it does printed in one run, line by line. */
export const streamLog = (folder: string, driver: string, run: number): string =>
  join(folder, `${driver}.${run}.jsonl`);

/** What such an agent was told with the prompt of one run: messages that came while it worked. */
export const toldFile = (folder: string, run: number): string => join(folder, `told.${run}.json`);

/** What such an agent is to hear at the edge of its turn. */
export const noticeFile = (folder: string): string => join(runsFolder(folder), "notice.json");

/** The streams that an attempt's runs left, in order. */
export const streamsIn = (
  folder: string,
): readonly { readonly driver: string; readonly run: number; readonly path: string }[] => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .flatMap((name) => {
      const [, driver, run] = /^(.+)\.(\d+)\.jsonl$/.exec(name) ?? [];
      return driver === undefined ? [] : [{ driver, run: Number(run), path: join(folder, name) }];
    })
    .sort((a, b) => a.run - b.run);
};

/** Where the built-in agent keeps what it needs to go on. */
export const modelFolder = (folder: string): string => join(folder, "model");

/** What setup and checks printed. */
export const checksLog = (folder: string): string => join(folder, "checks.log");

/** What people say to an agent that cannot be spoken to, and what was tried before. */
export const briefFile = (folder: string): string => join(folder, "brief.md");
