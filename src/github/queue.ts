import type { Pull } from "../core/handoff/seen.ts";
import type { Client } from "./client.ts";

/** What only GraphQL tells of a merge queue: whether it is in there, and how it was put out last. */
const question = `query traffic_queue($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      isInMergeQueue
      timelineItems(last: 1, itemTypes: [ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT]) {
        nodes {
          __typename
          ... on RemovedFromMergeQueueEvent {
            createdAt
            reason
          }
        }
      }
    }
  }
}`;

type Answer = {
  readonly repository: {
    readonly pullRequest: {
      readonly isInMergeQueue: boolean;
      readonly timelineItems: {
        readonly nodes: readonly {
          readonly __typename: string;
          readonly createdAt?: string;
          readonly reason?: string | null;
        }[];
      };
    } | null;
  } | null;
};

/** Whether a pull request waits in the merge queue, or was put out of it since a moment. */
export const queued = async (
  { octokit, place }: Client,
  { number }: Pick<Pull, "number">,
  since: number,
): Promise<Pick<Pull, "queued" | "ejected">> => {
  const { owner, repo } = place;
  const { repository } = await octokit.graphql<Answer>(question, { owner, repo, number });
  const found = repository?.pullRequest;
  const [last] = found?.timelineItems.nodes ?? [];
  if (found?.isInMergeQueue === true) return { queued: true };
  if (last?.createdAt === undefined || Date.parse(last.createdAt) < since) return { queued: false };
  const why = last.reason ?? "no reason was given";
  return { queued: false, ejected: { why, conflict: /conflict/i.test(why) } };
};
