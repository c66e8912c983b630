import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { tagsIn, type Tags } from "../../core/intake/taskmaster-tags.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { findFile, readText } from "../../store/disk.ts";

/** What lies at a path, by what is to be made of it. */
export type Place =
  | { readonly kind: "folder" | "roadmap" | "issues"; readonly path: string }
  | { readonly kind: "beads"; readonly path: string; readonly text: string }
  | { readonly kind: "taskmaster"; readonly path: string; readonly tags: Tags };

/** The most that is read of a file that holds many tasks, in bytes. */
const most = 256 * 1024 * 1024;

/** The text of a file of tasks or issues; one that is empty holds none, and is no mistake. */
export const manyIn = (path: string): string => {
  const root = dirname(path);
  const file = findFile(root, basename(path));
  if (file === undefined) throw new UsageError(`${path} is no file`);
  const reading = readText(root, file, most);
  if ("text" in reading) return reading.text;
  const { code, message, found, expected } = reading.problem;
  if (code === "empty_file") return "";
  const told = found === undefined ? "" : ` Found ${found}, expected ${expected ?? "less"}.`;
  throw new UsageError(`${path}: ${message}${told}`);
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

/** What the folders of other tools hold when there are tasks in them, and how ours is called that takes them over. */
const others = [
  { folder: ".beads", holds: "issues.jsonl", ours: "beads" },
  { folder: ".taskmaster", holds: "tasks/tasks.json", ours: "taskmaster" },
  { folder: "backlog", holds: "tasks", ours: "backlog" },
] as const;

/** Folders of other tools whose tasks nobody has taken over yet. */
export const importable = (root: string, tasks: string): string[] =>
  others
    .filter(({ folder, holds }) => existsSync(join(root, folder, holds)))
    .filter(({ ours }) => !existsSync(join(root, tasks, ours)))
    .map(({ folder }) => folder);
