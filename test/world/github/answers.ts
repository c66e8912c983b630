import type { Hub, HubComment, HubIssue, HubJob, HubPull, HubRun, HubStatus } from "./hub.ts";
import { example } from "./contract.ts";

type Json = Record<string, unknown>;

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

/** Answers of one repository, built upon GitHub's own examples. */
export const answersOf = (hub: Hub, web: string) => {
  const tips = new Map<string, string | undefined>();
  const tipOf = (branch: string): string | undefined => {
    if (!tips.has(branch)) tips.set(branch, hub.tip(branch));
    return tips.get(branch);
  };
  const home = `${web}/${hub.owner}/${hub.name}`;
  const api = `${web}/api/v3/repos/${hub.owner}/${hub.name}`;
  const user = (login: string): Json => ({
    ...(example("pull-request") as { user: Json }).user,
    login,
    html_url: `${web}/${encodeURIComponent(login)}`,
    type: login.endsWith("[bot]") ? "Bot" : "User",
  });
  const repository = (): Json => {
    const {
      source: _,
      parent: __,
      template_repository: ___,
      ...rest
    } = example("full-repository-default-response") as Json;
    return {
      ...rest,
      language: null,
      name: hub.name,
      full_name: `${hub.owner}/${hub.name}`,
      html_url: home,
      owner: user(hub.owner),
      default_branch: "main",
      allow_auto_merge: hub.settings.auto,
      allow_squash_merge: hub.settings.squash,
      allow_merge_commit: hub.settings.merge,
      allow_rebase_merge: hub.settings.rebase,
      permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
    };
  };
  const side = (ref: string, sha: string): Json => {
    const { head } = example("pull-request") as { head: { repo: Json } };
    return {
      label: `${hub.owner}:${ref}`,
      ref,
      sha,
      user: user(hub.owner),
      repo: { ...head.repo, name: hub.name, full_name: `${hub.owner}/${hub.name}`, html_url: home },
    };
  };
  const label = (name: string): Json => ({ ...(example("label-items") as Json[])[0], name });
  const common = (pull: HubPull): Json => ({
    number: pull.number,
    url: `${api}/pulls/${pull.number}`,
    html_url: `${home}/pull/${pull.number}`,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    user: user(pull.user),
    labels: pull.labels.map(label),
    draft: pull.draft,
    created_at: iso(pull.created),
    updated_at: iso(pull.updated),
    closed_at: pull.state === "closed" ? iso(pull.updated) : null,
    merged_at: pull.merged === undefined ? null : iso(pull.merged.at),
    merge_commit_sha: pull.merged?.commit ?? (pull.isWorkedOut ? pull.head : null),
    requested_teams: [],
    requested_reviewers: [],
    assignees: [],
    assignee: null,
    milestone: null,
    head: side(pull.branch, pull.head),
    base: side(pull.base, tipOf(pull.base) ?? pull.head),
    auto_merge:
      pull.auto === undefined
        ? null
        : {
            enabled_by: user(pull.user),
            merge_method: pull.auto.method.toLowerCase(),
            commit_title: pull.auto.title,
            commit_message: pull.auto.message,
          },
  });
  const pull = (one: HubPull): Json => {
    const { mergeable, state } =
      one.state === "open" ? hub.mergeability(one) : { mergeable: null, state: "unknown" };
    return {
      ...(example("pull-request") as Json),
      ...common(one),
      merged: one.merged !== undefined,
      merged_by: one.merged === undefined ? null : user(one.user),
      mergeable,
      mergeable_state: state,
      rebaseable: mergeable,
    };
  };
  const job = (one: HubJob): Json => ({
    ...(example("check-run") as Json),
    id: one.id,
    head_sha: one.sha,
    name: one.name,
    status: one.status,
    conclusion: one.conclusion,
    started_at: iso(one.started),
    completed_at: one.completed === null ? null : iso(one.completed),
    details_url: `${home}/actions/runs/${one.run}/job/${one.id}`,
    html_url: `${home}/actions/runs/${one.run}/job/${one.id}`,
    pull_requests: [],
  });
  const run = (one: HubRun): Json => ({
    ...(example("workflow-run-paginated") as { workflow_runs: Json[] }).workflow_runs[0],
    id: one.id,
    name: one.name,
    head_branch: one.branch,
    head_sha: one.sha,
    event: one.event,
    status: one.status,
    conclusion: one.conclusion,
    run_attempt: one.attempt,
    html_url: `${home}/actions/runs/${one.id}`,
    created_at: iso(one.created),
    updated_at: iso(one.updated),
    pull_requests: [],
  });
  const status = (one: HubStatus): Json => ({
    ...(example("combined-commit-status") as { statuses: Json[] }).statuses[0],
    context: one.context,
    state: one.state,
    description: one.text,
    target_url: one.url,
    created_at: iso(one.at),
    updated_at: iso(one.at),
  });
  const comment = (one: HubComment): Json => ({
    ...(example("issue-comment") as Json),
    id: one.id,
    body: one.body,
    user: user(one.user),
    issue_url: `${api}/issues/${one.issue}`,
    html_url: `${home}/issues/${one.issue}#issuecomment-${one.id}`,
    created_at: iso(one.created),
    updated_at: iso(one.updated),
  });
  const issue = (one: HubIssue): Json => {
    const { pull_request: _, ...rest } = example("issue") as Json;
    return {
      ...rest,
      number: one.number,
      title: one.title,
      body: one.body,
      state: one.state,
      user: user(one.user),
      labels: one.labels.map(label),
      html_url: `${home}/issues/${one.number}`,
      created_at: iso(one.created),
      updated_at: iso(one.updated),
      closed_at: one.state === "closed" ? iso(one.updated) : null,
    };
  };
  return {
    user,
    me: (login: string): Json => ({
      ...(example("private-user-response-with-public-profile-information") as Json),
      ...user(login),
    }),
    repository,
    label,
    listed: (one: HubPull): Json => ({
      ...(example("pull-request-simple-items") as Json[])[0],
      ...common(one),
    }),
    pull,
    checks: (sha: string): Json => {
      const found = hub.jobs.filter((one) => one.sha === sha);
      return { total_count: found.length, check_runs: found.map(job) };
    },
    runs: (found: readonly HubRun[]): Json => ({ total_count: found.length, workflow_runs: found.map(run) }),
    combined: (sha: string): Json => {
      const latest = new Map(hub.statuses.filter((one) => one.sha === sha).map((one) => [one.context, one]));
      const states = [...latest.values()].map(({ state }) => state);
      const isRed = states.includes("failure") || states.includes("error");
      return {
        ...(example("combined-commit-status") as Json),
        sha,
        state: isRed ? "failure" : states.length > 0 && !states.includes("pending") ? "success" : "pending",
        total_count: latest.size,
        statuses: [...latest.values()].map(status),
      };
    },
    status: (one: HubStatus): Json => ({
      ...(example("status") as Json),
      context: one.context,
      state: one.state,
      description: one.text,
      target_url: one.url,
      created_at: iso(one.at),
      updated_at: iso(one.at),
    }),
    comment,
    content: (path: string, text: string): Json => ({
      ...(example("content-file-response-if-content-is-a-file") as Json),
      path,
      name: path.split("/").at(-1),
      size: text.length,
      content: Buffer.from(text).toString("base64"),
    }),
    issue,
    ref: (branch: string, sha: string): Json => {
      const ref = example("git-ref") as { object: Json };
      return { ...ref, ref: `refs/heads/${branch}`, object: { ...ref.object, sha } };
    },
    jobs: (runId: number): Json => {
      const [model] = (example("job-paginated") as { jobs: Json[] }).jobs;
      const found = hub.jobs.filter((one) => one.run === runId);
      return {
        total_count: found.length,
        jobs: found.map((one) => ({
          ...model,
          id: one.id,
          run_id: one.run,
          head_sha: one.sha,
          name: one.name,
          status: one.status,
          conclusion: one.conclusion,
          created_at: iso(one.started),
          started_at: iso(one.started),
          completed_at: one.completed === null ? null : iso(one.completed),
        })),
      };
    },
  };
};

export type Answers = ReturnType<typeof answersOf>;
