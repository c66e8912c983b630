import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Server } from "./place.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a token came from, for people. The token itself is never shown, kept or logged. */
export type Token = { readonly secret: string; readonly from: string };

const names = ["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_ENTERPRISE_TOKEN"];

const run = promisify(execFile);

/** What `gh` signs in with, where it is installed and signed in. */
const fromGh = async ({ web }: Server, env: Environment): Promise<Token | undefined> => {
  try {
    const { stdout } = await run("gh", ["auth", "token", "--hostname", new URL(web).host], {
      env,
      timeout: 10_000,
    });
    const secret = stdout.trim();
    return secret === "" ? undefined : { secret, from: "gh auth token" };
  } catch {
    return undefined;
  }
};

/** What to sign in with: a variable, or what `gh` has. */
export const findToken = async (server: Server, env: Environment): Promise<Token | undefined> => {
  for (const name of names) {
    const secret = env[name]?.trim() ?? "";
    if (secret !== "") return { secret, from: name };
  }
  return fromGh(server, env);
};
