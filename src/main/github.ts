import type { Ground } from "../core/order.ts";
import type { Closed, Github, RemoteGit } from "../engine/ports.ts";
import { taskOfHandoff } from "../git/names.ts";
import { openGithub } from "../github/open.ts";
import { placeOf, serverOf } from "../github/place.ts";
import { findToken } from "../github/token.ts";

/** How long until a person may have mended what keeps us from GitHub, in milliseconds. */
const patience = 60_000;

const closed = (why: string, answer: string): Closed => ({
  kind: "closed",
  until: Date.now() + patience,
  why,
  answer,
});

const open = async (
  { config }: Ground,
  remotes: RemoteGit,
): Promise<{ readonly key: string; readonly open: () => Github } | Closed> => {
  const { remote, pollSeconds } = config.github;
  const address = await remotes.address(remote);
  if (address === undefined)
    return closed(
      `there is no remote ${remote}`,
      `git remote add ${remote} <address>, or name another under \`github.remote\` in traffic.yaml`,
    );
  const server = serverOf(process.env);
  const place = placeOf(address, server);
  if (place === undefined)
    return closed(
      `the remote ${remote} is not at ${server.web}`,
      "set GITHUB_SERVER_URL for another server, or `handoff: local`",
    );
  const token = await findToken(server, process.env);
  if (token === undefined)
    return closed(
      "there is nothing to sign in to GitHub with",
      "set GITHUB_TOKEN or `gh auth login`, and start the fleet again",
    );
  const signsGitIn = /^https?:/.test(address);
  return {
    key: JSON.stringify([place, pollSeconds, token.secret]),
    open: () => openGithub({ place, token, signsGitIn, taskOf: taskOfHandoff, interval: pollSeconds * 1000 }),
  };
};

/** GitHub as a remote names it. One for each repository and sign-in: what it remembers makes asking again cheap. */
export const githubTools = (remotes: RemoteGit): ((ground: Ground) => Promise<Github | Closed>) => {
  let current: { readonly key: string; readonly github: Github } | undefined;
  return async (ground) => {
    const found = await open(ground, remotes);
    if ("kind" in found) return found;
    if (current?.key !== found.key) current = { key: found.key, github: found.open() };
    return current.github;
  };
};
