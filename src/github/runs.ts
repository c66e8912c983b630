import type { SeenCheck } from "../core/handoff/seen.ts";
import type { Streak, TargetRun } from "../core/intake/red.ts";
import { ifThere, type Client } from "./client.ts";
import { excerptsOf } from "./logs.ts";

/** Ends that judge: what was cancelled, or never began, says nothing of the commit. */
const verdicts: Readonly<Record<string, boolean>> = { success: false, failure: true, timed_out: true };

/** Runs that judge somebody's proposal, on whatever branch they are. */
const foreign: ReadonlySet<string> = new Set(["pull_request", "pull_request_target", "merge_group"]);

/** The latest runs on a branch, newest first. */
export const runsOn = async ({ octokit, place }: Client, branch: string): Promise<TargetRun[]> => {
  const at = { owner: place.owner, repo: place.repo, per_page: 100 };
  const listed = await ifThere(octokit.rest.actions.listWorkflowRunsForRepo({ ...at, branch }));
  return (listed?.data.workflow_runs ?? [])
    .filter(({ event, head_branch }) => head_branch === branch && !foreign.has(event))
    .map(({ id, name, head_sha: sha, html_url: url, status, conclusion }) => {
      const isRed = status === "completed" ? verdicts[conclusion ?? ""] : undefined;
      return { id, workflow: name ?? "a workflow", sha, url, ...(isRed === undefined ? {} : { isRed }) };
    });
};

/** What the logs of a red workflow's last run say. */
export const excerptsOfRun = async (client: Client, [{ id }]: Streak): Promise<readonly string[]> => {
  const { octokit, place } = client;
  const at = { owner: place.owner, repo: place.repo, run_id: id, per_page: 100 };
  const listed = await ifThere(octokit.rest.actions.listJobsForWorkflowRun(at));
  const red = (listed?.data.jobs ?? []).filter(({ conclusion }) => verdicts[conclusion ?? ""] === true);
  const checks = red.map(({ id: job, name, html_url: url }): SeenCheck => ({
    name,
    state: "red",
    since: 0,
    job,
    ...(url === null ? {} : { url }),
  }));
  return excerptsOf(client, checks);
};
