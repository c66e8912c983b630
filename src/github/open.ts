import type { Github } from "../engine/ports.ts";
import { actOn } from "./act.ts";
import { createClient, unlessClosed } from "./client.ts";
import { createFollower, type Followed } from "./follow.ts";
import { Limits } from "./limits.ts";
import { excerptsOf } from "./logs.ts";
import { lookAt } from "./look.ts";
import type { Place } from "./place.ts";
import { pullFrom } from "./pull.ts";
import type { Token } from "./token.ts";

type Wanted = Followed & {
  readonly place: Place;
  readonly token: Token;
  /** Whether git signs in with the token: its address is one of the web's. */
  readonly signsGitIn: boolean;
};

/** One repository at GitHub. */
export const openGithub = ({ place, token, signsGitIn, ...followed }: Wanted): Github => {
  const client = createClient(place, {
    limits: new Limits(() => Date.now()),
    secret: () => Promise.resolve(token.secret),
  });
  const basic = Buffer.from(`x-access-token:${token.secret}`).toString("base64");
  return {
    signIn: signsGitIn ? { at: `${place.web}/`, header: `Authorization: Basic ${basic}` } : undefined,
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
  };
};
