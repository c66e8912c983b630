import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Oid } from "../core/evidence.ts";
import type { Finding } from "../core/route/lesson.ts";

/** What was read of results, by their blobs; null where nothing can be learned from one. */
export type Findings = ReadonlyMap<Oid, Finding | null>;

/** Raise it with every change of what is made of the same text. */
const version = 3;

type Kept = { readonly version: number; readonly rows: readonly (readonly [Oid, Finding | null])[] };

/** What was kept; nothing where there is none, or another version's. It is a cache: results are read again. */
export const loadFindings = (path: string): Findings => {
  try {
    const kept = JSON.parse(readFileSync(path, "utf8")) as Kept;
    return new Map(kept.version === version ? kept.rows : []);
  } catch {
    return new Map();
  }
};

/** Keeps findings for the next start. What cannot be kept is read again then. */
export const keepFindings = (path: string, findings: Findings): void => {
  const kept: Kept = { version, rows: [...findings] };
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, JSON.stringify(kept));
    renameSync(fresh, path);
  } catch {
    // A full disk is told by those who cannot do without it.
  }
};
