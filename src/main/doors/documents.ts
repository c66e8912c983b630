import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Task } from "../../core/task.ts";
import type { Draft } from "../../faces/doors.ts";
import { UsageError } from "../../faces/doors.ts";
import { newTask, type NewDocument } from "../../store/create.ts";
import { pathsIn } from "../../store/disk.ts";
import { idOf } from "../../store/draft.ts";
import { type Changes, setKeys } from "../../store/edit.ts";
import { loadConfig } from "../../store/look.ts";
import { rewrite, writeNew } from "../../store/write.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";

/** Changes only the keys named in a task's file. */
export const editTask = ({ repository }: Opened, task: Task, keys: Changes): void => {
  const edit = rewrite(repository.checkout, task.file, (text) => setKeys(text, keys));
  if (edit.kind === "refused") throw new UsageError(`${task.file}: ${edit.why}`);
};

/** A new task's file as it would be written, under an id that no task's file has. No task is read for it. */
export const draftTask = async ({ repository }: Opened, draft: Draft): Promise<NewDocument> => {
  const root = repository.checkout;
  mkdirSync(repository.state, { recursive: true });
  const { folders } = await loadConfig({ root, index: filesIn(repository.state).index }, systemClock.now());
  const paths = pathsIn({ root, folder: folders.tasks, others: Object.values(folders) });
  const { title, body, keys } = draft;
  return newTask({
    title,
    folder: folders.tasks,
    taken: paths.map(idOf),
    ...(keys === undefined ? {} : { keys: keys as Changes }),
    ...(body === undefined ? {} : { body }),
  });
};

/** Writes a new task. */
export const addTask = async (opened: Opened, draft: Draft): Promise<{ id: string; file: string }> => {
  const document = await draftTask(opened, draft);
  writeNew(opened.repository.checkout, document);
  return { id: document.id, file: document.path };
};

/** The editor that git would open, else the terminal's, else vi. */
const editorOf = (checkout: string): string => {
  try {
    return execFileSync("git", ["var", "GIT_EDITOR"], { cwd: checkout, encoding: "utf8" }).trim();
  } catch {
    return process.env["VISUAL"] ?? process.env["EDITOR"] ?? "vi";
  }
};

/** Opens a file in the person's editor and waits until it is closed. */
export const openEditor = ({ repository }: Opened, file: string): void => {
  const editor = editorOf(repository.checkout);
  const path = join(repository.checkout, file);
  const { status } = spawnSync("/bin/sh", ["-c", `${editor} "$1"`, editor, path], { stdio: "inherit" });
  if (status !== 0)
    throw new UsageError(
      `The editor ${editor} ended with ${status ?? "a signal"}; ${file} is as it was left.`,
    );
};
