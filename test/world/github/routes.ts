import type { Answers } from "./answers.ts";
import type { Hub, HubPull } from "./hub.ts";

/** A request as a route sees it. */
export type Asked = {
  readonly method: string;
  /** Below `/api/v3`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** Who asks. */
  readonly login: string;
};

export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, not as JSON. */
  readonly raw?: string;
};

type Desk = { readonly hub: Hub; readonly answers: Answers; readonly web: string };
type Handler = (asked: Asked, names: readonly string[], desk: Desk) => Reply;

const ok = (body: unknown, status = 200): Reply => ({ status, body });
const refuse = (status: number, message: string, errors?: readonly { message: string }[]): Reply => ({
  status,
  body: {
    message,
    ...(errors === undefined
      ? {}
      : { errors: errors.map((one) => ({ resource: "PullRequest", code: "custom", ...one })) }),
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  },
});
const missing = refuse(404, "Not Found");
const notForApps = refuse(403, "Resource not accessible by integration");

/** A text that was sent, or what it is where none was. */
const word = (sent: unknown, usual = ""): string => (typeof sent === "string" ? sent : usual);

/** One page of a list, with the way to the next. */
const page = <T>(
  { query, path }: Asked,
  all: readonly T[],
  web: string,
): { items: T[]; headers: Record<string, string> } => {
  const size = Number(query.get("per_page") ?? 30);
  const at = Number(query.get("page") ?? 1);
  const isMore = all.length > at * size;
  const next = new URLSearchParams(query);
  next.set("page", String(at + 1));
  return {
    items: all.slice((at - 1) * size, at * size),
    headers: isMore ? { link: `<${web}/api/v3${path}?${next.toString()}>; rel="next"` } : {},
  };
};

const pullAt = (hub: Hub, number: string | undefined): HubPull | undefined => hub.pulls.get(Number(number));

const createPull: Handler = ({ body = {}, login }, _, { hub, answers }) => {
  const [branch, base] = [word(body["head"]), word(body["base"])];
  const twin = [...hub.pulls.values()].find(
    (one) => one.branch === branch && one.base === base && one.state === "open",
  );
  if (twin !== undefined)
    return refuse(422, "Validation Failed", [
      { message: `A pull request already exists for ${hub.owner}:${branch}.` },
    ]);
  if (hub.tip(branch) === undefined || hub.tip(base) === undefined)
    return refuse(422, "Validation Failed", [{ message: "The head or base does not exist." }]);
  if (hub.tip(branch) === hub.tip(base))
    return refuse(422, "Validation Failed", [{ message: `No commits between ${base} and ${branch}` }]);
  const given = { branch, base, title: word(body["title"]), body: word(body["body"], ""), user: login };
  return ok(answers.pull(hub.open(given)), 201);
};

const listPulls: Handler = (asked, _, { hub, answers, web }) => {
  const { query } = asked;
  const state = query.get("state") ?? "open";
  const head = query.get("head")?.split(":")[1];
  const key = query.get("sort") === "updated" ? "updated" : "created";
  const all = [...hub.pulls.values()]
    .filter((one) => state === "all" || one.state === state)
    .filter((one) => head === undefined || one.branch === head)
    .sort((a, b) => b[key] - a[key] || b.number - a.number);
  const { items, headers } = page(asked, all, web);
  return { ...ok(items.map(answers.listed)), headers };
};

const updatePull: Handler = ({ body = {} }, [, , number], { hub, answers }) => {
  const pull = pullAt(hub, number);
  if (pull === undefined) return missing;
  if (typeof body["body"] === "string") pull.body = body["body"];
  if (typeof body["title"] === "string") pull.title = body["title"];
  if (typeof body["base"] === "string") pull.base = body["base"];
  hub.touch(pull);
  if (body["state"] === "closed" && pull.state === "open") hub.close(pull);
  return ok(answers.pull(pull));
};

/** Why a pull request cannot be merged now. */
const hindrance = (
  hub: Hub,
  pull: HubPull,
  { sha, method }: { sha: unknown; method: string },
): Reply | undefined => {
  if (pull.state !== "open" || pull.draft) return refuse(405, "Pull Request is not mergeable");
  if (sha !== undefined && sha !== pull.head)
    return refuse(409, "Head branch was modified. Review and try the merge again.");
  if (!hub.settings[method as "merge" | "squash" | "rebase"])
    return refuse(
      405,
      `${method === "merge" ? "Merge commits" : `${method} merges`} are not allowed on this repository.`,
    );
  if (hub.mergeTree(hub.tip(pull.base) ?? "", pull.head) === undefined)
    return refuse(405, "Pull Request is not mergeable");
  const [lacking] = hub.lacking(pull);
  if (lacking !== undefined) return refuse(405, `Required status check "${lacking}" is expected.`);
  return pull.approvals < hub.rules.approvals
    ? refuse(405, "At least 1 approving review is required by reviewers with write access.")
    : undefined;
};

const mergePull: Handler = ({ body = {} }, [, , number], { hub }) => {
  const pull = pullAt(hub, number);
  if (pull === undefined) return missing;
  const method = word(body["merge_method"], "merge");
  const refused = hindrance(hub, pull, { sha: body["sha"], method });
  if (refused !== undefined) return refused;
  const title = word(body["commit_title"], `${pull.title} (#${pull.number})`);
  const sha = hub.merge(pull, method, `${title}\n\n${word(body["commit_message"])}`);
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
};

const combined: Handler = (_, [, , ref = ""], { hub, answers }) =>
  hub.has(ref) ? ok(answers.combined(ref)) : refuse(422, `No commit found for SHA: ${ref}`);

const checks: Handler = (_, [, , ref = ""], { hub, answers }) =>
  hub.has(ref) ? ok(answers.checks(ref)) : refuse(422, `No commit found for SHA: ${ref}`);

const createStatus: Handler = ({ body = {} }, [, , sha = ""], { hub, answers }) => {
  if (!hub.has(sha)) return refuse(422, `No commit found for SHA: ${sha}`);
  const status = {
    sha,
    context: word(body["context"], "default"),
    state: word(body["state"]),
    text: word(body["description"], ""),
    url: word(body["target_url"], "https://github.test"),
    at: hub.now,
  };
  hub.statuses.push(status);
  return ok(answers.status(status), 201);
};

const listRuns: Handler = (asked, _, { hub, answers, web }) => {
  const { query } = asked;
  const sha = query.get("head_sha");
  const event = query.get("event");
  const branch = query.get("branch");
  const all = hub.runs
    .filter((one) => (sha === null || one.sha === sha) && (event === null || one.event === event))
    .filter((one) => branch === null || one.branch === branch)
    .toReversed();
  const { items, headers } = page(asked, all, web);
  return { ...ok({ ...answers.runs(items), total_count: all.length }), headers };
};

const rerun: Handler = (_, [, , id], { hub }) => {
  const run = hub.runs.find((one) => one.id === Number(id));
  if (run === undefined) return missing;
  Object.assign(run, { status: "in_progress", conclusion: null, attempt: run.attempt + 1, updated: hub.now });
  for (const job of hub.jobs.filter((one) => one.run === run.id))
    Object.assign(job, { status: "in_progress", conclusion: null, completed: null, started: hub.now });
  return ok({}, 201);
};

const cancelRun: Handler = (_, [, , id], { hub }) => {
  const run = hub.runs.find((one) => one.id === Number(id));
  if (run === undefined) return missing;
  if (run.status === "completed") return refuse(409, "Cannot cancel a workflow run that is completed.");
  for (const job of hub.jobs.filter((one) => one.run === run.id)) hub.end({ run, job }, "cancelled");
  return ok({}, 202);
};

const jobLogs: Handler = (_, [, , id], { hub, web }) => {
  const job = hub.jobs.find((one) => one.id === Number(id));
  return job === undefined
    ? missing
    : { status: 302, headers: { location: `${web}/logs/${job.id}` }, raw: "" };
};

const listComments: Handler = (asked, [, , number], { hub, answers, web }) => {
  const all = hub.comments.filter((one) => one.issue === Number(number));
  const { items, headers } = page(asked, all, web);
  return { ...ok(items.map(answers.comment)), headers };
};

const createComment: Handler = ({ body = {}, login }, [, , number], { hub, answers }) => {
  const comment = hub.say(Number(number), login, word(body["body"]));
  return ok(answers.comment(comment), 201);
};

const updateComment: Handler = ({ body = {} }, [, , id], { hub, answers }) => {
  const comment = hub.comments.find((one) => one.id === Number(id));
  if (comment === undefined) return missing;
  comment.body = word(body["body"]);
  hub.touch(comment);
  hub.onEvent("issue_comment", "edited", comment.issue);
  return ok(answers.comment(comment));
};

const addLabels: Handler = ({ body = {} }, [, , number], { hub, answers }) => {
  const one = hub.pulls.get(Number(number)) ?? hub.issues.get(Number(number));
  if (one === undefined) return missing;
  one.labels = [...new Set([...one.labels, ...(body["labels"] as string[])])];
  hub.touch(one);
  return ok(one.labels.map(answers.label));
};

const removeLabel: Handler = (_, [, , number, name = ""], { hub, answers }) => {
  const one = hub.pulls.get(Number(number)) ?? hub.issues.get(Number(number));
  if (one === undefined) return missing;
  if (!one.labels.includes(decodeURIComponent(name))) return refuse(404, "Label does not exist");
  one.labels = one.labels.filter((label) => label !== decodeURIComponent(name));
  hub.touch(one);
  return ok(one.labels.map(answers.label));
};

const branchRules: Handler = (_, __, { hub }) => {
  const { checks, strict, approvals, queue } = hub.rules;
  const source = {
    ruleset_source_type: "Repository",
    ruleset_source: `${hub.owner}/${hub.name}`,
    ruleset_id: 1,
  };
  return ok([
    ...(checks.length === 0 && !strict
      ? []
      : [
          {
            type: "required_status_checks",
            ...source,
            parameters: {
              required_status_checks: checks.map((context) => ({ context })),
              strict_required_status_checks_policy: strict,
            },
          },
        ]),
    ...(approvals === 0
      ? []
      : [
          {
            type: "pull_request",
            ...source,
            parameters: {
              dismiss_stale_reviews_on_push: true,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_approving_review_count: approvals,
              required_review_thread_resolution: false,
            },
          },
        ]),
    ...(queue
      ? [
          {
            type: "merge_queue",
            ...source,
            parameters: {
              check_response_timeout_minutes: 60,
              grouping_strategy: "ALLGREEN",
              max_entries_to_build: 5,
              max_entries_to_merge: 5,
              merge_method: "SQUASH",
              min_entries_to_merge: 1,
              min_entries_to_merge_wait_minutes: 0,
            },
          },
        ]
      : []),
  ]);
};

const getRef: Handler = (_, [, , ref = ""], { hub, answers }) => {
  const branch = decodeURIComponent(ref).replace(/^heads\//, "");
  const sha = hub.tip(branch);
  return sha === undefined ? missing : ok(answers.ref(branch, sha));
};

const permission: Handler = (_, [, , login = ""], { hub, answers }) => {
  const role = hub.collaborators.get(login);
  return role === undefined
    ? missing
    : ok({
        // The old names of roles, which know neither of those in between.
        permission: { maintain: "write", triage: "read" }[role] ?? role,
        role_name: role,
        user: {
          ...answers.user(login),
          role_name: role,
          permissions: { pull: true, push: role !== "read", admin: role === "admin" },
        },
      });
};

const listIssues: Handler = (asked, _, { hub, answers, web }) => {
  const wanted = asked.query.get("labels")?.split(",") ?? [];
  const state = asked.query.get("state") ?? "open";
  const all = [...hub.issues.values()]
    .filter((one) => state === "all" || one.state === state)
    .filter((one) => wanted.every((label) => one.labels.includes(label)))
    .sort((a, b) => b.updated - a.updated);
  const { items, headers } = page(asked, all, web);
  return { ...ok(items.map(answers.issue)), headers };
};

const createIssue: Handler = ({ body = {}, login }, _, { hub, answers }) => {
  const labels = (body["labels"] ?? []) as string[];
  if (word(body["title"]) === "")
    return refuse(422, "Validation Failed", [{ message: "title can't be blank" }]);
  const given = { title: word(body["title"]), body: word(body["body"]), user: login, labels };
  return ok(answers.issue(hub.issue(given)), 201);
};

const getContent: Handler = ({ query }, [, , path = ""], { hub, answers }) => {
  const file = decodeURIComponent(path);
  const text = hub.file(query.get("ref") ?? "main", file);
  return text === undefined ? missing : ok(answers.content(file, text));
};

const repo = String.raw`/repos/([^/]+)/([^/]+)`;

const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  [
    "GET",
    "/user",
    ({ login }, _, { answers }) => (login.endsWith("[bot]") ? notForApps : ok(answers.me(login))),
  ],
  ["GET", repo, (_, __, { answers }) => ok(answers.repository())],
  ["POST", `${repo}/pulls`, createPull],
  ["GET", `${repo}/pulls`, listPulls],
  [
    "GET",
    String.raw`${repo}/pulls/(\d+)`,
    (_, [, , n], { hub, answers }) => {
      const pull = pullAt(hub, n);
      return pull === undefined ? missing : ok(answers.pull(pull));
    },
  ],
  ["PATCH", String.raw`${repo}/pulls/(\d+)`, updatePull],
  ["PUT", String.raw`${repo}/pulls/(\d+)/merge`, mergePull],
  ["GET", `${repo}/commits/([^/]+)/check-runs`, checks],
  ["GET", `${repo}/commits/([^/]+)/status`, combined],
  ["POST", `${repo}/statuses/([^/]+)`, createStatus],
  ["GET", `${repo}/actions/runs`, listRuns],
  [
    "GET",
    String.raw`${repo}/actions/runs/(\d+)/jobs`,
    (_, [, , id], { answers }) => ok(answers.jobs(Number(id))),
  ],
  ["POST", String.raw`${repo}/actions/runs/(\d+)/rerun-failed-jobs`, rerun],
  ["POST", String.raw`${repo}/actions/runs/(\d+)/cancel`, cancelRun],
  ["GET", String.raw`${repo}/actions/jobs/(\d+)/logs`, jobLogs],
  ["GET", String.raw`${repo}/issues/(\d+)/comments`, listComments],
  ["POST", String.raw`${repo}/issues/(\d+)/comments`, createComment],
  ["PATCH", String.raw`${repo}/issues/comments/(\d+)`, updateComment],
  ["POST", String.raw`${repo}/issues/(\d+)/labels`, addLabels],
  ["DELETE", String.raw`${repo}/issues/(\d+)/labels/([^/]+)`, removeLabel],
  ["GET", `${repo}/issues`, listIssues],
  ["POST", `${repo}/issues`, createIssue],
  ["GET", `${repo}/rules/branches/(.+)`, branchRules],
  ["GET", `${repo}/contents/(.+)`, getContent],
  ["GET", `${repo}/git/ref/(.+)`, getRef],
  ["GET", `${repo}/collaborators/([^/]+)/permission`, permission],
];

const compiled = routes.map(([method, path, handler]) => ({
  method,
  pattern: new RegExp(`^${path}$`),
  handler,
}));

/** Answers one request of the REST interface. */
export const answer = (asked: Asked, desk: Desk): Reply => {
  for (const { method, pattern, handler } of compiled) {
    const found = method === asked.method ? pattern.exec(asked.path) : null;
    if (found === null) continue;
    const [, owner, name] = found;
    if (owner !== undefined && `${owner}/${name}` !== `${desk.hub.owner}/${desk.hub.name}`) return missing;
    return handler(asked, found.slice(1), desk);
  }
  return missing;
};

/** Answers one question of GraphQL: those that are asked here. */
export const answerGraphql = ({ body = {} }: Asked, { hub }: Desk): Reply => {
  const question = word(body["query"]);
  const given = (body["variables"] ?? {}) as Record<string, unknown>;
  const fail = (message: string): Reply => ok({ data: null, errors: [{ type: "UNPROCESSABLE", message }] });
  if (question.includes("traffic_queue")) {
    const pull = hub.pulls.get(Number(given["number"]));
    if (pull === undefined) return ok({ data: { repository: { pullRequest: null } } });
    const nodes =
      pull.ejected === undefined
        ? []
        : [
            {
              __typename: "RemovedFromMergeQueueEvent",
              createdAt: new Date(pull.ejected.at).toISOString(),
              reason: pull.ejected.why,
            },
          ];
    return ok({
      data: { repository: { pullRequest: { isInMergeQueue: pull.queued, timelineItems: { nodes } } } },
    });
  }
  const pull = [...hub.pulls.values()].find((one) => one.state === "open");
  if (pull === undefined) return fail("Could not resolve to a node");
  if (question.includes("traffic_unqueue")) {
    pull.queued = false;
    hub.touch(pull);
    return ok({ data: { dequeuePullRequest: { mergeQueueEntry: { id: "q" } } } });
  }
  if (question.includes("traffic_stop_auto")) {
    delete pull.auto;
    hub.touch(pull);
    return ok({ data: { disablePullRequestAutoMerge: { pullRequest: { id: "p" } } } });
  }
  if (given["sha"] !== pull.head) return fail("Head sha does not match");
  if (question.includes("traffic_enqueue")) {
    pull.queued = true;
    hub.touch(pull);
    return ok({ data: { enqueuePullRequest: { mergeQueueEntry: { id: "q" } } } });
  }
  pull.auto = {
    method: String(given["by"]),
    title: String(given["title"]),
    message: String(given["message"]),
  };
  hub.touch(pull);
  return ok({ data: { enablePullRequestAutoMerge: { pullRequest: { id: "p" } } } });
};
