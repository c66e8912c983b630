import type { Ground } from "../../core/order.ts";
import { shutBy } from "../../core/reach.ts";
import type { Closed, Github } from "../../engine/ports/github.ts";
import type { Told, Tools } from "./tools.ts";

/** How long until a remote that did not answer is asked again, in milliseconds. */
const patience = 30_000;

/** What an order has to tell when GitHub answers nobody for a while. */
export const limited = (closed: Closed): Told => ({ kind: "limited", ...shutBy(closed) });

export const unreachable = (why: string): Closed => ({ kind: "closed", until: Date.now() + patience, why });

/** GitHub as the remote names it, and where the remote's target stands, which is here then. */
export const remoteTarget = async (
  ground: Ground,
  { github, remotes }: Tools,
): Promise<{ readonly kind: "found"; readonly at: Github; readonly tip: string } | Closed> => {
  const at = await github(ground);
  if ("kind" in at) return at;
  const { remote } = ground.config.github;
  const fetched = await remotes.fetch({ remote, branch: ground.target, signIn: await at.signIn() });
  return fetched.kind === "fetched" ? { kind: "found", at, tip: fetched.tip } : unreachable(fetched.why);
};
