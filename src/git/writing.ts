import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { commonDirOf } from "./landing/checkout.ts";
import { dropIfEmpty, makeIn } from "./landing/disk.ts";
import { line } from "./command.ts";
import { hearLine, lastingFor } from "./lasting.ts";

type Kind = "blob" | "commit";
type Draft = { readonly path: string; readonly text: string };

const writing = (type: Kind) =>
  lastingFor(["hash-object", "-t", type, "-w", "--no-filters", "--stdin-paths"]);

/** They take paths, one a line, and read what is there as it is. */
const writerAt: Readonly<Record<Kind, ReturnType<typeof writing>>> = {
  blob: writing("blob"),
  commit: writing("commit"),
};

const draftsOf = (common: string): string => join(common, "traffic", "drafts");

let drafts = 0;

const throughDraft = async (place: string, type: Kind, { path, text }: Draft): Promise<Oid> => {
  makeIn(dirname(path), () => writeFileSync(path, text));
  try {
    return await writerAt[type](place).ask({ input: `${path}\n`, hear: hearLine });
  } finally {
    rmSync(path, { force: true });
    dropIfEmpty(dirname(path));
  }
};

/** Writes an object, and returns its name. The same text is the same object: it may be written again. */
export const writeObject = async (place: string, type: Kind, text: string): Promise<Oid> => {
  const folder = draftsOf(await commonDirOf(place));
  drafts += 1;
  const path = join(folder, `${process.pid}-${drafts}`);
  if (!path.includes("\n")) return throughDraft(place, type, { path, text });
  return line(place, ["hash-object", "-t", type, "-w", "--stdin"], { input: text });
};

/** Removes drafts whose writer was killed. For whoever holds the host's lock, before the first order. */
export const dropDrafts = (common: string): void =>
  rmSync(draftsOf(common), { recursive: true, force: true });
