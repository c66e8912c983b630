import type { Config } from "../../core/config.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { openRemotes } from "../../git/remote.ts";
import { createClient, RefusedError, unlessClosed, type Client } from "../../github/client.ts";
import { Limits } from "../../github/limits.ts";
import { findToken } from "../../github/token.ts";
import { locate, unsigned } from "../place.ts";
import type { Checked } from "./opened.ts";

const told = ({ why, answer }: { readonly why: string; readonly answer?: string }): UsageError =>
  new UsageError(answer === undefined ? why : `${why}: ${answer}`);

/** GitHub as a person's own remote names it, for a command that asks it and waits. */
export const githubClient = async ({ repository }: Checked, config: Config): Promise<Client> => {
  const found = await locate(config, openRemotes(repository));
  if ("kind" in found) throw told(found);
  const token = await findToken(found.place, process.env);
  if (token === undefined) throw told(unsigned());
  return createClient(found.place, { limits: new Limits(() => Date.now()), token });
};

/** The answer of GitHub; why there is none is the person's to know. */
export const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    const found = await unlessClosed(async () => ({ answer: await ask() }));
    if ("kind" in found) throw told(found);
    return found.answer;
  } catch (error) {
    if (error instanceof RefusedError)
      throw new UsageError(
        `GitHub refuses: ${error.message} (traffic doctor --github names what is lacking)`,
      );
    throw error;
  }
};
