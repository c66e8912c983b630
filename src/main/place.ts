import type { Config } from "../core/config.ts";
import type { Closed } from "../engine/ports/github.ts";
import type { RemoteGit } from "../engine/ports/remote-git.ts";
import { placeOf, serverOf, type Place } from "../github/place.ts";

/** What is missing on this machine, for a person to mend: that is looked for here, and asks nobody. */
const closed = (missing: Required<Pick<Closed, "why" | "answer" | "here">>): Closed => ({
  kind: "closed",
  until: Date.now(),
  ...missing,
});

/** What is said where nothing signs in. */
export const unsigned = (): Closed =>
  closed({
    why: "there is nothing to sign in to GitHub with",
    answer: "`gh auth login`, or set GITHUB_TOKEN and start the fleet again (traffic doctor --github looks)",
    here: "sign-in",
  });

/** The repository at GitHub that a remote's address names, and that address. */
export const locate = async (
  { github: { remote } }: Config,
  remotes: Pick<RemoteGit, "address">,
): Promise<{ readonly place: Place; readonly address: string } | Closed> => {
  const address = await remotes.address(remote);
  if (address === undefined)
    return closed({
      why: `there is no remote ${remote}`,
      answer: `git remote add ${remote} <address>, or name another under \`github.remote\` in traffic.yaml`,
      here: "remote",
    });
  const server = serverOf(process.env);
  const place = placeOf(address, server);
  return place === undefined
    ? closed({
        why: `the remote ${remote} is not at ${server.web}`,
        answer: "set GITHUB_SERVER_URL for a server of your own and start the fleet again",
        here: "remote",
      })
    : { place, address };
};
