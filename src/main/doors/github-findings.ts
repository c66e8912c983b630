import type { Config } from "../../core/config.ts";
import type { Finding } from "../../faces/doors/house.ts";
import { openRemotes } from "../../git/remote.ts";
import { createClient } from "../../github/client.ts";
import { Limits } from "../../github/limits.ts";
import { probeAll } from "../../github/probe.ts";
import { findToken } from "../../github/token.ts";
import { locate, unsigned } from "../place.ts";
import type { Checked } from "./opened.ts";
import { workflowPath } from "./workflow.ts";

const about = "GitHub";

/** Everything that a handoff needs of GitHub, with what mends it. Makes nothing there. */
export const githubFindings = async (
  { repository }: Checked,
  { config, target }: { readonly config: Config; readonly target: string },
): Promise<Finding[]> => {
  const remotes = openRemotes(repository);
  const found = await locate(config, remotes);
  if ("kind" in found) return [{ level: "error", about, message: found.why, repair: found.answer ?? "" }];
  const { place, address } = found;
  const token = await findToken(place, process.env);
  if (token === undefined) {
    const { why, answer = "" } = unsigned();
    return [{ level: "error", about, message: why, repair: answer }];
  }
  const limits = new Limits(() => Date.now());
  const client = createClient(place, { limits, token });
  const { checks } = config.github;
  return [
    { level: "ok", about, message: `${place.owner}/${place.repo} at ${place.web}, by ${address}` },
    ...(await probeAll(client, { from: token.from, target, workflow: workflowPath, checks })),
  ];
};
