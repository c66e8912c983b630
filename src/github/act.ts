import type { Deed, GitDeed } from "../core/handoff/action.ts";
import { policyContext } from "../core/handoff/words.ts";
import type { Done } from "../engine/ports/github.ts";
import { RefusedError, type Client } from "./client.ts";

type Act = Exclude<Deed, GitDeed>;
type Of<K extends Act["kind"]> = Extract<Act, { kind: K }>;

const queueIt = `mutation traffic_enqueue($id: ID!, $sha: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $sha }) {
    mergeQueueEntry { id }
  }
}`;

const autoMerge = `mutation traffic_auto_merge(
  $id: ID!, $sha: GitObjectID!, $by: PullRequestMergeMethod!, $title: String!, $message: String!
) {
  enablePullRequestAutoMerge(
    input: { pullRequestId: $id, expectedHeadOid: $sha, mergeMethod: $by, commitHeadline: $title, commitBody: $message }
  ) {
    pullRequest { id }
  }
}`;

const stopAuto = `mutation traffic_stop_auto($id: ID!) {
  disablePullRequestAutoMerge(input: { pullRequestId: $id }) { pullRequest { id } }
}`;

const unqueue = `mutation traffic_unqueue($id: ID!) {
  dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { id } }
}`;

const idOf = async ({ octokit, place }: Client, pull: number): Promise<string> => {
  const at = { owner: place.owner, repo: place.repo, pull_number: pull };
  return (await octokit.rest.pulls.get(at)).data.node_id;
};

/** How each deed is asked for. */
const asked: { readonly [K in Act["kind"]]: (client: Client, deed: Of<K>) => Promise<unknown> } = {
  open: ({ octokit, place }, { branch, target, title, body }) =>
    octokit.rest.pulls.create({
      owner: place.owner,
      repo: place.repo,
      head: branch,
      base: target,
      title,
      body,
    }),
  describe: ({ octokit, place }, { pull, body }) =>
    octokit.rest.pulls.update({ owner: place.owner, repo: place.repo, pull_number: pull, body }),
  label: ({ octokit, place }, { pull, add }) =>
    octokit.rest.issues.addLabels({
      owner: place.owner,
      repo: place.repo,
      issue_number: pull,
      labels: [...add],
    }),
  unlabel: ({ octokit, place }, { pull, name }) =>
    octokit.rest.issues.removeLabel({ owner: place.owner, repo: place.repo, issue_number: pull, name }),
  status: ({ octokit, place }, { sha, state, text, url }) =>
    octokit.rest.repos.createCommitStatus({
      owner: place.owner,
      repo: place.repo,
      sha,
      state,
      context: policyContext,
      description: text.slice(0, 140),
      target_url: url,
    }),
  note: ({ octokit, place }, { pull, id, text }) => {
    const at = { owner: place.owner, repo: place.repo, body: text };
    return id === undefined
      ? octokit.rest.issues.createComment({ ...at, issue_number: pull })
      : octokit.rest.issues.updateComment({ ...at, comment_id: id });
  },
  rerun: ({ octokit, place }, { run }) =>
    octokit.rest.actions.reRunWorkflowFailedJobs({ owner: place.owner, repo: place.repo, run_id: run }),
  cancel_run: ({ octokit, place }, { run }) =>
    octokit.rest.actions.cancelWorkflowRun({ owner: place.owner, repo: place.repo, run_id: run }),
  enqueue: async (client, { pull, sha }) =>
    client.octokit.graphql(queueIt, { id: await idOf(client, pull), sha }),
  auto_merge: async (client, { pull, sha, method, title, message }) =>
    client.octokit.graphql(autoMerge, {
      id: await idOf(client, pull),
      sha,
      by: method.toUpperCase(),
      title,
      message,
    }),
  stop_merge: async (client, { pull, by }) =>
    client.octokit.graphql(by === "auto" ? stopAuto : unqueue, { id: await idOf(client, pull) }),
  merge: ({ octokit, place }, { pull, sha, method, title, message }) =>
    octokit.rest.pulls.merge({
      owner: place.owner,
      repo: place.repo,
      pull_number: pull,
      sha,
      merge_method: method,
      commit_title: title,
      commit_message: message,
    }),
  close: ({ octokit, place }, { pull }) =>
    octokit.rest.pulls.update({ owner: place.owner, repo: place.repo, pull_number: pull, state: "closed" }),
};

/** Refusals which mean that it is done already, or that something else came first: whoever looks again sees. */
const settled: { readonly [K in Act["kind"]]?: (refusal: RefusedError) => boolean } = {
  open: ({ status, message }) => status === 422 && /already exists/i.test(message),
  unlabel: ({ status }) => status === 404,
  note: ({ status }) => status === 404,
  cancel_run: ({ status }) => status === 409,
};

/** Refusals that pass by themselves: GitHub has not worked something out yet, or somebody was faster. */
const passing = ({ status, message }: RefusedError): boolean =>
  status === 409 || (status === 405 && !/not allowed on this repository/i.test(message));

/** Errors of GraphQL come with a good status. */
const isGraphql = (error: unknown): error is Error =>
  error instanceof Error && error.name === "GraphqlResponseError";

/** Does one deed. It may be done again: what it has brought about is looked for before it is decided on. */
export const actOn = async (client: Client, deed: Act): Promise<Done> => {
  const ask = asked[deed.kind] as (client: Client, deed: Act) => Promise<unknown>;
  try {
    await ask(client, deed);
    return { kind: "done" };
  } catch (error) {
    if (isGraphql(error)) return { kind: "later", why: error.message };
    if (!(error instanceof RefusedError)) throw error;
    if (settled[deed.kind]?.(error) === true) return { kind: "done" };
    return passing(error) ? { kind: "later", why: error.message } : { kind: "refused", why: error.message };
  }
};
