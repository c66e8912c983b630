import type { Git, Obstacle } from "../engine/ports/git.ts";
import type { RemoteGit } from "../engine/ports/remote-git.ts";
import { build } from "../git/landing/build.ts";
import { catchUp } from "../git/landing/catch-up.ts";
import { land, recoverLandings } from "../git/landing/land.ts";
import { landed } from "../git/landing/landed.ts";
import { openGit, type OpenGit } from "../git/open.ts";
import { openRemotes } from "../git/remote.ts";
import type { Repository } from "../git/repository.ts";

/** Everything that is spoken to git about one repository. */
export type WholeGit = OpenGit &
  Pick<Git, "build" | "land" | "landed"> & {
    /** Finishes or takes back what a landing left when its process was killed. */
    recover(): Promise<Obstacle | undefined>;
  };

/** Worktrees and landing, put together. */
export const openWholeGit = (repository: Repository): WholeGit => ({
  ...openGit({ repository }),
  build: (request) => build(repository.checkout, request),
  land: (request) => land(repository.checkout, request),
  landed: (request) => landed(repository.checkout, request),
  recover: () => recoverLandings(repository.checkout),
});

/** Everything that is spoken to git about other repositories. */
export const openWholeRemotes = (repository: Repository): RemoteGit => ({
  ...openRemotes(repository),
  catchUp: (request) => catchUp(repository.checkout, request),
});
