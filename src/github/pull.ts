import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Pull } from "../core/handoff/seen.ts";
import type { Client } from "./client.ts";

type Listed = RestEndpointMethodTypes["pulls"]["list"]["response"]["data"][number];
type Full = RestEndpointMethodTypes["pulls"]["get"]["response"]["data"];

/** What GitHub's words for how a pull request can be merged mean. `unstable`: a check that nobody demands is not green. */
const ways: Readonly<Record<string, Pull["way"]>> = {
  clean: "clear",
  unstable: "clear",
  has_hooks: "clear",
  dirty: "conflict",
  behind: "behind",
  blocked: "blocked",
  draft: "clear",
};

const wayOf = ({ mergeable, mergeable_state }: Pick<Full, "mergeable" | "mergeable_state">): Pull["way"] =>
  mergeable === null ? "unknown" : (ways[mergeable_state] ?? "unknown");

const stateOf = ({ state, merged_at }: Listed): Pull["state"] =>
  merged_at !== null ? "merged" : state === "open" ? "open" : "closed";

const labelsOf = ({ labels }: Listed): string[] => labels.map(({ name }) => name);

const pullOf = (pull: Listed, way: Pull["way"]): Pull => ({
  number: pull.number,
  url: pull.html_url,
  state: stateOf(pull),
  head: pull.head.sha,
  target: pull.base.ref,
  body: pull.body ?? "",
  labels: labelsOf(pull),
  draft: pull.draft ?? false,
  ...(pull.merged_at === null || pull.merge_commit_sha === null ? {} : { commit: pull.merge_commit_sha }),
  way,
  queued: false,
  auto: pull.auto_merge !== null,
});

/** Only a branch of the repository itself is ours: a fork's branch of the same name is a stranger's. */
const isOurs =
  ({ owner, repo }: Client["place"]) =>
  ({ head }: Listed): boolean =>
    head.repo?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();

/** The open pull request of a branch, else its newest; only an open one is looked at closely. */
export const pullFrom = async ({ octokit, place }: Client, branch: string): Promise<Pull | undefined> => {
  const at = { owner: place.owner, repo: place.repo };
  const { data } = await octokit.rest.pulls.list({
    ...at,
    head: `${place.owner}:${branch}`,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 30,
  });
  const mine = data.filter(isOurs(place));
  const chosen = mine.find(({ state }) => state === "open") ?? mine[0];
  if (chosen === undefined) return undefined;
  if (chosen.state !== "open") return pullOf(chosen, "clear");
  const { data: full } = await octokit.rest.pulls.get({ ...at, pull_number: chosen.number });
  return pullOf({ ...chosen, ...full } as Listed, wayOf(full));
};
