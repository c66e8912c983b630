import { ClosedError, RefusedError, type Client } from "./client.ts";
import { rulesOf } from "./rules.ts";

/** One thing that was asked of GitHub, to see whether a fleet may ask it. */
export type Probed = {
  readonly about: string;
  readonly level: "ok" | "warning" | "error";
  readonly message: string;
  readonly repair?: string;
};

/** A commit that no repository has. */
const nowhere = "0".repeat(40);

type Ask = () => Promise<unknown>;

/** What a refusal says of what was sent, and not of who sent it. */
const ofWhatWasSent: ReadonlySet<number> = new Set([409, 422]);

/** Whether GitHub would let us: a refusal of what was sent says that sending it is allowed. */
const allowed = async (ask: Ask, fine = ofWhatWasSent): Promise<true | string> => {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return fine.has(error.status) ? true : `${error.status} ${error.message}`;
  }
};

type Wish = readonly [about: string, permission: string, ask: Ask, fine?: ReadonlySet<number>];

const probe = async ([about, permission, ask, fine]: Wish): Promise<Probed> => {
  const answer = await allowed(ask, fine);
  if (answer === true) return { about, level: "ok", message: `${permission}: yes` };
  return {
    about,
    level: "error",
    message: `${permission}: no (${answer})`,
    repair: `give the token the permission: ${permission}`,
  };
};

/** Everything that a handoff asks for, without making anything: what is written is refused for what it says. */
const permissions = ({ octokit, place }: Client, ref: string): readonly Wish[] => {
  const at = { owner: place.owner, repo: place.repo };
  const { rest } = octokit;
  return [
    ["pull requests", "pull requests, read", () => rest.pulls.list({ ...at, per_page: 1 })],
    [
      "pull requests",
      "pull requests, write",
      () =>
        rest.pulls.create({
          ...at,
          title: "-",
          head: "traffic/no-such-branch",
          base: "traffic/no-such-base",
        }),
    ],
    ["checks", "checks, read", () => rest.checks.listForRef({ ...at, ref, per_page: 1 })],
    ["statuses", "commit statuses, read", () => rest.repos.getCombinedStatusForRef({ ...at, ref })],
    [
      "statuses",
      "commit statuses, write",
      () =>
        rest.repos.createCommitStatus({ ...at, sha: nowhere, state: "pending", context: "traffic/policy" }),
    ],
    ["actions", "actions, read", () => rest.actions.listWorkflowRunsForRepo({ ...at, per_page: 1 })],
    // No run has that number: who may not cancel one is told so first.
    [
      "actions",
      "actions, write",
      () => rest.actions.cancelWorkflowRun({ ...at, run_id: 1 }),
      new Set([404, 409, 422]),
    ],
    ["issues", "issues, read", () => rest.issues.listForRepo({ ...at, per_page: 1 })],
    ["issues", "issues, write", () => rest.issues.create({ ...at, title: "" })],
    [
      "commands",
      "metadata, read",
      () => rest.repos.getCollaboratorPermissionLevel({ ...at, username: place.owner }),
      new Set([404]),
    ],
  ];
};

const whoami = async ({ octokit }: Client, from: string): Promise<Probed> => {
  const about = "sign-in";
  try {
    const { data } = await octokit.rest.users.getAuthenticated();
    return { about, level: "ok", message: `as ${data.login}, by ${from}` };
  } catch (error) {
    if (error instanceof RefusedError) return { about, level: "ok", message: `as an app, by ${from}` };
    throw error;
  }
};

const repository = async ({ octokit, place }: Client): Promise<Probed> => {
  const about = "repository";
  const name = `${place.owner}/${place.repo}`;
  try {
    const { data } = await octokit.rest.repos.get({ owner: place.owner, repo: place.repo });
    if (data.archived)
      return { about, level: "error", message: `${name} is archived`, repair: "unarchive it at GitHub" };
    return data.permissions?.push === true
      ? { about, level: "ok", message: `${name}, may be pushed to` }
      : {
          about,
          level: "error",
          message: `${name} may not be pushed to`,
          repair: "give the token the permission: contents, write",
        };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      about,
      level: "error",
      message: `${name} is not there for this token (${error.status} ${error.message})`,
      repair: "see that the remote's address is right, and that the token reaches the repository",
    };
  }
};

/** Whether what judges pull requests is at GitHub, and whether GitHub insists on it. */
const witness = async (client: Client, { target, workflow, checks }: Wanted): Promise<Probed[]> => {
  const at = { owner: client.place.owner, repo: client.place.repo };
  const isThere = await allowed(() =>
    client.octokit.rest.repos.getContent({ ...at, path: workflow, ref: target }),
  );
  const rules = await rulesOf(client, target);
  const lacking = checks.filter((name) => !rules.checks.includes(name));
  return [
    isThere === true
      ? { about: "workflow", level: "ok", message: `${workflow} is on ${target}` }
      : {
          about: "workflow",
          level: checks.length === 0 ? "ok" : "warning",
          message: `${workflow} is not on ${target} at GitHub: nothing begins the checks that are waited for (${checks.join(", ")})`,
          repair: "traffic init --github, commit it and push",
        },
    ...(lacking.length === 0
      ? []
      : [
          {
            about: "rules",
            level: "warning",
            message: `GitHub itself does not insist on ${lacking.join(", ")} on ${target}: people can merge without`,
            repair: "make it a required check (Settings, Rules, at GitHub)",
          } as const,
        ]),
  ];
};

export type Wanted = {
  readonly from: string;
  readonly target: string;
  readonly workflow: string;
  readonly checks: readonly string[];
};

/** Looks at everything that a handoff needs of GitHub, one thing after another. Makes nothing. */
export const probeAll = async (client: Client, wanted: Wanted): Promise<Probed[]> => {
  const found: Probed[] = [];
  try {
    found.push(await whoami(client, wanted.from));
    const place = await repository(client);
    found.push(place);
    if (place.message.includes("is not there")) return found;
    for (const wish of permissions(client, wanted.target)) found.push(await probe(wish));
    found.push(...(await witness(client, wanted)));
    return found;
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error;
    const { why, answer } = error.closed;
    return [
      ...found,
      { about: "GitHub", level: "error", message: why, ...(answer === undefined ? {} : { repair: answer }) },
    ];
  }
};
