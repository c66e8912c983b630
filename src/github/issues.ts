import type { Issue } from "../core/intake/issue.ts";
import type { Client } from "./client.ts";

/** The most issues that are read, by the hundred. */
const pages = 10;

const nameOf = (label: string | { readonly name?: string }): string =>
  typeof label === "string" ? label : (label.name ?? "");

/** The open issues with a label, oldest first. Pull requests are none, though GitHub counts them among issues. */
export const issuesWith = async ({ octokit, place }: Client, label: string): Promise<Issue[]> => {
  const at = { owner: place.owner, repo: place.repo, per_page: 100 };
  const found: Issue[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const { data } = await octokit.rest.issues.listForRepo({
      ...at,
      labels: label,
      state: "open",
      sort: "created",
      direction: "asc",
      page,
    });
    for (const { pull_request: pull, number, html_url: url, title, body, user, labels, milestone } of data) {
      if (pull !== undefined) continue;
      const due = milestone?.due_on?.slice(0, 10);
      found.push({
        number,
        url,
        title,
        text: body ?? "",
        by: user?.login ?? "ghost",
        labels: labels.map(nameOf),
        ...(due === undefined ? {} : { due }),
      });
    }
    if (data.length < 100) break;
  }
  return found;
};
