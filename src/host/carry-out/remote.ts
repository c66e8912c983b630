import type { Ground } from "../../core/order.ts";
import { shutBy } from "../../core/reach.ts";
import type { Closed, Github } from "../../engine/ports/github.ts";
import type { Told, Tools } from "./tools.ts";

/** How long until a remote that did not answer is asked again, in milliseconds. */
const patience = 30_000;

/** What an order has to tell when GitHub answers nobody for a while. */
export const limited = (closed: Closed): Told => ({ kind: "limited", ...shutBy(closed) });

export const unreachable = (why: string): Closed => ({ kind: "closed", until: Date.now() + patience, why });

/** The remote is there, and git cannot read the target from it: a person has to mend that. */
const unread = ({ target, config: { github } }: Ground, why: string): Closed => ({
  ...unreachable(`git cannot fetch ${target} from ${github.remote}: ${why}`),
  answer: `see that \`git fetch ${github.remote} ${target}\` works; where ${target} is not there yet, push it`,
});

/** GitHub as the remote names it, and where the remote's target stands, which is here then. */
export const remoteTarget = async (
  ground: Ground,
  { github, remotes }: Tools,
): Promise<{ readonly kind: "found"; readonly at: Github; readonly tip: string } | Closed> => {
  const at = await github(ground);
  if ("kind" in at) return at;
  const { remote } = ground.config.github;
  const fetched = await remotes.fetch({ remote, branch: ground.target, signIn: await at.signIn() });
  if (fetched.kind === "fetched") return { kind: "found", at, tip: fetched.tip };
  return fetched.kind === "refused" ? unread(ground, fetched.why) : unreachable(fetched.why);
};
