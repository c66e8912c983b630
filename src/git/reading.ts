import type { Oid } from "../core/evidence.ts";
import { hearLine, lastingFor, type Heard } from "./lasting.ts";

/** What git tells of an object without its content. */
export type Known = { readonly oid: Oid; readonly type: string };

/** An object whole. */
export type Content = Known & { readonly bytes: Buffer };

/** Each reads objects and refs anew for every question, so what was written since is seen. */
const readerAt = lastingFor(["cat-file", "--batch-command"]);

/** `<oid> <type> <size>`; `undefined` for a name that means nothing (`<name> missing`, `<name> ambiguous`). */
const header = (line: string): { readonly known: Known; readonly size: number } | undefined => {
  const [, oid, type, size] = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line) ?? [];
  return oid === undefined || type === undefined ? undefined : { known: { oid, type }, size: Number(size) };
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
