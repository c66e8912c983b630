import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Input } from "../../core/input.ts";
import { shutBy } from "../../core/reach.ts";
import type { State } from "../../core/state.ts";
import type { Glance } from "../../git/glance.ts";
import { programPath } from "./programs.ts";

const changedAt = (path: string): number => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
};

/** Of these only whether they are set tells anything here. */
const secrets = /^(?:(?:GITHUB|GH)_(?:ENTERPRISE_)?TOKEN|TRAFFIC_GITHUB_APP_(?:ID|KEY))$/;

const secretsIn = (env: NodeJS.ProcessEnv): readonly string[] =>
  Object.keys(env).filter((name) => secrets.test(name) && env[name] !== "");

/** Whether whoever starts a fleet from here brings along what signs in to GitHub. */
export const signsInHere = (): boolean => secretsIn(process.env).length > 0;

/** Where `gh` notes whom it has signed in. */
const hostsOf = (env: NodeJS.ProcessEnv): string =>
  join(env["GH_CONFIG_DIR"] ?? join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "gh"), "hosts.yml");

/** What a look at what GitHub is reached with depends on: while it is the same, so is what is found. */
export const reachMark = ({ common }: Pick<Glance, "common">): string => {
  const { env } = process;
  const server = [env["GITHUB_SERVER_URL"], env["GITHUB_API_URL"]];
  const files = [join(common, "config"), hostsOf(env)].map(changedAt);
  return JSON.stringify([secretsIn(env).toSorted(), server, files, programPath("gh")]);
};

/**
 * What looking here tells of GitHub, where tasks wait for it and no engine runs: what is missing, or that what was missing is
 * there. Nobody is asked: what GitHub itself said last stands.
 */
export const lookHere = async ({ checkout }: Glance, { fleet, queue }: State): Promise<readonly Input[]> => {
  if (queue.leaving.size === 0) return [];
  const [{ addressOf }, { findToken }, { locate, unsigned }] = await Promise.all([
    import("../../git/remote.ts"),
    import("../../github/token.ts"),
    import("../place.ts"),
  ]);
  const found = await locate(fleet.config, { address: (remote) => addressOf(checkout, remote) });
  if ("kind" in found) return [{ kind: "shut", ...shutBy(found) }];
  // What is wrong with a sign-in that is there is told by whoever uses it.
  const token = await findToken(found.place, process.env).catch(() => "unread");
  if (token === undefined) return [{ kind: "shut", ...shutBy(unsigned()) }];
  return fleet.github?.here !== undefined ? [{ kind: "unsure" }] : [];
};
