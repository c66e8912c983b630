import type { RestEndpointMethodTypes } from "@octokit/rest";
import { spokenIn, type Command } from "../core/handoff/command.ts";
import { heardIn, unheard } from "../core/handoff/heard.ts";
import { markOf } from "../core/handoff/island.ts";
import type { Pull, Seen } from "../core/handoff/seen.ts";
import { ifThere, type Client } from "./client.ts";

type Comment = RestEndpointMethodTypes["issues"]["listComments"]["response"]["data"][number];

/** What is said at a pull request, as far as it concerns its task. */
export type Talk = Pick<Seen, "notes" | "heard" | "commands">;

export const silence: Talk = { notes: [], heard: unheard, commands: [] };

/** A pull request or an issue. */
type Place = Pick<Pull, "number">;

/** The most comments that are read, by the hundred. */
const pages = 10;

const commentsOf = async ({ octokit, place }: Client, { number }: Place): Promise<Comment[]> => {
  const at = { owner: place.owner, repo: place.repo, issue_number: number, per_page: 100 };
  const all: Comment[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const { data } = await octokit.rest.issues.listComments({ ...at, page });
    all.push(...data);
    if (data.length < 100) break;
  }
  return all;
};

const writing: ReadonlySet<string> = new Set(["admin", "maintain", "write"]);

/** Whether somebody may write to the repository. Who cannot be asked about may not. */
const mayWrite = async ({ octokit, place }: Client, username: string): Promise<boolean> => {
  const at = { owner: place.owner, repo: place.repo };
  const found = await ifThere(octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username }));
  return writing.has(found?.data.permission ?? "");
};

/** A comment is taken at the words that it was written with: one that was edited since says nothing to us. */
const isOriginal = ({ created_at, updated_at }: Comment): boolean => created_at === updated_at;

const commandsAmong = async (
  client: Client,
  comments: readonly Comment[],
  { upTo, me }: { readonly upTo: number; readonly me: string },
): Promise<readonly Command[]> => {
  const fresh = comments.filter(
    ({ id, user, ...comment }) =>
      id > upTo && user?.type === "User" && user.login !== me && isOriginal({ id, user, ...comment }),
  );
  const spoken = fresh.flatMap(({ id, user, body = "" }) => {
    const said = spokenIn(body);
    return said === undefined ? [] : [{ id, by: user?.login ?? "", ...said }];
  });
  return Promise.all(
    spoken.map(async (command) => ({ ...command, may: await mayWrite(client, command.by) })),
  );
};

/**
 * Reads what is said at a pull request, or at an issue. What our own comment remembers is believed only where GitHub tells who we are, so
 * that nobody else writes it: where it does not, no command is heard.
 */
export const talkAt = async (client: Client, task: string, at: Place): Promise<Talk> => {
  const mark = markOf(task);
  const [me, comments] = await Promise.all([client.login(), commentsOf(client, at)]);
  const notes = comments
    .filter(({ body = "", user }) => body.startsWith(mark) && (me === undefined || user?.login === me))
    .map(({ id, body = "" }) => ({ id, text: body }));
  if (me === undefined) return { ...silence, notes };
  const heard = heardIn(notes[0]?.text ?? "", task);
  return { notes, heard, commands: await commandsAmong(client, comments, { upTo: heard.upTo, me }) };
};
