import type { Oid } from "../core/evidence.ts";
import type { RemoteGit, Unreachable } from "../engine/ports/remote-git.ts";
import { GitError, line, run } from "./command.ts";
import { exclusive } from "./exclusive.ts";
import { handoffBranch, offersRef } from "./names.ts";
import { commitOf, dropRefs, isReached, listRefs, setRef } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** What git says when the other side was not there, or went away. */
const absent =
  /could not resolve|unable to access|connection (?:refused|reset|timed out)|timed out|early EOF|unexpected disconnect|RPC failed|remote end hung up|returned error: (?:429|5\d\d)|network is unreachable/i;

/** The same for a sign-in that was refused: asking again brings nothing. */
const forbidden =
  /returned error: (?:401|403)|authentication failed|permission to .* denied|could not read username/i;

/** A push that a person or another machine was faster than. */
const outrun = /\((?:stale info|fetch first|non-fast-forward)\)|cannot lock ref/;

/** What git said, on one line and without an address's password. */
const said = ({ stderr }: GitError): string =>
  stderr
    .replaceAll(/\/\/[^@/\s]+@/g, "//")
    .split("\n")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .slice(-6)
    .join("; ");

const isAbsent = ({ stderr }: GitError): boolean => absent.test(stderr) && !forbidden.test(stderr);

const unreachable = (error: GitError): Unreachable => ({ kind: "unreachable", why: said(error) });

/** The address of a remote of the repository there; undefined where there is none of that name. */
export const addressOf = async (place: string, remote: string): Promise<string | undefined> => {
  const url = await line(place, ["remote", "get-url", remote], { answers: [2, 128] });
  return url === "" ? undefined : url;
};

const fetchOne = async (
  place: string,
  { remote, branch, signIn }: Parameters<RemoteGit["fetch"]>[0],
): ReturnType<RemoteGit["fetch"]> => {
  const name = `refs/remotes/${remote}/${branch}`;
  const options = ["--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--quiet"];
  try {
    await run(place, ["fetch", ...options, remote, `+refs/heads/${branch}:${name}`], { abroad: { signIn } });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return isAbsent(error) ? unreachable(error) : { kind: "refused", why: said(error) };
  }
  return { kind: "fetched", tip: await line(place, ["rev-parse", "--verify", `${name}^{commit}`]) };
};

const pushOne = async (
  place: string,
  { remote, branch, sha, expect, signIn }: Parameters<RemoteGit["push"]>[0],
): ReturnType<RemoteGit["push"]> => {
  const lease = `--force-with-lease=refs/heads/${branch}:${expect ?? ""}`;
  try {
    await run(place, ["push", "--quiet", "--no-verify", lease, remote, `${sha ?? ""}:refs/heads/${branch}`], {
      abroad: { signIn },
    });
    return { kind: "pushed" };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (outrun.test(error.stderr)) return { kind: "stale" };
    return isAbsent(error) ? unreachable(error) : { kind: "refused", why: said(error) };
  }
};

/** Whether a commit is here at all, and among those of another. */
const isWithin = async (place: string, older: Oid, newer: Oid): Promise<boolean> => {
  const known = await Promise.all([commitOf(place, older), commitOf(place, newer)]);
  return !known.includes(undefined) && isReached(place, older, newer);
};

/** Every word spoken to git about other repositories. One at a time: what they write to meets in the same refs. */
export const openRemotes = (repository: Repository): Omit<RemoteGit, "catchUp"> => {
  const place = repository.checkout;
  const alone = exclusive();
  const offersOf = (task: string) => listRefs(place, [offersRef(task)]);
  return {
    address: (remote) => addressOf(place, remote),
    fetch: (request) => alone(() => fetchOne(place, request)),
    push: (request) => alone(() => pushOne(place, request)),
    noteOffer: (task, sha) => setRef(place, `${offersRef(task)}/${sha}`, sha),
    offers: async (task) => (await offersOf(task)).map(({ oid }) => oid),
    dropOffers: async (task) => dropRefs(repository, await offersOf(task)),
    handoffBranch,
    isWithin: (older, newer) => isWithin(place, older, newer),
  };
};
