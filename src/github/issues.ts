import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Issue } from "../core/intake/issue.ts";
import type { Client } from "./client.ts";

type Listed = RestEndpointMethodTypes["issues"]["listForRepo"]["response"]["data"][number];

/** The most issues that are read, by the hundred. */
const pages = 10;

const nameOf = (label: string | { readonly name?: string }): string =>
  typeof label === "string" ? label : (label.name ?? "");

/** An issue, and what of it changes. */
export type SeenIssue = Issue & {
  readonly isOpen: boolean;
  /** GitHub's own moments, in milliseconds since the epoch. */
  readonly updated: number;
  readonly closed?: number;
};

const seenFrom = (one: Listed): SeenIssue => {
  const { number, html_url: url, title, body, user, labels, milestone, closed_at: closed } = one;
  const due = milestone?.due_on?.slice(0, 10);
  return {
    number,
    url,
    title,
    text: body ?? "",
    by: user?.login ?? "ghost",
    labels: labels.map(nameOf),
    ...(due === undefined ? {} : { due }),
    isOpen: one.state === "open",
    updated: Date.parse(one.updated_at),
    ...(closed === null ? {} : { closed: Date.parse(closed) }),
  };
};

/** The issues with a label, those that changed last first, until one that did not change since. Pull requests are none, though GitHub counts them among issues. */
export const changedIssues = async (
  { octokit, place }: Client,
  { label, since }: { readonly label: string; readonly since: number },
): Promise<SeenIssue[]> => {
  const at = { owner: place.owner, repo: place.repo, labels: label, per_page: 100 };
  const found: SeenIssue[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const how = { state: "all", sort: "updated", direction: "desc", page } as const;
    const { data } = await octokit.rest.issues.listForRepo({ ...at, ...how });
    found.push(...data.filter(({ pull_request: pull }) => pull === undefined).map(seenFrom));
    const last = data.at(-1);
    if (data.length < 100 || last === undefined || Date.parse(last.updated_at) < since) break;
  }
  return found;
};

/** The open issues with a label, oldest first. */
export const issuesWith = async (client: Client, label: string): Promise<Issue[]> => {
  const found = await changedIssues(client, { label, since: 0 });
  return found.filter(({ isOpen }) => isOpen).sort((a, b) => a.number - b.number);
};
