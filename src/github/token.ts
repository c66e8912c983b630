import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { appToken } from "./app.ts";
import type { Place } from "./place.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What signs in, and where it came from, for people. It is never shown, kept or logged. */
export type Token = {
  readonly from: string;
  /** The secret as it is now: an app's is another every hour. */
  readonly secret: () => Promise<string>;
  /** Who it signs in, where GitHub itself does not tell. */
  readonly login?: () => Promise<string>;
};

const names = ["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_ENTERPRISE_TOKEN"];

const run = promisify(execFile);

const fixed = (secret: string, from: string): Token => ({ from, secret: () => Promise.resolve(secret) });

/** What `gh` signs in with, where it is installed and signed in. */
const fromGh = async ({ web }: Place, env: Environment): Promise<Token | undefined> => {
  try {
    const { stdout } = await run("gh", ["auth", "token", "--hostname", new URL(web).host], {
      env,
      timeout: 10_000,
    });
    return stdout.trim() === "" ? undefined : fixed(stdout.trim(), "gh auth token");
  } catch {
    return undefined;
  }
};

/** A GitHub App of the person's own, by its id and the file of its private key. */
const fromApp = async (place: Place, env: Environment): Promise<Token | undefined> => {
  const id = env["TRAFFIC_GITHUB_APP_ID"]?.trim() ?? "";
  const file = env["TRAFFIC_GITHUB_APP_KEY"]?.trim() ?? "";
  if (id === "" || file === "") return undefined;
  const key = await readFile(file, "utf8");
  return { from: `GitHub App ${id}`, ...appToken(place, { id, key }) };
};

/** What to sign in with: an app, a variable, or what `gh` has. */
export const findToken = async (place: Place, env: Environment): Promise<Token | undefined> => {
  const app = await fromApp(place, env);
  if (app !== undefined) return app;
  for (const name of names) {
    const secret = env[name]?.trim() ?? "";
    if (secret !== "") return fixed(secret, name);
  }
  return fromGh(place, env);
};
