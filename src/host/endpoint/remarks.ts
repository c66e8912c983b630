import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { answerTo, mostRemarks, tooMany, type Content, type Remark } from "../../core/remark.ts";
import { attemptFolder } from "../places.ts";

/** Where an attempt's remarks are, one file each, numbered from 1. */
const folderOf = (state: string, key: string): string => join(attemptFolder(state, key), "remarks");

const namesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^\d+\.\w+\.json$/.test(name))
        .sort()
    : [];

/** Writes a file that is there whole, after a power cut too, or not at all. */
const writeDurably = (folder: string, name: string, text: string): void => {
  const draft = join(folder, `${name}.new`);
  const file = openSync(draft, "w", 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, join(folder, name));
  const held = openSync(folder, "r");
  fsyncSync(held);
  closeSync(held);
};

/** All remarks of an attempt so far, in their order. */
export const readRemarks = (state: string, key: string): readonly Remark[] => {
  const folder = folderOf(state, key);
  return namesIn(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Remark);
};

/** A remark as it reaches us. `once`: tells it from every other one of its attempt; told again, it is the same one. */
export type Made = {
  readonly key: string;
  readonly once: string;
  readonly content: Content;
  readonly at: number;
};

/** Keeps a remark, and says what its agent is answered: not before it would survive us. */
export const keepRemark = (state: string, { key, once, content, at }: Made): string => {
  const folder = folderOf(state, key);
  mkdirSync(folder, { recursive: true });
  const digest = createHash("sha256").update(once).digest("hex").slice(0, 16);
  const names = namesIn(folder);
  if (names.some((name) => name.endsWith(`.${digest}.json`))) return answerTo(content);
  if (names.length >= mostRemarks) return tooMany;
  const number = names.length + 1;
  const remark: Remark = { ...content, id: `${key}/${number}`, at };
  writeDurably(folder, `${String(number).padStart(4, "0")}.${digest}.json`, JSON.stringify(remark));
  return answerTo(content);
};
