import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { tagsIn, type Tags } from "../../core/intake/taskmaster-tags.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { textOf } from "./import-shelf.ts";

/** What lies at a path, by what is to be made of it. */
export type Place =
  | { readonly kind: "folder" | "roadmap" | "issues"; readonly path: string }
  | { readonly kind: "beads"; readonly path: string; readonly text: string }
  | { readonly kind: "taskmaster"; readonly path: string; readonly tags: Tags };

/** The most that is read of a file that holds many tasks, in bytes. */
const most = 256 * 1024 * 1024;

/** The text of a file of tasks or issues. */
export const manyIn = (path: string): string => {
  const text = textOf(dirname(path), basename(path), most);
  if (text === undefined) throw new UsageError(`${path} is no text of at most 256 MiB in UTF-8`);
  return text;
};

const beadsAt = (path: string): Place => ({ kind: "beads", path, text: manyIn(path) });

const taskmasterAt = (path: string): Place | undefined => {
  const tags = existsSync(path) ? tagsIn(manyIn(path)) : undefined;
  return tags && { kind: "taskmaster", path, tags };
};

/** Where each tool keeps its tasks in its folder, the newer place first. */
const beadsFiles = ["issues.jsonl", "beads.jsonl"];
const taskmasterFiles = ["tasks/tasks.json", "tasks.json"];

const inFolder = (folder: string): Place => {
  const beads = beadsFiles.map((file) => join(folder, file)).find((path) => existsSync(path));
  if (beads !== undefined) return beadsAt(beads);
  for (const file of taskmasterFiles) {
    const place = taskmasterAt(join(folder, file));
    if (place !== undefined) return place;
  }
  if (basename(folder) === ".beads")
    throw new UsageError(
      `${folder} holds no issues.jsonl: bd export -o .beads/issues.jsonl writes one out of its database`,
    );
  if (basename(folder) === ".taskmaster")
    throw new UsageError(`${folder} holds no tasks/tasks.json with a list of tasks in it`);
  return { kind: "folder", path: folder };
};

/** What lies at a path that is there. */
export const placeAt = (path: string): Place => {
  if (statSync(path).isDirectory()) return inFolder(path);
  if (/\.jsonl$/i.test(path)) return beadsAt(path);
  if (/\.json$/i.test(path)) return taskmasterAt(path) ?? { kind: "issues", path };
  return { kind: "roadmap", path };
};
