import { createPrivateKey, sign } from "node:crypto";
import type { Place } from "./place.ts";

/** A token that is good for less than this any more is not used for anything new, in milliseconds. */
const margin = 300_000;

const patience = 30_000;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What an app proves itself with: good for nine minutes, and from a minute ago, for clocks that differ. */
const appProof = ({ id, key }: App, now: number): string => {
  const seconds = Math.floor(now / 1000);
  const body = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iat: seconds - 60, exp: seconds + 540, iss: id })}`;
  return `${body}.${sign("RSA-SHA256", Buffer.from(body), createPrivateKey(key)).toString("base64url")}`;
};

/** A GitHub App: its id and its private key. */
type App = { readonly id: string; readonly key: string };

/** Asks as the app itself. */
const ask = async (place: Place, app: App, { method, path }: { method: string; path: string }) => {
  const answer = await fetch(`${place.api}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${appProof(app, Date.now())}`,
      "user-agent": "trafficcontrol",
      "x-github-api-version": "2022-11-28",
    },
    signal: AbortSignal.timeout(patience),
  });
  const data = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (answer.ok) return data;
  const message = typeof data["message"] === "string" ? data["message"] : "no reason given";
  // Shaped as the client's own refusals are, so that it means what it means there.
  throw Object.assign(new Error(`the app ${app.id} is refused: ${message}`), {
    status: answer.status,
    response: { headers: Object.fromEntries(answer.headers), data },
  });
};

type Current = { readonly secret: string; readonly until: number; readonly login: string };

const signIn = async (place: Place, app: App): Promise<Current> => {
  const path = `/repos/${place.owner}/${place.repo}/installation`;
  const { id, app_slug: slug } = await ask(place, app, { method: "GET", path });
  const made = await ask(place, app, {
    method: "POST",
    path: `/app/installations/${String(id)}/access_tokens`,
  });
  const until = Date.parse(String(made["expires_at"]));
  return { secret: String(made["token"]), until, login: `${String(slug)}[bot]` };
};

/** The secret of an app's installation in a repository, made anew before it ends; and who the app is there. */
export const appToken = (
  place: Place,
  app: App,
): { readonly secret: () => Promise<string>; readonly login: () => Promise<string> } => {
  let last: Current | undefined;
  const current = async (): Promise<Current> => {
    if (last === undefined || last.until - Date.now() <= margin) last = await signIn(place, app);
    return last;
  };
  return {
    secret: async () => (await current()).secret,
    login: async () => (await current()).login,
  };
};
