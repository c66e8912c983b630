import type { Github } from "../engine/ports/github.ts";
import type { SignIn } from "../engine/ports/remote-git.ts";
import { actOn } from "./act.ts";
import { createClient, unlessClosed } from "./client.ts";
import { createBell } from "./bell.ts";
import { createFollower, type Followed } from "./follow.ts";
import { createHearer, type Webhook } from "./hear.ts";
import { Limits } from "./limits.ts";
import { excerptsOf } from "./logs.ts";
import { lookAt } from "./look.ts";
import type { Place } from "./place.ts";
import { pullFrom } from "./pull.ts";
import { reach } from "./reach.ts";
import { createTender } from "./tend.ts";
import type { Token } from "./token.ts";

type Wanted = Followed & {
  readonly webhook?: Webhook;
  readonly place: Place;
  readonly token: Token;
  /** Whether git signs in with the token: its address is one of the web's. */
  readonly signsGitIn: boolean;
};

/** One repository at GitHub. */
export const openGithub = ({ place, token, signsGitIn, webhook, ...followed }: Wanted): Github => {
  const limits = new Limits(() => Date.now());
  const client = createClient(place, { limits, token });
  const bell = createBell();
  const signIn = async (): Promise<SignIn> => {
    // Where there is none to be had git says so itself, and GitHub why.
    const secret = await token.secret().catch(() => undefined);
    if (secret === undefined) return undefined;
    const basic = Buffer.from(`x-access-token:${secret}`).toString("base64");
    return { at: `${place.web}/`, header: `Authorization: Basic ${basic}` };
  };
  return {
    reach: () => reach(client),
    signIn: signsGitIn ? signIn : () => Promise.resolve(undefined),
    look: (handoff) => unlessClosed(() => lookAt(client, handoff)),
    act: (deed) => unlessClosed(() => actOn(client, deed)),
    openPull: (branch) =>
      unlessClosed(async () => {
        const pull = await pullFrom(client, branch);
        return pull?.state === "open" ? { kind: "pull", pull } : { kind: "pull" };
      }),
    excerpts: (checks) =>
      unlessClosed(async () => ({ kind: "read", texts: await excerptsOf(client, checks) })),
    follow: createFollower(client, followed),
    hear: createHearer(place, { ...followed, bell, ...(webhook === undefined ? {} : { webhook }) }),
    tend: createTender(client, { ...followed, bell }),
  };
};
