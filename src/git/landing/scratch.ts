import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Entry } from "./tree.ts";

/** A path and what an index is to say of it. */
export type Held = { readonly path: string; readonly entry: Entry };

/** Nothing is remembered of the file: no times, no size, no inode. Git has to look at what is in it. */
const forgotten = 24;

/** The length of a name is told in twelve bits; a longer one is ended by its NUL. */
const longest = 0xfff;

const recordOf = ({ path, entry }: Held): Buffer => {
  const name = Buffer.from(path);
  const oid = Buffer.from(entry.oid, "hex");
  const length = 40 + oid.length + 2 + name.length;
  // At least one NUL after the name, and a multiple of eight in all.
  const record = Buffer.alloc(length + 8 - (length % 8));
  record.writeUInt32BE(Number.parseInt(entry.mode, 8), forgotten);
  oid.copy(record, 40);
  record.writeUInt16BE(Math.min(name.length, longest), 40 + oid.length);
  name.copy(record, 40 + oid.length + 2);
  return record;
};

const byName = (a: Held, b: Held): number => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/**
 * Writes an index (version 2) that holds nothing but these entries, as `git update-index --cacheinfo` would write it, without
 * the process: git reads it next, and holds it against its digest.
 */
export const writeIndex = (file: string, entries: readonly Held[]): void => {
  const head = Buffer.alloc(12);
  head.write("DIRC");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const body = Buffer.concat([head, ...entries.toSorted(byName).map(recordOf)]);
  const isLong = entries[0]?.entry.oid.length === 64;
  const digest = createHash(isLong ? "sha256" : "sha1")
    .update(body)
    .digest();
  writeFileSync(file, Buffer.concat([body, digest]));
};
