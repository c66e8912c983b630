import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Task, TaskId } from "../../core/task.ts";
import type { Added, Draft } from "../../faces/doors/writing.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { newTask, type NewDocument } from "../../store/create.ts";
import { findFile, pathsIn, readText } from "../../store/disk.ts";
import { idOf } from "../../store/draft.ts";
import { type Changes, setKeys } from "../../store/edit.ts";
import { loadConfig } from "../../store/look.ts";
import { parseTask } from "../../store/task.ts";
import { rewrite, writeNew } from "../../store/write.ts";
import { unknownMilestone } from "../../views/milestones.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** Changes only the keys named in a task's file. */
export const editTask = ({ repository }: Opened, task: Task, keys: Changes): void => {
  const edit = rewrite(repository.checkout, task.file, (text) => setKeys(text, keys));
  if (edit.kind === "refused") throw new UsageError(`${task.file}: ${edit.why}`);
};

/** The paths of all tasks' files; no task is read for it. */
const taskPaths = async ({ repository }: Opened): Promise<{ folder: string; paths: string[] }> => {
  const root = repository.checkout;
  const { index } = filesIn(repository.state);
  const { folders } = (await loadConfig({ root, index }, systemClock.now())).config;
  const paths = pathsIn({ root, folder: folders.tasks, others: Object.values(folders) });
  return { folder: folders.tasks, paths };
};

/** The file of every task by its id; of two with the same id the first counts. */
export const taskFiles = async (opened: Opened): Promise<ReadonlyMap<TaskId, string>> => {
  const { paths } = await taskPaths(opened);
  const files = new Map<TaskId, string>();
  for (const path of paths) {
    const id = idOf(path);
    const other = files.get(id);
    if (other === undefined || path < other) files.set(id, path);
  }
  return files;
};

/** What one task's file says now. */
export const readTask = ({ repository }: Opened, path: string): Task => {
  const file = findFile(repository.checkout, path);
  if (file === undefined) throw new UsageError(`${path} is not there any more.`);
  const reading = readText(repository.checkout, file);
  const { value, problems } =
    "text" in reading
      ? parseTask({ file: path, text: reading.text, digest: "" })
      : { problems: [reading.problem] };
  if (value !== undefined) return value.task;
  throw new UsageError(problems.map(({ line, message }) => `${path}:${line} ${message}`).join("\n"));
};

/** A new task's file as it would be written, under an id that no task's file has. */
export const draftTask = async (opened: Opened, draft: Draft): Promise<NewDocument> => {
  const { folder, paths } = await taskPaths(opened);
  const { title, body, keys } = draft;
  return newTask({
    title,
    folder,
    // Asked once or twice: to lay ten thousand ids out takes longer.
    taken: { has: (id) => paths.some((path) => idOf(path).toLowerCase() === id) },
    ...(keys === undefined ? {} : { keys: keys as Changes }),
    ...(body === undefined ? {} : { body }),
  });
};

/** What is odd about a new task as it is wished for. */
const noticeOf = async ({ repository }: Opened, { keys = {} }: Draft): Promise<string | undefined> => {
  const { milestone } = keys;
  if (typeof milestone !== "string") return undefined;
  const root = repository.checkout;
  const { index } = filesIn(repository.state);
  const { folders } = (await loadConfig({ root, index }, systemClock.now())).config;
  // Few tasks name one, and none is to wait for what reads roadmaps.
  const { readRoadmaps } = await import("../../store/roadmaps.ts");
  return unknownMilestone(milestone, readRoadmaps(root, folders));
};

/** Writes a new task. */
export const addTask = async (opened: Opened, draft: Draft): Promise<Added> => {
  const document = await draftTask(opened, draft);
  writeNew(opened.repository.checkout, document);
  const notice = await noticeOf(opened, draft);
  return { id: document.id, file: document.path, ...(notice === undefined ? {} : { notice }) };
};

/** The editor that git would open, else the terminal's, else vi. */
const editorOf = (checkout: string): string => {
  try {
    return execFileSync("git", ["var", "GIT_EDITOR"], { cwd: checkout, encoding: "utf8" }).trim();
  } catch {
    return process.env["VISUAL"] ?? process.env["EDITOR"] ?? "vi";
  }
};

const ignore = (): void => undefined;

/** Opens a file in the person's editor and waits until it is closed; a fleet that runs in this process goes on meanwhile. */
export const openEditor = async ({ repository }: Opened, file: string): Promise<void> => {
  const editor = editorOf(repository.checkout);
  const path = join(repository.checkout, file);
  // Ctrl-C in the editor is the editor's.
  process.on("SIGINT", ignore);
  try {
    const child = spawn("/bin/sh", ["-c", `${editor} "$1"`, editor, path], { stdio: "inherit" });
    const [status] = (await once(child, "exit")) as [number | null];
    if (status === 0) return;
    throw new UsageError(
      `The editor ${editor} ended with ${status ?? "a signal"}; ${file} is as it was left.`,
    );
  } finally {
    process.off("SIGINT", ignore);
  }
};
