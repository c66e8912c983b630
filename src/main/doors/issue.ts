import type { Config } from "../../core/config.ts";
import { bodyOf } from "../../core/body.ts";
import { issueIn } from "../../core/intake/issue.ts";
import type { Task } from "../../core/task.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import type { OpenedIssue } from "../../faces/doors/writing.ts";
import { openIssue } from "../../github/open-issue.ts";
import { loadConfig } from "../../store/look.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { editTask } from "./documents.ts";
import { answered, githubClient } from "./github-client.ts";
import { textOf } from "./import-shelf.ts";
import type { Checked } from "./opened.ts";

const configOf = async ({ repository }: Checked): Promise<Config> => {
  const { checkout: root, state } = repository;
  return (await loadConfig({ root, index: filesIn(state).index }, systemClock.now())).config;
};

/** Opens an issue at GitHub for a task, once; the task's file says where from then on. */
export const issueFor = async (opened: Checked, task: Task): Promise<OpenedIssue> => {
  const { source = "", file, id, title } = task;
  if (issueIn(source) !== undefined) return { url: source, isNew: false };
  const text = textOf(opened.repository.checkout, file);
  if (text === undefined)
    throw new UsageError(`${file} is not in the checkout: there is nothing to write into what it says`);
  const client = await githubClient(opened, await configOf(opened));
  const { url, isNew } = await answered(() => openIssue(client, { task: id, title, text: bodyOf(text) }));
  editTask(opened, task, { source: url });
  return { url, isNew };
};
