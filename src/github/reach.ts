import type { Closed } from "../engine/ports/github.ts";
import { RefusedError, unlessClosed, type Client } from "./client.ts";

/** How long until GitHub is asked again for a repository that it does not show us, in milliseconds. */
const patience = 60_000;

const refused = (name: string, why: string): Closed => ({
  kind: "closed",
  until: Date.now() + patience,
  why: `GitHub shows no repository ${name} to this sign-in (${why})`,
  answer: "see that the remote's address is right and that the token reaches it: traffic doctor --github",
});

/** Whether GitHub knows us and shows us the repository: one request, which costs nothing while nothing has changed. */
export const reach = ({ octokit, place }: Client): Promise<{ readonly kind: "reached" } | Closed> =>
  unlessClosed(async () => {
    const { owner, repo } = place;
    try {
      await octokit.rest.repos.get({ owner, repo });
      return { kind: "reached" } as const;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return refused(`${owner}/${repo}`, `${error.status} ${error.message}`);
    }
  });
