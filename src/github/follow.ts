import type { Github } from "../engine/ports/github.ts";
import { createBell } from "./bell.ts";
import { ClosedError, ifThere, type Client } from "./client.ts";

/** What is told apart from one look to the next: everything about a branch that could change a decision. */
type Signs = ReadonlyMap<string, string>;

const pullSigns = async ({ octokit, place }: Client): Promise<(readonly [string, string])[]> => {
  const { data } = await octokit.rest.pulls.list({
    owner: place.owner,
    repo: place.repo,
    state: "all",
    sort: "updated",
    direction: "desc",
    per_page: 100,
  });
  return data.map(({ head, number, updated_at, state }) => [
    head.ref,
    `${number} ${updated_at} ${state} ${head.sha}`,
  ]);
};

const runSigns = async ({ octokit, place }: Client): Promise<(readonly [string, string])[]> => {
  const listed = await ifThere(
    octokit.rest.actions.listWorkflowRunsForRepo({ owner: place.owner, repo: place.repo, per_page: 100 }),
  );
  return (listed?.data.workflow_runs ?? []).map(({ head_branch, id, status, conclusion, run_attempt }) => [
    head_branch ?? "",
    `${id} ${status} ${conclusion} ${run_attempt}`,
  ]);
};

/** Two conditional requests, however many pull requests there are. */
const signsOf = async (client: Client): Promise<Signs> => {
  const all = (await Promise.all([pullSigns(client), runSigns(client)])).flat();
  const signs = new Map<string, string>();
  for (const [branch, sign] of all) signs.set(branch, `${signs.get(branch) ?? ""}\n${sign}`);
  return signs;
};

export type Followed = {
  /** The task that a branch is about, if it is one of ours. */
  readonly taskOf: (branch: string) => string | undefined;
  /** Milliseconds from one look to the next. */
  readonly interval: number;
};

/**
 * Follows what happens to branches of ours. It remembers the last look for as long as the process lives: whoever follows
 * anew hears what has happened meanwhile, and after a restart everything is looked at once.
 */
export const createFollower = (client: Client, { taskOf, interval }: Followed): Github["follow"] => {
  // Nothing wakes it: whoever hears a webhook tells of it himself.
  const bell = createBell();
  let last: Signs | undefined;
  const news = (now: Signs): readonly string[] | "all" => {
    const before = last;
    last = now;
    if (before === undefined) return "all";
    const changed = [...now].filter(([branch, sign]) => before.get(branch) !== sign);
    return [...new Set(changed.flatMap(([branch]) => taskOf(branch) ?? []))];
  };
  return async (told, signal) => {
    while (!signal.aborted) {
      try {
        const tasks = news(await signsOf(client));
        if (!signal.aborted && tasks.length > 0) told(tasks);
      } catch (error) {
        if (!(error instanceof ClosedError)) throw error;
      }
      await bell.wait(interval, signal);
    }
  };
};
