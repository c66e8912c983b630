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

/** Opens the ledger of deliveries. What is forgotten goes from memory and file once it is much, however long we live. */
export const openLedger = (file: string, now: () => number, most = many): Ledger => {
  mkdirSync(dirname(file), { recursive: true });
  const known = new Map(lines(file).map(({ guid, at }) => [guid, at]));
  let [written, limit] = [known.size, most];
  const isKnown = (at: number): boolean => at > now() - memory;
  const shorten = (): void => {
    for (const [guid, at] of known) if (!isKnown(at)) known.delete(guid);
    const all = [...known].map(([guid, at]) => `${JSON.stringify({ guid, at })}\n`);
    writeFileSync(`${file}.new`, all.join(""), { flush: true });
    renameSync(`${file}.new`, file);
    [written, limit] = [known.size, Math.max(most, 2 * known.size)];
  };
  if (written > limit) shorten();
  return {
    has: (guid) => isKnown(known.get(guid) ?? -Infinity),
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
      written += 1;
      if (written > limit) shorten();
    },
  };
};
