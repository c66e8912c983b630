import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { CheckState, Seen, SeenCheck } from "../core/handoff/seen.ts";
import { policyContext } from "../core/handoff/words.ts";
import { ifThere, type Client } from "./client.ts";

type CheckRun = RestEndpointMethodTypes["checks"]["listForRef"]["response"]["data"]["check_runs"][number];
type Status =
  RestEndpointMethodTypes["repos"]["getCombinedStatusForRef"]["response"]["data"]["statuses"][number];
type Run =
  RestEndpointMethodTypes["actions"]["listWorkflowRunsForRepo"]["response"]["data"]["workflow_runs"][number];

/** What GitHub's words for the end of a check mean. A neutral one judged nothing, just as one that was skipped. */
const conclusions: Readonly<Record<string, CheckState>> = {
  success: "green",
  neutral: "skipped",
  skipped: "skipped",
  failure: "red",
  timed_out: "red",
  cancelled: "lost",
  stale: "lost",
  startup_failure: "lost",
  action_required: "held",
};

const stateOf = (status: string | null, conclusion: string | null): CheckState =>
  status === "completed" ? (conclusions[conclusion ?? ""] ?? "lost") : "pending";

const moment = (...texts: readonly (string | null | undefined)[]): number =>
  texts.map((text) => Date.parse(text ?? "")).find((at) => Number.isFinite(at)) ?? 0;

const linked = (url: string | null): { readonly url?: string } => (url === null ? {} : { url });

const ofRun = (runs: readonly Run[]) => {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return (check: CheckRun): SeenCheck => {
    const { name, status, conclusion, started_at, completed_at, details_url } = check;
    const [, id, job] = /\/actions\/runs\/(\d+)\/job\/(\d+)/.exec(details_url ?? "") ?? [];
    const tries = byId.get(Number(id))?.run_attempt ?? 1;
    return {
      name,
      state: stateOf(status, conclusion),
      since: moment(completed_at, started_at),
      ...linked(details_url),
      ...(id === undefined ? {} : { run: { id: Number(id), tries }, job: Number(job) }),
    };
  };
};

const statusStates: Readonly<Record<string, CheckState>> = { success: "green", pending: "pending" };

const ofStatus = ({ context, state, created_at, target_url }: Status): SeenCheck => ({
  name: context,
  state: statusStates[state] ?? "red",
  since: moment(created_at),
  ...linked(target_url),
});

/** A run that has no jobs yet, or never will: it waits for a person, or it could not begin. */
const jobless = (checks: readonly SeenCheck[], runs: readonly Run[]): SeenCheck[] =>
  runs
    .filter(({ id }) => !checks.some(({ run }) => run?.id === id))
    .map((run) => ({
      name: run.name ?? "a workflow",
      state: stateOf(run.status, run.conclusion),
      since: moment(run.updated_at),
      url: run.html_url,
      run: { id: run.id, tries: run.run_attempt ?? 1 },
    }))
    .filter(({ state }) => state === "held" || state === "lost");

/** Everything that judges a commit, and our own verdict on it. */
export type Judged = Pick<Seen, "checks" | "policy">;

const policyOf = (statuses: readonly Status[]): Pick<Seen, "policy"> => {
  const own = statuses.find(({ context }) => context === policyContext);
  if (own === undefined) return {};
  const state = own.state === "success" || own.state === "pending" ? own.state : "failure";
  return { policy: { state, since: moment(own.created_at) } };
};

/** All check runs, statuses and runs of a commit; none where GitHub does not know it. */
export const judgedBy = async ({ octokit, place }: Client, sha: string): Promise<Judged> => {
  const at = { owner: place.owner, repo: place.repo, per_page: 100 };
  const [found, combined, listed] = await Promise.all([
    ifThere(octokit.rest.checks.listForRef({ ...at, ref: sha })),
    ifThere(octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: sha })),
    ifThere(octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha })),
  ]);
  const runs = (listed?.data.workflow_runs ?? []).filter(({ event }) => event !== "merge_group");
  const statuses = combined?.data.statuses ?? [];
  const checks = (found?.data.check_runs ?? []).map(ofRun(runs));
  return {
    checks: [...checks, ...jobless(checks, runs), ...statuses.map(ofStatus)],
    ...policyOf(statuses),
  };
};
