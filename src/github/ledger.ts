import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** How long GitHub may send the same again, in milliseconds. */
const memory = 72 * 3_600_000;

/** How many lines make the file worth writing anew without what is forgotten. */
const many = 10_000;

type Line = { readonly guid: string; readonly at: number };

const lines = (file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .flatMap((text) => {
          try {
            const { guid, at } = JSON.parse(text) as Partial<Line>;
            return guid === undefined || at === undefined ? [] : [{ guid, at }];
          } catch {
            // A line that a crash cut off was answered by nobody.
            return [];
          }
        })
    : [];

/** What was delivered, so that the same counts once, whoever was killed in between. */
export type Ledger = {
  has(guid: string): boolean;
  /** On return it survives a power cut. */
  enter(guid: string, event: string): void;
};

/** Opens the ledger of deliveries. */
export const openLedger = (file: string, now: () => number): Ledger => {
  mkdirSync(dirname(file), { recursive: true });
  const all = lines(file);
  const recent = all.filter(({ at }) => at > now() - memory);
  if (all.length > many) {
    writeFileSync(`${file}.new`, recent.map((line) => `${JSON.stringify(line)}\n`).join(""));
    renameSync(`${file}.new`, file);
  }
  const known = new Map(recent.map(({ guid, at }) => [guid, at]));
  return {
    has: (guid) => (known.get(guid) ?? 0) > now() - memory,
    enter: (guid, event) => {
      const at = now();
      const handle = openSync(file, "a");
      try {
        writeSync(handle, `${JSON.stringify({ guid, at, event })}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      known.set(guid, at);
    },
  };
};
