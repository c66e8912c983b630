import type { Config } from "../core/config.ts";
import type { Ground } from "../core/order.ts";
import type { Closed, Github } from "../engine/ports/github.ts";
import type { RemoteGit } from "../engine/ports/remote-git.ts";
import { taskOfHandoff } from "../git/names.ts";
import { openGithub } from "../github/open.ts";
import { findToken } from "../github/token.ts";
import { filesIn } from "./files.ts";
import { locate, unsigned } from "./place.ts";

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
