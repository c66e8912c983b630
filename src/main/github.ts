import type { Config } from "../core/config.ts";
import type { Ground } from "../core/order.ts";
import type { Closed, Github } from "../engine/ports/github.ts";
import type { RemoteGit } from "../engine/ports/remote-git.ts";
import { taskOfHandoff } from "../git/names.ts";
import { openGithub } from "../github/open.ts";
import { placeOf, serverOf, type Place } from "../github/place.ts";
import { findToken } from "../github/token.ts";
import { filesIn } from "./files.ts";

/** What is missing on this machine, for a person to mend: that is looked for here, and asks nobody. */
const closed = (why: string, answer: string): Closed => ({
  kind: "closed",
  until: Date.now(),
  why,
  answer,
  here: true,
});

/** What is said where nothing signs in. */
export const unsigned = (): Closed =>
  closed(
    "there is nothing to sign in to GitHub with",
    "`gh auth login`, or set GITHUB_TOKEN and start the fleet again (traffic doctor --github looks)",
  );

/** The repository at GitHub that a remote's address names, and that address. */
export const locate = async (
  { github: { remote } }: Config,
  remotes: Pick<RemoteGit, "address">,
): Promise<{ readonly place: Place; readonly address: string } | Closed> => {
  const address = await remotes.address(remote);
  if (address === undefined)
    return closed(
      `there is no remote ${remote}`,
      `git remote add ${remote} <address>, or name another under \`github.remote\` in traffic.yaml`,
    );
  const server = serverOf(process.env);
  const place = placeOf(address, server);
  return place === undefined
    ? closed(
        `the remote ${remote} is not at ${server.web}`,
        "set GITHUB_SERVER_URL for a server of your own and start the fleet again",
      )
    : { place, address };
};

/** How webhooks come in: nothing is heard without what signs them. */
const webhookOf = (state: string, { github: { webhookPort } }: Config, target: string) => {
  const secret = process.env["TRAFFIC_WEBHOOK_SECRET"] ?? "";
  return webhookPort === undefined || secret === ""
    ? {}
    : { webhook: { port: webhookPort, secret, target, ledger: filesIn(state).deliveries } };
};

/** GitHub as a remote names it. One for each repository: what it remembers makes asking again cheap. */
export const githubTools = (
  remotes: RemoteGit,
  state: string,
): ((ground: Ground) => Promise<Github | Closed>) => {
  let current: { readonly key: string; readonly github: Github } | undefined;
  return async ({ config, target }) => {
    const found = await locate(config, remotes);
    if ("kind" in found) return found;
    const { place, address } = found;
    const interval = config.github.pollSeconds * 1000;
    const key = JSON.stringify([place, interval, config.github.webhookPort, target]);
    if (current?.key === key) return current.github;
    const token = await findToken(place, process.env);
    if (token === undefined) return unsigned();
    const signsGitIn = /^https?:/.test(address);
    const webhook = webhookOf(state, config, target);
    const github = openGithub({ place, token, signsGitIn, taskOf: taskOfHandoff, interval, ...webhook });
    current = { key, github };
    return github;
  };
};
