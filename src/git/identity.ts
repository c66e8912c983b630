import type { Person } from "../core/person.ts";
import { run } from "./command.ts";

const name = "TrafficControl";
const email = "traffic@localhost";

/** Who commits what no person is the author of. */
export const ours: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
};

/** The person whose repository it is; undefined where git knows no name or no address. */
export const personIn = async (place: string): Promise<Person | undefined> => {
  const asked = ["config", "--get-regexp", String.raw`^user\.(name|email)$`];
  const { out } = await run(place, asked, { answers: [1] });
  // What is set last counts.
  const last = (key: string): string | undefined =>
    [...out.matchAll(new RegExp(`^user\\.${key} (.+)$`, "gm"))].at(-1)?.[1];
  const [known, address] = [last("name"), last("email")];
  return known === undefined || address === undefined ? undefined : `${known} <${address}>`;
};

/** Who commits an agent's work: the person, where git knows their name and address; TrafficControl otherwise. */
export const authorOf = async (place: string): Promise<Readonly<Record<string, string>>> =>
  (await personIn(place)) === undefined ? ours : {};

/** Who of us, and when, as a commit has it. `seconds` since the epoch. */
export const signature = (seconds: string): string => `${name} <${email}> ${seconds} +0000`;

/** Both dates of a commit, so that the same commit made again has the same name. `seconds` since the epoch. */
export const dated = (seconds: string): Readonly<Record<string, string>> => ({
  GIT_AUTHOR_DATE: `${seconds} +0000`,
  GIT_COMMITTER_DATE: `${seconds} +0000`,
});
