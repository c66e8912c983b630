import type { Oid } from "../core/evidence.ts";
import { Lasting, type Heard } from "./lasting.ts";

/** What git tells of an object without its content. */
export type Known = { readonly oid: Oid; readonly type: string };

/** An object whole. */
export type Content = Known & { readonly bytes: Buffer };

/** One for each repository: it reads objects and refs anew for every question, so what was written since is seen. */
const readers = new Map<string, Lasting>();

const readerAt = (place: string): Lasting => {
  const known = readers.get(place);
  if (known !== undefined) return known;
  const made = new Lasting(place, ["cat-file", "--batch-command"]);
  readers.set(place, made);
  return made;
};

const lineEnd = 10;

/** `<oid> <type> <size>`; `undefined` for a name that means nothing (`<name> missing`, `<name> ambiguous`). */
const header = (line: string): { readonly known: Known; readonly size: number } | undefined => {
  const [, oid, type, size] = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line) ?? [];
  return oid === undefined || type === undefined ? undefined : { known: { oid, type }, size: Number(size) };
};

const hearLine = (output: Buffer): Heard<string> => {
  const end = output.indexOf(lineEnd);
  if (end < 0) return { kind: "part", until: output.length + 1 };
  return { kind: "whole", answer: output.subarray(0, end).toString(), length: end + 1 };
};

const hearContent = (output: Buffer): Heard<Content | undefined> => {
  const first = hearLine(output);
  if (first.kind === "part") return first;
  const found = header(first.answer);
  if (found === undefined) return { ...first, answer: undefined };
  const length = first.length + found.size + 1;
  if (output.length < length) return { kind: "part", until: length };
  const bytes = output.subarray(first.length, first.length + found.size);
  return { kind: "whole", answer: { ...found.known, bytes }, length };
};

/** A question is one line: what would be two is a name that means nothing. */
const isOneLine = (name: string): boolean => name !== "" && !/[\n\0]/.test(name);

/** The object that a name means in a repository, without its content; `undefined` when it means none. */
export const lookUp = async (place: string, name: string): Promise<Known | undefined> => {
  if (!isOneLine(name)) return undefined;
  return header(await readerAt(place).ask({ input: `info ${name}\n`, hear: hearLine }))?.known;
};

/** The object that a name means in a repository; `undefined` when it means none. */
export const readObject = async (place: string, name: string): Promise<Content | undefined> =>
  isOneLine(name) ? readerAt(place).ask({ input: `contents ${name}\n`, hear: hearContent }) : undefined;
