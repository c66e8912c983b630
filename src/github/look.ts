import type { Handoff, Pull, Seen } from "../core/handoff/seen.ts";
import type { Github, Look } from "../engine/ports/github.ts";
import { judgedBy, type Judged } from "./checks.ts";
import { ifThere, type Client } from "./client.ts";
import { silence, talkAt } from "./comments.ts";
import { pullFrom } from "./pull.ts";
import { queued } from "./queue.ts";
import { rulesOf } from "./rules.ts";

type Wanted = Parameters<Github["look"]>[0];

/** Where a branch stands at GitHub. */
const tipOf = async ({ octokit, place }: Client, branch: string): Promise<string | undefined> => {
  const at = { owner: place.owner, repo: place.repo };
  const found = await ifThere(octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` }));
  return found?.data.object.sha;
};

const nothing: Judged = { checks: [] };

/** Of the checks that are red, those that are red where the work was proved. */
const redOnBase = async (client: Client, base: string, { checks }: Judged): Promise<Seen["redOnBase"]> => {
  const red = checks.filter(({ state }) => state === "red").map(({ name }) => name);
  if (red.length === 0) return [];
  const before = await judgedBy(client, base);
  return red.filter((name) => before.checks.some((check) => check.name === name && check.state === "red"));
};

const queueNews = async (client: Client, pull: Pull | undefined, seen: Pick<Seen, "rules" | "policy">) =>
  pull?.state === "open" && seen.rules.queue ? queued(client, pull, seen.policy?.since ?? 0) : {};

/** Looks at everything about a handoff. What has not changed since the last look costs nothing of GitHub's limit. */
export const lookAt = async (client: Client, wanted: Wanted): Promise<Look> => {
  const { task, sha, base }: Pick<Handoff, "task" | "sha" | "base"> = wanted;
  const [branch, target, pull, rules] = await Promise.all([
    tipOf(client, wanted.branch),
    tipOf(client, wanted.target),
    pullFrom(client, wanted.branch),
    rulesOf(client, wanted.target),
  ]);
  const isThere = branch === sha || pull?.head === sha;
  const [judged, talk] = await Promise.all([
    isThere ? judgedBy(client, sha) : nothing,
    pull?.state === "open" ? talkAt(client, task, pull) : silence,
  ]);
  const [red, queue] = await Promise.all([
    redOnBase(client, base, judged),
    queueNews(client, pull, { rules, ...judged }),
  ]);
  return {
    kind: "look",
    now: client.now(),
    ...(branch === undefined ? {} : { branch }),
    target: target ?? base,
    rules,
    ...(pull === undefined ? {} : { pull: { ...pull, ...queue } }),
    ...judged,
    redOnBase: red,
    ...talk,
  };
};
