import { labels } from "../core/handoff/words.ts";
import { issueBody, issueMark } from "../core/intake/opened.ts";
import type { Client } from "./client.ts";
import { changedIssues } from "./issues.ts";

/** The issue of a task, and whether it was opened just now. */
type OpenedIssue = { readonly number: number; readonly url: string; readonly isNew: boolean };

/** The issue of a task: the one that we opened for it before, whoever was killed then, or a new one. */
export const openIssue = async (
  client: Client,
  { task, title, text }: { readonly task: string; readonly title: string; readonly text: string },
): Promise<OpenedIssue> => {
  const me = await client.login();
  const all = await changedIssues(client, { label: labels.ours, since: 0 });
  const found = all.find((one) => one.text.includes(issueMark(task)) && (me === undefined || one.by === me));
  if (found !== undefined) return { number: found.number, url: found.url, isNew: false };
  const { octokit, place } = client;
  const { data } = await octokit.rest.issues.create({
    owner: place.owner,
    repo: place.repo,
    title,
    body: issueBody(task, text),
    labels: [labels.ours],
  });
  return { number: data.number, url: data.html_url, isNew: true };
};
